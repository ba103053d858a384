// SPDX-License-Identifier: Apache-2.0
#include "voxPercentile.h"

#include <algorithm>
#include <cmath>

namespace vox
{

double
Percentile(std::int64_t count, double fraction, const std::function<double(std::int64_t)> & sorted)
{
  const double position = static_cast<double>(count - 1) * fraction;
  const auto index = static_cast<std::int64_t>(std::floor(position));
  const double weight = position - static_cast<double>(index);
  const double low = sorted(index);
  const double high = sorted(std::min(index + 1, count - 1));
  return weight >= 0.5 ? high - (high - low) * (1 - weight) : low + (high - low) * weight;
}

double
Percentile(std::vector<double> values, double fraction)
{
  std::sort(values.begin(), values.end());
  return Percentile(static_cast<std::int64_t>(values.size()), fraction,
                    [&](std::int64_t i) { return values[static_cast<std::size_t>(i)]; });
}

double
Median(std::vector<double> values)
{
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace vox
