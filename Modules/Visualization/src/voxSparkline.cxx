// SPDX-License-Identifier: Apache-2.0
#include "voxSparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace vox
{
namespace
{

constexpr std::array<const char *, 8> Blocks{"\u2581", "\u2582", "\u2583", "\u2584",
                                             "\u2585", "\u2586", "\u2587", "\u2588"};

/** Mean of the finite values; NaN where there is none. */
double
Mean(std::span<const double> values)
{
  double sum = 0.0;
  int count = 0;
  for (const double value : values)
  {
    if (std::isfinite(value))
    {
      sum += value;
      ++count;
    }
  }
  return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

std::string
Sparkline(std::span<const double> values, std::size_t width)
{
  const std::size_t count = std::min(values.size(), width);
  std::vector<double> parts;
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (std::size_t i = 0; i < count; ++i)
  {
    const std::size_t first = i * values.size() / count;
    const double part = Mean(values.subspan(first, (i + 1) * values.size() / count - first));
    parts.push_back(part);
    if (std::isfinite(part))
    {
      lowest = std::min(lowest, part);
      highest = std::max(highest, part);
    }
  }
  std::string line;
  for (const double part : parts)
  {
    constexpr double Steps = Blocks.size() - 1;
    const double height = highest > lowest ? (part - lowest) / (highest - lowest) : 0.5;
    line += std::isfinite(part) ? Blocks[static_cast<std::size_t>(std::lround(height * Steps))] : " ";
  }
  return line;
}

} // namespace vox
