// SPDX-License-Identifier: Apache-2.0
#include "voxChannelStatistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox::detail
{

namespace
{
// Independent partial results let the compiler use vector instructions without reordering a floating-point sum.
constexpr std::size_t lanes = 8;

template <typename TTerm>
double
Sum(std::span<const float> values, TTerm term)
{
  std::array<double, lanes> sums{};
  std::size_t i = 0;
  for (; i + lanes <= values.size(); i += lanes)
  {
    for (std::size_t lane = 0; lane < lanes; ++lane)
    {
      sums[lane] += term(values[i + lane]);
    }
  }
  double sum = 0.0;
  for (; i < values.size(); ++i)
  {
    sum += term(values[i]);
  }
  for (const double part : sums)
  {
    sum += part;
  }
  return sum;
}
} // namespace

ValueRange
FindRange(std::span<const float> values)
{
  if (values.empty())
  {
    return {};
  }
  std::array<float, lanes> low;
  std::array<float, lanes> high;
  low.fill(values[0]);
  high.fill(values[0]);
  std::size_t i = 0;
  for (; i + lanes <= values.size(); i += lanes)
  {
    for (std::size_t lane = 0; lane < lanes; ++lane)
    {
      const float value = values[i + lane];
      low[lane] = value < low[lane] ? value : low[lane];
      high[lane] = value > high[lane] ? value : high[lane];
    }
  }
  for (; i < values.size(); ++i)
  {
    low[0] = std::min(low[0], values[i]);
    high[0] = std::max(high[0], values[i]);
  }
  return {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())};
}

double
Mean(std::span<const float> values)
{
  return Sum(values, [](float value) { return static_cast<double>(value); }) / static_cast<double>(values.size());
}

double
StandardDeviation(std::span<const float> values, double mean)
{
  if (values.size() < 2)
  {
    return 0.0;
  }
  const double squares = Sum(values, [mean](float value) {
    const double difference = static_cast<double>(value) - mean;
    return difference * difference;
  });
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

} // namespace vox::detail
