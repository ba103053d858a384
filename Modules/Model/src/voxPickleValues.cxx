// SPDX-License-Identifier: Apache-2.0
#include "voxPickleValues.h"
#include "voxPrintable.h"

#include "voxError.h"

#include <cmath>
#include <cstdlib>
#include <cstring>

namespace vox
{
namespace
{

constexpr int kMaximumDepth = 100;
constexpr std::size_t kMaximumValues = 1'000'000;

template <typename T>
std::optional<double>
FromBytes(const std::string & bytes, bool bigEndian)
{
  if (bytes.size() != sizeof(T))
  {
    return std::nullopt;
  }
  const std::string ordered = bigEndian ? std::string(bytes.rbegin(), bytes.rend()) : bytes;
  T value{};
  std::memcpy(&value, ordered.data(), sizeof(T));
  return static_cast<double>(value);
}

/** The byte order of a dtype is the second value of its state; '|' (does not apply) and '<' need nothing. */
bool
IsBigEndian(const PickleNode & dtype)
{
  return dtype.items.size() > 1 && dtype.items[1]->items.size() > 1 && dtype.items[1]->items[1]->text == ">";
}

std::optional<double>
NumpyScalar(const PickleNode & node)
{
  const PickleNode * dtype = ArgumentInPickle(node, 0);
  const PickleNode * value = ArgumentInPickle(node, 1);
  const PickleNode * code = dtype == nullptr ? nullptr : ArgumentInPickle(*dtype, 0);
  if (value == nullptr || value->kind != PickleKind::Bytes || code == nullptr || dtype->text != "numpy dtype")
  {
    return std::nullopt;
  }
  using Reader = std::optional<double> (*)(const std::string &, bool);
  constexpr std::pair<std::string_view, Reader> readers[]{
      {"f4", FromBytes<float>},         {"f8", FromBytes<double>},        {"i1", FromBytes<std::int8_t>},
      {"i2", FromBytes<std::int16_t>},  {"i4", FromBytes<std::int32_t>},  {"i8", FromBytes<std::int64_t>},
      {"u1", FromBytes<std::uint8_t>},  {"u2", FromBytes<std::uint16_t>}, {"u4", FromBytes<std::uint32_t>},
      {"u8", FromBytes<std::uint64_t>}, {"b1", FromBytes<std::uint8_t>}};
  for (const auto & [name, read] : readers)
  {
    if (code->text == name)
    {
      return read(value->text, IsBigEndian(*dtype));
    }
  }
  return std::nullopt;
}

/** Counts the values of one conversion: a shared value is written out at each place where it stands. */
class JsonWriter
{
public:
  explicit JsonWriter(const std::string & where) : m_Where(where) {}

  Json
  Write(const PickleNode & node, int depth)
  {
    if (depth > kMaximumDepth || ++m_Values > kMaximumValues)
    {
      Fail(ErrorKind::BadModel, "{}: found values nested deeper than {} or more than {}; the checkpoint is damaged",
           m_Where, kMaximumDepth, kMaximumValues);
    }
    switch (node.kind)
    {
    case PickleKind::None:
      return nullptr;
    case PickleKind::Bool:
      return node.integer != 0;
    case PickleKind::Integer:
      return node.integer;
    case PickleKind::Text:
      return node.text;
    case PickleKind::Tuple:
    case PickleKind::List:
      return WriteList(node, depth);
    case PickleKind::Dict:
      return WriteDict(node, depth);
    default:
      return WriteNumber(node);
    }
  }

private:
  Json
  WriteList(const PickleNode & node, int depth)
  {
    Json list = Json::array();
    for (const PickleNode * item : node.items)
    {
      list.push_back(Write(*item, depth + 1));
    }
    return list;
  }

  Json
  WriteDict(const PickleNode & node, int depth)
  {
    Json::object_t object;
    for (std::size_t i = 0; i + 1 < node.items.size(); i += 2)
    {
      const PickleNode & key = *node.items[i];
      const std::optional<double> number = NumberInPickle(key);
      if (key.kind != PickleKind::Text && !number)
      {
        Fail(ErrorKind::BadModel, "{}: found a key that is neither text nor a number; expected plain values", m_Where);
      }
      // At the end, not by key: looking each up in an ordered object would take quadratic time.
      object.emplace_back(key.kind == PickleKind::Text ? key.text : fmt::format("{}", *number),
                          Write(*node.items[i + 1], depth + 1));
    }
    return object;
  }

  Json
  WriteNumber(const PickleNode & node)
  {
    const std::optional<double> number = NumberInPickle(node);
    if (!number)
    {
      Fail(ErrorKind::BadModel, "{}: found {}, expected plain values", m_Where,
           node.text.empty() ? "an object" : Printable(node.text));
    }
    return std::isfinite(*number) ? Json(*number) : Json();
  }

  const std::string & m_Where;
  std::size_t m_Values = 0;
};

} // namespace

const PickleNode *
FindInPickle(const PickleNode & node, std::string_view key)
{
  if (node.kind == PickleKind::Dict)
  {
    for (std::size_t i = node.items.size(); i >= 2; i -= 2)
    {
      if (node.items[i - 2]->kind == PickleKind::Text && node.items[i - 2]->text == key)
      {
        return node.items[i - 1];
      }
    }
  }
  return nullptr;
}

const PickleNode *
ArgumentInPickle(const PickleNode & node, std::size_t position)
{
  return node.kind == PickleKind::Object && position < node.items[0]->items.size() ? node.items[0]->items[position]
                                                                                   : nullptr;
}

std::optional<double>
NumberInPickle(const PickleNode & node)
{
  switch (node.kind)
  {
  case PickleKind::Bool:
  case PickleKind::Integer:
    return static_cast<double>(node.integer);
  case PickleKind::Real:
    return node.real;
  case PickleKind::Object:
    return node.text.ends_with("multiarray scalar") ? NumpyScalar(node) : std::nullopt;
  default:
    return std::nullopt;
  }
}

Json
PickleToJson(const PickleNode & node, const std::string & where)
{
  return JsonWriter(where).Write(node, 0);
}

} // namespace vox
