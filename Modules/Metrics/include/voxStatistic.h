// SPDX-License-Identifier: Apache-2.0
#ifndef voxStatistic_h
#define voxStatistic_h

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace vox
{

/** What is known of one quantity over several cases or structures. Undefined values enter nothing but their count,
 * which therefore stands beside every mean. Infinite ones count as the largest: mean and, from the middle on, median
 * are infinite with them, and there is no standard deviation. */
struct Statistic
{
  std::optional<double> mean;   ///< infinite as soon as one value is
  std::optional<double> median; ///< mean of the middle two of an even number
  /** Of a sample (n - 1); none for fewer than two values or where one is infinite. */
  std::optional<double> standardDeviation;
  std::int64_t finite = 0;
  std::int64_t infinite = 0;
  std::int64_t undefined = 0;
};

/** Values are defined and above minus infinity. Without any that is defined: no mean, no median. */
[[nodiscard]] Statistic Summarize(std::span<const std::optional<double>> values);

/** The values that are defined, in their order. */
[[nodiscard]] std::vector<double> DefinedOnly(std::span<const std::optional<double>> values);

/** The mean of the values that are defined; none where no value is. */
[[nodiscard]] std::optional<double> MeanOfDefined(std::span<const std::optional<double>> values);

/** The same where NaN stands for undefined. */
[[nodiscard]] double MeanOfDefined(std::span<const double> values);

/** The middle value, or the mean of the middle two; NaN where these are opposite infinities. Requires one value. The
 * values are put in another order. */
[[nodiscard]] double MedianOf(std::span<double> values);

} // namespace vox

#endif
