// SPDX-License-Identifier: Apache-2.0
#ifndef voxOptions_h
#define voxOptions_h

#include "voxError.h"
#include "voxJson.h"
#include "voxZyx.h"

#include <algorithm>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/** Options are plain aggregates with defaults in the declaration. One function next to the struct describes them:
 *
 *     struct DiceLossOptions { bool batch = true; double smooth = 1e-5; };
 *     template <typename TVisitor>
 *     void VisitFields(DiceLossOptions & o, TVisitor && visit)
 *     {
 *       visit("batch", o.batch, "sum over the batch before dividing");
 *       visit("smooth", o.smooth, "added to numerator and denominator");
 *     }
 *
 * It serves reading and writing JSON, `--set key=value`, and the reference text. A choice is an `enum class` with a
 * function `EnumNames(TheEnum)` beside it that returns the names; in files it is text. Nested options are fields like
 * any other. */
namespace vox
{

/** Name of each value of an enumeration, as it stands in files and on the command line. */
template <typename TEnum> using EnumName = std::pair<TEnum, std::string_view>;

namespace detail
{
struct NullVisitor
{
  template <typename T>
  void
  operator()(const char *, T &, const char *) const
  {}
};

template <typename T> struct IsOptional : std::false_type
{};
template <typename T> struct IsOptional<std::optional<T>> : std::true_type
{};
template <typename T> struct IsVector : std::false_type
{};
template <typename T> struct IsVector<std::vector<T>> : std::true_type
{};
template <typename T> struct IsZyx : std::false_type
{};
template <typename T> struct IsZyx<Zyx<T>> : std::true_type
{};
} // namespace detail

/** An aggregate with VisitFields. */
template <typename T>
concept Options = requires(T & options)
{
  VisitFields(options, detail::NullVisitor{});
};

/** An enumeration with EnumNames. */
template <typename T>
concept NamedEnum = std::is_enum_v<T> && requires(T value)
{
  EnumNames(value);
};

/** The name of a value, for messages and files. */
template <NamedEnum TEnum>
[[nodiscard]] std::string_view
NameOf(TEnum value)
{
  for (const auto & [candidate, name] : EnumNames(value))
  {
    if (candidate == value)
    {
      return name;
    }
  }
  Fail(ErrorKind::Internal, "an enumeration value has no name");
}

/** The value of a name. Throws Error(Usage) that lists the known names. */
template <NamedEnum TEnum>
[[nodiscard]] TEnum
ParseEnum(std::string_view text, std::string_view where)
{
  std::string known;
  for (const auto & [candidate, name] : EnumNames(TEnum{}))
  {
    if (name == text)
    {
      return candidate;
    }
    known += (known.empty() ? "" : ", ");
    known += name;
  }
  Fail(ErrorKind::Usage, "{}: '{}' is not known; known are: {}", where, text, known);
}

template <typename T> [[nodiscard]] Json ValueToJson(const T & value);
template <typename T> void ValueFromJson(const Json & json, T & value, const std::string & where);

/** All fields as a JSON object, in declaration order. */
template <Options TOptions>
[[nodiscard]] Json
ToJson(const TOptions & options)
{
  TOptions copy = options;
  Json json = Json::object();
  VisitFields(copy, [&](const char * key, auto & field, const char *) { json[key] = ValueToJson(field); });
  return json;
}

/** Sets the fields that the JSON object names; the others keep their value. `where` (a file, `--set`) begins each
 * message. Throws Error(Usage) for an unknown key, listing the known ones, and for a value of the wrong type. */
template <Options TOptions>
void
FromJson(const Json & json, TOptions & options, const std::string & where)
{
  if (!json.is_object())
  {
    Fail(ErrorKind::Usage, "{}: found {}, expected an object in braces", where, json.dump());
  }
  std::vector<std::string> known;
  VisitFields(options, [&](const char * key, auto & field, const char *) {
    known.emplace_back(key);
    if (const auto entry = json.find(key); entry != json.end())
    {
      ValueFromJson(*entry, field, where + ": " + key);
    }
  });
  for (const auto & [key, value] : json.items())
  {
    if (std::find(known.begin(), known.end(), key) == known.end())
    {
      Fail(ErrorKind::Usage, "{}: unknown key '{}'; known are: {}", where, key, fmt::join(known, ", "));
    }
  }
}

/** Sets one field by its dotted key from text, as `--set optimizer.learning_rate=0.02` does. */
template <Options TOptions>
void
SetFromText(TOptions & options, std::string_view key, std::string_view text, const std::string & where)
{
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded())
  {
    value = std::string(text);
  }
  std::string_view rest = key;
  while (!rest.empty())
  {
    const std::size_t dot = rest.rfind('.');
    Json outer = Json::object();
    outer[std::string(dot == std::string_view::npos ? rest : rest.substr(dot + 1))] = std::move(value);
    value = std::move(outer);
    rest = dot == std::string_view::npos ? std::string_view() : rest.substr(0, dot);
  }
  FromJson(value, options, where);
}

