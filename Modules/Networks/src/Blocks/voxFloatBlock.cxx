// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxFloatBlock.h"

#include "voxTargetClones.h"

namespace vox
{
namespace
{

std::uint32_t
RoundedBits(std::uint32_t bits)
{
  const std::uint32_t rounded = bits + 0x7FFFU + ((bits >> 16U) & 1U);
  const bool isNan = (bits & 0x7FFFFFFFU) > 0x7F800000U;
  return (isNan ? bits | 0x400000U : rounded) >> 16U;
}

VOX_TARGET_CLONES void
WidenBits(const std::uint16_t * __restrict values, std::int64_t count, std::uint32_t * __restrict widened)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    widened[i] = static_cast<std::uint32_t>(values[i]) << 16U;
  }
}

VOX_TARGET_CLONES void
NarrowBits(const std::uint32_t * __restrict values, std::int64_t count, std::uint16_t * __restrict narrowed)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    narrowed[i] = static_cast<std::uint16_t>(RoundedBits(values[i]));
  }
}

} // namespace

void
Widen(const c10::BFloat16 * values, std::int64_t count, float * widened)
{
  WidenBits(reinterpret_cast<const std::uint16_t *>(values), count, reinterpret_cast<std::uint32_t *>(widened));
}

void
Narrow(const float * values, std::int64_t count, c10::BFloat16 * narrowed)
{
  NarrowBits(reinterpret_cast<const std::uint32_t *>(values), count, reinterpret_cast<std::uint16_t *>(narrowed));
}

} // namespace vox
