// SPDX-License-Identifier: Apache-2.0
#ifndef voxBootstrap_h
#define voxBootstrap_h

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace vox
{

struct BootstrapOptions
{
  int resamples = 10000;
  double percent = 95.0; ///< of the resampled statistics that the interval holds
  std::uint64_t seed = 0;
};

struct Interval
{
  double low = 0.0;
  double high = 0.0;

  friend bool operator==(const Interval &, const Interval &) = default;
};

/** Percentile bootstrap over cases (Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13): the
 * statistic of `resamples` samples of n cases drawn with replacement, and of those the percentiles 2.5 and 97.5 (for 95
 * percent) with linear interpolation between ranks. The drawn cases are a function of seed and n alone: the same on
 * every machine, and the same for all measures of n cases.
 *
 * Values may be infinite, as a missed structure's distance is: a bound is infinite where one of its two ranks is. No
 * interval for fewer than two values, and where a resample has no statistic (its mean meets both infinities). Keeps 4
 * bytes a case and resample, so it is not safe for use from several threads. Throws Error(Usage) unless resamples are
 * at least 1 and the percentage lies above 0 and below 100. */
class Bootstrap
{
public:
  explicit Bootstrap(const BootstrapOptions & options = {});

  [[nodiscard]] std::optional<Interval> OfMean(std::span<const double> values);
  [[nodiscard]] std::optional<Interval> OfMedian(std::span<const double> values);

  /** Of the mean over columns of their means over the cases. Each column holds a value for each case, undefined ones
   * left out; a column counts in the resamples that have a value of it. Cases without any value are left out
   * beforehand, so that of a single column this is OfMean. All columns are of one length. */
  [[nodiscard]] std::optional<Interval> OfMeanOfMeans(std::span<const std::vector<std::optional<double>>> columns);

private:
  /** The statistic of the cases that were drawn, by their positions from 0 to count - 1. */
  std::optional<Interval> Of(std::size_t count, const std::function<double(std::span<const std::size_t>)> & statistic);
  /** Draws for further cases, so that there are `count`. */
  void Draw(std::size_t count);

  BootstrapOptions m_Options;
  std::vector<std::uint32_t> m_Bits; ///< uniform, [case][resample]
};

} // namespace vox

#endif
