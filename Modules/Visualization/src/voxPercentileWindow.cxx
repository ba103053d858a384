// SPDX-License-Identifier: Apache-2.0
#include "voxPercentileWindow.h"

#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vox
{

IntensityWindow
PercentileWindow(const at::Tensor & voxels, double lowerPercentile, double upperPercentile)
{
  constexpr std::int64_t Enough = 1'000'000;
  const at::Tensor whole = Contiguous(voxels);
  const float * values = ValuesOf<float>(whole);
  const std::int64_t step = whole.numel() / Enough + 1;
  std::vector<float> sample;
  sample.reserve(static_cast<std::size_t>(whole.numel() / step + 1));
  for (std::int64_t i = 0; i < whole.numel(); i += step)
  {
    if (std::isfinite(values[i]))
    {
      sample.push_back(values[i]);
    }
  }
  if (sample.empty())
  {
    return {0.0, 1.0};
  }
  const auto at = [&sample](double percentile) {
    const auto rank = std::lround(percentile / 100.0 * static_cast<double>(sample.size() - 1));
    std::nth_element(sample.begin(), sample.begin() + rank, sample.end());
    return static_cast<double>(sample[static_cast<std::size_t>(rank)]);
  };
  const double lower = at(lowerPercentile);
  const double upper = at(upperPercentile);
  return {lower, upper > lower ? upper : lower + 1.0};
}

} // namespace vox
