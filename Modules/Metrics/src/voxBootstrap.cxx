// SPDX-License-Identifier: Apache-2.0
#include "voxBootstrap.h"

#include "voxError.h"
#include "voxRandom.h"
#include "voxStatistic.h"

#include <algorithm>
#include <cmath>
#include <iterator>

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

struct DefinedValues
{
  std::vector<double> values;    ///< 0 where undefined
  std::vector<double> isDefined; ///< 1 or 0
};

/** Without the cases that no column defines. */
std::vector<DefinedValues>
DefinedColumns(std::span<const std::vector<std::optional<double>>> columns)
{
  std::vector<DefinedValues> result(columns.size());
  for (std::size_t i = 0; !columns.empty() && i < columns.front().size(); ++i)
  {
    if (std::ranges::any_of(columns, [i](const auto & column) { return column.at(i).has_value(); }))
    {
      for (std::size_t c = 0; c < columns.size(); ++c)
      {
        result[c].values.push_back(columns[c][i].value_or(0.0));
        result[c].isDefined.push_back(columns[c][i] ? 1.0 : 0.0);
      }
    }
  }
  return result;
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
  return Of(values.size(), [&](std::span<const std::size_t> drawn) {
    double sum = 0.0;
    for (const std::size_t i : drawn)
    {
      sum += values[i];
    }
    return sum / static_cast<double>(drawn.size());
  });
}

std::optional<Interval>
Bootstrap::OfMedian(std::span<const double> values)
{
  std::vector<double> sample(values.size());
  return Of(values.size(), [&](std::span<const std::size_t> drawn) {
    std::ranges::transform(drawn, sample.begin(), [&](std::size_t i) { return values[i]; });
    return MedianOf(sample);
  });
}

std::optional<Interval>
Bootstrap::OfMeanOfMeans(std::span<const std::vector<std::optional<double>>> columns)
{
  const std::vector<DefinedValues> defined = DefinedColumns(columns);
  return Of(defined.empty() ? 0 : defined.front().values.size(), [&](std::span<const std::size_t> drawn) {
    double sum = 0.0;
    double count = 0.0;
    for (const DefinedValues & column : defined)
    {
      double ofColumn = 0.0;
      double inColumn = 0.0;
      for (const std::size_t i : drawn)
      {
        ofColumn += column.values[i];
        inColumn += column.isDefined[i];
      }
      sum += inColumn > 0.0 ? ofColumn / inColumn : 0.0;
      count += inColumn > 0.0 ? 1.0 : 0.0;
    }
    return sum / count;
  });
}

std::optional<Interval>
Bootstrap::Of(std::size_t count, const std::function<double(std::span<const std::size_t>)> & statistic)
{
  if (count < 2)
  {
    return std::nullopt;
  }
  Draw(count);
  std::vector<std::size_t> drawn(count);
  std::vector<double> statistics;
  const auto resamples = static_cast<std::size_t>(m_Options.resamples);
  for (std::size_t resample = 0; resample < resamples; ++resample)
  {
    for (std::size_t i = 0; i < count; ++i)
    {
      // The upper half of the product is uniform from 0 to n - 1, but for n / 2^32.
      drawn[i] = (m_Bits[i * resamples + resample] * count) >> 32;
    }
    statistics.push_back(statistic(drawn));
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
