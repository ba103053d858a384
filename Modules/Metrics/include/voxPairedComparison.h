// SPDX-License-Identifier: Apache-2.0
#ifndef voxPairedComparison_h
#define voxPairedComparison_h

#include "voxBootstrap.h"
#include "voxWilcoxon.h"

#include <cstdint>
#include <optional>
#include <span>

namespace vox
{

/** One quantity measured on the same cases by two methods. Everything but the counts of undefined values is over the
 * pairs: the cases where both are defined. */
struct PairedComparison
{
  std::int64_t pairs = 0;
  std::int64_t infinite = 0;        ///< pairs where at least one value is infinite
  std::int64_t undefinedFirst = 0;  ///< cases where the first is undefined
  std::int64_t undefinedSecond = 0; ///< cases where the second is undefined
  std::optional<double> firstMean;
  std::optional<double> secondMean;
  std::optional<double> meanDifference; ///< first minus second
  std::optional<double> medianDifference;
  std::optional<Interval> meanInterval;
  std::optional<Interval> medianInterval;
  std::optional<WilcoxonResult> wilcoxon;
};

/** Compares value by value; both lists are of the same cases in the same order (Error(Internal) for other lengths).
 * Equal values differ by 0, two infinite ones of the same sign too; an infinite and a finite one differ infinitely. A
 * mean or median of differences that meets both infinities does not exist. Without a pair nothing does. */
[[nodiscard]] PairedComparison Compare(std::span<const std::optional<double>> first,
                                       std::span<const std::optional<double>> second, Bootstrap & bootstrap);

} // namespace vox

#endif
