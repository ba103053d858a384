// SPDX-License-Identifier: Apache-2.0
#include "voxStatistic.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace vox
{
namespace
{

double
Mean(std::span<const double> values)
{
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

std::vector<double>
DefinedOnly(std::span<const std::optional<double>> values)
{
  std::vector<double> defined;
  for (const std::optional<double> & value : values)
  {
    if (value)
    {
      defined.push_back(*value);
    }
  }
  return defined;
}

Statistic
Summarize(std::span<const std::optional<double>> values)
{
  Statistic result;
  std::vector<double> defined = DefinedOnly(values);
  result.undefined = static_cast<std::int64_t>(values.size() - defined.size());
  result.infinite = std::ranges::count_if(defined, [](double value) { return std::isinf(value); });
  result.finite = static_cast<std::int64_t>(defined.size()) - result.infinite;
  if (defined.empty())
  {
    return result;
  }
  result.mean = Mean(defined);
  if (defined.size() > 1 && result.infinite == 0)
  {
    double squares = 0.0;
    for (const double value : defined)
    {
      squares += (value - *result.mean) * (value - *result.mean);
    }
    result.standardDeviation = std::sqrt(squares / static_cast<double>(defined.size() - 1));
  }
  result.median = MedianOf(defined);
  return result;
}

std::optional<double>
MeanOfDefined(std::span<const std::optional<double>> values)
{
  const std::vector<double> defined = DefinedOnly(values);
  return defined.empty() ? std::nullopt : std::optional(Mean(defined));
}

double
MeanOfDefined(std::span<const double> values)
{
  std::vector<std::optional<double>> defined;
  std::ranges::copy_if(values, std::back_inserter(defined), [](double value) { return !std::isnan(value); });
  return MeanOfDefined(defined).value_or(std::numeric_limits<double>::quiet_NaN());
}

double
MedianOf(std::span<double> values)
{
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1)
  {
    return *middle;
  }
  const double lower = *std::max_element(values.begin(), middle);
  return lower == *middle ? lower : (lower + *middle) / 2.0;
}

} // namespace vox
