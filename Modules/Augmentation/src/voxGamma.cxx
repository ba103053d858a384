// SPDX-License-Identifier: Apache-2.0
#include "voxGamma.h"

#include "voxChannelStatistics.h"

#include <algorithm>
#include <cmath>

namespace vox
{

void
ChangeGamma(std::span<float> channel, double gamma, bool inverted)
{
  if (inverted)
  {
    std::transform(channel.begin(), channel.end(), channel.begin(), [](float value) { return -value; });
  }
  const detail::ValueRange range = detail::FindRange(channel);
  const double mean = detail::Mean(channel);
  const double deviation = detail::StandardDeviation(channel, mean);

  const float width = range.maximum - range.minimum;
  const float divisor = std::max(width, 1e-7F);
  const auto exponent = static_cast<float>(gamma);
  for (float & value : channel)
  {
    value = std::pow((value - range.minimum) / divisor, exponent) * width + range.minimum;
  }

  const double changedMean = detail::Mean(channel);
  const double changedDeviation = detail::StandardDeviation(channel, changedMean);
  const auto shift = static_cast<float>(changedMean);
  const auto scale = static_cast<float>(deviation / std::max(changedDeviation, 1e-7));
  const auto target = static_cast<float>(mean);
  const float sign = inverted ? -1.0F : 1.0F;
  for (float & value : channel)
  {
    value = sign * ((value - shift) * scale + target);
  }
}

} // namespace vox
