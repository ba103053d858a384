// SPDX-License-Identifier: Apache-2.0
#ifndef voxPercentile_h
#define voxPercentile_h

#include <cstdint>
#include <functional>
#include <vector>

namespace vox
{

/** Percentile with linear interpolation between order statistics, rounded exactly as NumPy does (its _lerp measures
 * from the nearer neighbor). `sorted(i)` is the i-th smallest of `count` values; `fraction` is 0 to 1. */
[[nodiscard]] double Percentile(std::int64_t count, double fraction,
                                const std::function<double(std::int64_t)> & sorted);

[[nodiscard]] double Percentile(std::vector<double> values, double fraction);

/** Mean of the two middle values for an even count. Requires a value. */
[[nodiscard]] double Median(std::vector<double> values);

} // namespace vox

#endif
