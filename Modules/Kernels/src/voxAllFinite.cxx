// SPDX-License-Identifier: Apache-2.0
#include "voxAllFinite.h"

#include "voxParallelFor.h"
#include "voxTargetClones.h"

#include <atomic>
#include <bit>

namespace vox::kernels
{
namespace
{
constexpr std::int64_t grain = std::int64_t{1} << 20;

VOX_TARGET_CLONES bool
PartIsFinite(const float * values, std::int64_t count)
{
  std::uint32_t largest = 0;
  for (std::int64_t i = 0; i < count; ++i)
  {
    const std::uint32_t exponent = std::bit_cast<std::uint32_t>(values[i]) & 0x7F800000U;
    largest = exponent > largest ? exponent : largest;
  }
  return largest != 0x7F800000U;
}

VOX_TARGET_CLONES bool
PartIsFinite(const std::uint16_t * bits, std::int64_t count)
{
  std::uint16_t largest = 0;
  for (std::int64_t i = 0; i < count; ++i)
  {
    const auto exponent = static_cast<std::uint16_t>(bits[i] & 0x7F80U);
    largest = exponent > largest ? exponent : largest;
  }
  return largest != 0x7F80U;
}

template <typename T>
bool
AllPartsAreFinite(const T * values, std::int64_t count, int threads)
{
  std::atomic<bool> finite{true};
  ParallelFor(0, count, grain, threads, [&](std::int64_t first, std::int64_t last) {
    if (finite && !PartIsFinite(values + first, last - first))
    {
      finite = false;
    }
  });
  return finite;
}
} // namespace

bool
AllFinite(const float * values, std::int64_t count, int threads)
{
  return AllPartsAreFinite(values, count, threads);
}

bool
AllFinite(const std::uint16_t * bfloat16, std::int64_t count, int threads)
{
  return AllPartsAreFinite(bfloat16, count, threads);
}

} // namespace vox::kernels
