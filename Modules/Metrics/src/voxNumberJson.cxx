// SPDX-License-Identifier: Apache-2.0
#include "voxNumberJson.h"

#include <cmath>

namespace vox
{

Json
NumberJson(const std::optional<double> & value)
{
  if (!value)
  {
    return nullptr;
  }
  if (std::isinf(*value))
  {
    return *value > 0.0 ? "inf" : "-inf";
  }
  return *value;
}

Json
IntervalJson(const std::optional<Interval> & interval)
{
  return interval ? Json::array({NumberJson(interval->low), NumberJson(interval->high)}) : Json(nullptr);
}

} // namespace vox