/** One line of the reference text. */
struct FieldDescription
{
  std::string key; ///< dotted
  std::string defaultValue;
  std::string help;
};

/** All fields, nested ones with dotted keys. */
template <Options TOptions>
[[nodiscard]] std::vector<FieldDescription>
DescribeFields(const TOptions & options, const std::string & prefix = {})
{
  TOptions copy = options;
  std::vector<FieldDescription> result;
  VisitFields(copy, [&](const char * key, auto & field, const char * help) {
    using T = std::remove_cvref_t<decltype(field)>;
    if constexpr (Options<T>)
    {
      const auto inner = DescribeFields(field, prefix + key + ".");
      result.insert(result.end(), inner.begin(), inner.end());
    }
    else
    {
      result.push_back({prefix + key, ValueToJson(field).dump(), help});
    }
  });
  return result;
}

template <typename T>
Json
ValueToJson(const T & value)
{
  if constexpr (Options<T>)
  {
    return ToJson(value);
  }
  else if constexpr (NamedEnum<T>)
  {
    return std::string(NameOf(value));
  }
  else if constexpr (detail::IsOptional<T>::value)
  {
    return value ? ValueToJson(*value) : Json(nullptr);
  }
  else if constexpr (detail::IsVector<T>::value)
  {
    Json list = Json::array();
    for (const auto & item : value)
    {
      list.push_back(ValueToJson<typename T::value_type>(item));
    }
    return list;
  }
  else if constexpr (detail::IsZyx<T>::value)
  {
    return Json::array({ValueToJson(value.z), ValueToJson(value.y), ValueToJson(value.x)});
  }
  else
  {
    return Json(value);
  }
}

template <typename T>
void
ValueFromJson(const Json & json, T & value, const std::string & where)
{
  const auto refuse = [&](std::string_view expected) {
    Fail(ErrorKind::Usage, "{}: found {}, expected {}", where, json.dump(), expected);
  };
  if constexpr (Options<T>)
  {
    FromJson(json, value, where);
  }
  else if constexpr (NamedEnum<T>)
  {
    if (!json.is_string())
    {
      refuse("a name in quotes");
    }
    value = ParseEnum<T>(json.get<std::string>(), where);
  }
  else if constexpr (detail::IsOptional<T>::value)
  {
    if (json.is_null())
    {
      value.reset();
      return;
    }
    typename T::value_type inner{};
    ValueFromJson(json, inner, where);
    value = std::move(inner);
  }
  else if constexpr (detail::IsVector<T>::value)
  {
    if (!json.is_array())
    {
      refuse("a list in brackets");
    }
    T list;
    for (const Json & item : json)
    {
      typename T::value_type inner{};
      ValueFromJson(item, inner, where);
      list.push_back(std::move(inner));
    }
    value = std::move(list);
  }
  else if constexpr (detail::IsZyx<T>::value)
  {
    if (!json.is_array() || json.size() != 3)
    {
      refuse("three values in brackets, in the order z, y, x");
    }
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      ValueFromJson(json[axis], value[axis], where);
    }
  }
  else if constexpr (std::same_as<T, Json>)
  {
    value = json;
  }
  else if constexpr (std::same_as<T, bool>)
  {
    json.is_boolean() ? void(value = json.get<bool>()) : refuse("true or false");
  }
  else if constexpr (std::integral<T>)
  {
    json.is_number_integer() ? void(value = json.get<T>()) : refuse("a whole number");
  }
  else if constexpr (std::floating_point<T>)
  {
    json.is_number() ? void(value = json.get<T>()) : refuse("a number");
  }
  else
  {
    static_assert(std::same_as<T, std::string>, "this type has no text form yet");
    json.is_string() ? void(value = json.get<std::string>()) : refuse("text in quotes");
  }
}

} // namespace vox

#endif
