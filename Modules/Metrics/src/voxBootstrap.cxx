// SPDX-License-Identifier: Apache-2.0
#include "voxBootstrap.h"

#include "voxError.h"
#include "voxRandom.h"
#include "voxStatistic.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace vox
{
namespace
{

/** Linear between ranks, as numpy.percentile; unlike there, infinities do not become NaN. */
double
PercentileOfSorted(std::span<const double> sorted, double percentile)
{
  const double rank = percentile / 100.0 * static_cast<double>(sorted.size() - 1);
  const auto first = static_cast<std::size_t>(rank);
  const double low = sorted[first];
  const double high = sorted[std::min(first + 1, sorted.size() - 1)];
  if (low == high || std::isinf(low))
  {
    return low;
  }
  return std::isinf(high) ? high : low + (high - low) * (rank - static_cast<double>(first));
}

} // namespace

Bootstrap::Bootstrap(const BootstrapOptions & options) : m_Options(options)
{
  if (options.resamples < 1 || !(options.percent > 0.0 && options.percent < 100.0))
  {
    Fail(ErrorKind::Usage, "bootstrap: found {} resamples and {} %, expected 1 or more, and a value between 0 and 100",
         options.resamples, options.percent);
  }
}

std::optional<Interval>
Bootstrap::OfMean(std::span<const double> values)
{
  return Of(values, [](std::span<double> sample) {
    return std::accumulate(sample.begin(), sample.end(), 0.0) / static_cast<double>(sample.size());
  });
}

std::optional<Interval>
Bootstrap::OfMedian(std::span<const double> values)
{
  return Of(values, &MedianOf);
}

std::optional<Interval>
Bootstrap::Of(std::span<const double> values, const std::function<double(std::span<double>)> & statistic)
{
  if (values.size() < 2)
  {
    return std::nullopt;
  }
  Draw(values.size());
  std::vector<double> sample(values.size());
  std::vector<double> statistics;
  const auto resamples = static_cast<std::size_t>(m_Options.resamples);
  for (std::size_t resample = 0; resample < resamples; ++resample)
  {
    for (std::size_t i = 0; i < values.size(); ++i)
    {
      // The upper half of the product is uniform from 0 to n - 1, but for n / 2^32.
      sample[i] = values[(m_Bits[i * resamples + resample] * values.size()) >> 32];
    }
    statistics.push_back(statistic(sample));
    if (std::isnan(statistics.back()))
    {
      return std::nullopt;
    }
  }
  std::ranges::sort(statistics);
  const double outside = (100.0 - m_Options.percent) / 2.0;
  return Interval{PercentileOfSorted(statistics, outside), PercentileOfSorted(statistics, 100.0 - outside)};
}

void
Bootstrap::Draw(std::size_t count)
{
  const auto resamples = static_cast<std::size_t>(m_Options.resamples);
  for (std::size_t drawn = m_Bits.size() / resamples; drawn < count; ++drawn)
  {
    Random random(m_Options.seed, {drawn});
    std::generate_n(std::back_inserter(m_Bits), resamples, [&] { return random.Bits(); });
  }
}

} // namespace vox
