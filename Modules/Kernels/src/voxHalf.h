// SPDX-License-Identifier: Apache-2.0
#ifndef voxHalf_h
#define voxHalf_h

#include "voxRoundToHalf.h"

#include <bit>
#include <cmath>
#include <cstdint>

// Half precision in integer arithmetic that vectorizes: the compiler knows no half type, and these run inside functions
// that are compiled for several instruction sets.
namespace vox::kernels
{

/** The bits of the nearest half; values beyond 65504 become 65504. */
inline std::uint16_t
HalfFromFloat(float value)
{
  const float most = 65504.0F;
  const float magnitude = std::fabs(value) < most ? RoundToHalf(std::fabs(value)) : most;
  // 2^-112 brings the exponent of a float to that of a half, subnormals included.
  const auto bits = std::bit_cast<std::uint32_t>(magnitude * 0x1p-112F) >> 13U;
  return static_cast<std::uint16_t>(bits | (std::bit_cast<std::uint32_t>(value) >> 16U & 0x8000U));
}

inline float
FloatFromHalf(std::uint16_t half)
{
  const float magnitude = std::bit_cast<float>(static_cast<std::uint32_t>(half & 0x7FFFU) << 13U) * 0x1p112F;
  const auto sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
}

inline float
FloatFromBfloat16(std::uint16_t bits)
{
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

} // namespace vox::kernels

#endif
