// SPDX-License-Identifier: Apache-2.0
#ifndef voxNumberOrNull_h
#define voxNumberOrNull_h

#include "voxJson.h"

#include <cmath>
#include <limits>

namespace vox
{

/** JSON has no NaN: null stands for it. */
[[nodiscard]] inline Json
NumberOrNull(double value)
{
  return std::isnan(value) ? Json(nullptr) : Json(value);
}

/** The reverse. Throws Json::exception for anything else. */
[[nodiscard]] inline double
NumberOrNan(const Json & json)
{
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

/** Likewise of a key that may be missing. */
[[nodiscard]] inline double
NumberOrNan(const Json & object, const char * key)
{
  const auto found = object.find(key);
  return found == object.end() ? std::numeric_limits<double>::quiet_NaN() : NumberOrNan(*found);
}

} // namespace vox

#endif
