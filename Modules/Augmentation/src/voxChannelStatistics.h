// SPDX-License-Identifier: Apache-2.0
#ifndef voxChannelStatistics_h
#define voxChannelStatistics_h

#include <span>

namespace vox::detail
{

struct ValueRange
{
  float minimum = 0.0F;
  float maximum = 0.0F;
};

/** Smallest and largest value. */
[[nodiscard]] ValueRange FindRange(std::span<const float> values);

[[nodiscard]] double Mean(std::span<const float> values);

/** Unbiased standard deviation; 0 for fewer than two values. */
[[nodiscard]] double StandardDeviation(std::span<const float> values, double mean);

} // namespace vox::detail

#endif
