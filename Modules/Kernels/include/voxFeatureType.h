// SPDX-License-Identifier: Apache-2.0
#ifndef voxFeatureType_h
#define voxFeatureType_h

#include "voxHostDevice.h"

#include <bit>
#include <cstdint>

namespace vox::kernels
{

/** A bfloat16 number as memory holds it: the upper half of a float. */
struct Bfloat16
{
  std::uint16_t bits = 0;
};

[[nodiscard]] VOX_HOST_DEVICE inline float
ToFloat(float value)
{
  return value;
}

[[nodiscard]] VOX_HOST_DEVICE inline float
ToFloat(Bfloat16 value)
{
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16U);
}

/** The nearest number of the other type, half to even; NaN stays NaN. */
template <typename T> [[nodiscard]] VOX_HOST_DEVICE T FromFloat(float value);

template <>
[[nodiscard]] VOX_HOST_DEVICE inline float
FromFloat<float>(float value)
{
  return value;
}

template <>
[[nodiscard]] VOX_HOST_DEVICE inline Bfloat16
FromFloat<Bfloat16>(float value)
{
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFU) > 0x7F800000U)
  {
    return {static_cast<std::uint16_t>((bits >> 16U) | 0x40U)}; // rounding could carry a NaN over to infinity
  }
  return {static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U)};
}

/** Neighboring values that are read and written at once. */
template <typename T, int VCount> struct alignas(sizeof(T) * VCount) Pack
{
  T value[VCount];
};

} // namespace vox::kernels

#endif
