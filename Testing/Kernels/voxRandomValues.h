// SPDX-License-Identifier: Apache-2.0
#ifndef voxRandomValues_h
#define voxRandomValues_h

#include "voxFeatureType.h"
#include "voxRandom.h"

#include <cstdint>
#include <vector>

namespace vox::testing
{

/** Normal numbers, the same ones for the same seed. */
template <typename T = float>
[[nodiscard]] std::vector<T>
NormalValues(std::int64_t count, std::uint64_t seed, float mean = 0.0F, double deviation = 1.0)
{
  std::vector<float> numbers(static_cast<std::size_t>(count));
  Random(seed).FillNormal(numbers, deviation);
  std::vector<T> values;
  for (const float number : numbers)
  {
    values.push_back(kernels::FromFloat<T>(mean + number));
  }
  return values;
}

/** True (1) with this probability. */
[[nodiscard]] inline std::vector<std::uint8_t>
RandomMask(std::int64_t count, std::uint64_t seed, double probability)
{
  Random random(seed);
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(count));
  for (std::uint8_t & voxel : mask)
  {
    voxel = random.Bernoulli(probability) ? 1 : 0;
  }
  return mask;
}

} // namespace vox::testing

#endif
