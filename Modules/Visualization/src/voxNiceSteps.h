// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiceSteps_h
#define voxNiceSteps_h

#include <string>
#include <vector>

namespace vox
{

/** The largest of 1, 2, 5 times a power of ten that is at most `limit` (positive, finite). */
[[nodiscard]] double NiceStepBelow(double limit);

/** Round values for an axis over [low, high], low < high, about `count` of them; the first is at most `low` and the
 * last at least `high`, so that they bound the axis too. */
[[nodiscard]] std::vector<double> LinearTicks(double low, double high, int count);

/** Powers of ten that bound [low, high], 0 < low <= high, and those between; with factors 2 and 5 where there are few.
 */
[[nodiscard]] std::vector<double> LogarithmicTicks(double low, double high);

/** A tick value without digits that mean nothing: "0.25", "1e-05", "1500". */
[[nodiscard]] std::string TickText(double value);

} // namespace vox

#endif
