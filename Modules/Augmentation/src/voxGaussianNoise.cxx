// SPDX-License-Identifier: Apache-2.0
#include "voxGaussianNoise.h"

#include <algorithm>
#include <array>

namespace vox
{

void
AddGaussianNoise(std::span<float> values, double standardDeviation, Random & random)
{
  std::array<float, 1024> noise;
  while (!values.empty())
  {
    const std::span<float> part = values.first(std::min(values.size(), noise.size()));
    random.FillNormal(std::span(noise).first(part.size()), standardDeviation);
    for (std::size_t i = 0; i < part.size(); ++i)
    {
      part[i] += noise[i];
    }
    values = values.subspan(part.size());
  }
}

} // namespace vox
