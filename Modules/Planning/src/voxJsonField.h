// SPDX-License-Identifier: Apache-2.0
#ifndef voxJsonField_h
#define voxJsonField_h

#include "voxOptions.h"

namespace vox
{

/** The entry of an object. Throws Error(Usage) that begins with `where` when it is missing. */
[[nodiscard]] inline const Json &
Field(const Json & object, const char * key, const std::string & where)
{
  if (!object.is_object())
  {
    Fail(ErrorKind::Usage, "{}: found {}, expected an object in braces", where, object.dump());
  }
  const auto entry = object.find(key);
  if (entry == object.end())
  {
    Fail(ErrorKind::Usage, "{}: the key '{}' is missing", where, key);
  }
  return *entry;
}

/** The entry as a value of this type. Throws Error(Usage) when it is missing or of another type. */
template <typename T>
[[nodiscard]] T
ValueOf(const Json & object, const char * key, const std::string & where)
{
  T value{};
  ValueFromJson(Field(object, key, where), value, fmt::format("{}: {}", where, key));
  return value;
}

/** The same; `fallback` where the key is missing. */
template <typename T>
[[nodiscard]] T
ValueOr(const Json & object, const char * key, T fallback, const std::string & where)
{
  return object.is_object() && object.contains(key) ? ValueOf<T>(object, key, where) : fallback;
}

} // namespace vox

#endif
