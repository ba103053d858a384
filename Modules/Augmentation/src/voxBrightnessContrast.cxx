// SPDX-License-Identifier: Apache-2.0
#include "voxBrightnessContrast.h"

#include "voxChannelStatistics.h"

namespace vox
{

void
MultiplyBrightness(std::span<float> channel, double factor)
{
  const auto f = static_cast<float>(factor);
  for (float & value : channel)
  {
    value *= f;
  }
}

void
ChangeContrast(std::span<float> channel, double factor)
{
  const detail::ValueRange range = detail::FindRange(channel);
  const auto mean = static_cast<float>(detail::Mean(channel));
  const auto f = static_cast<float>(factor);
  for (float & value : channel)
  {
    const float changed = (value - mean) * f + mean;
    const float atLeast = changed < range.minimum ? range.minimum : changed;
    value = atLeast > range.maximum ? range.maximum : atLeast;
  }
}

} // namespace vox
