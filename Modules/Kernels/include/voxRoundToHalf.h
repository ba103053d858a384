// SPDX-License-Identifier: Apache-2.0
#ifndef voxRoundToHalf_h
#define voxRoundToHalf_h

#include "voxHostDevice.h"

#include <bit>
#include <cstdint>

namespace vox::kernels
{

/** The nearest half-precision number, half to even; below 2^-14 one of its subnormals. For magnitudes below 65520. */
[[nodiscard]] VOX_HOST_DEVICE inline float
RoundToHalf(float value)
{
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const float normal = std::bit_cast<float>((bits + 0xFFFU + ((bits >> 13U) & 1U)) & ~0x1FFFU);
  const float subnormal = (value + 0.75F) - 0.75F;
  return (bits & 0x7FFFFFFFU) < 0x38800000U ? subnormal : normal;
}

} // namespace vox::kernels

#endif
