// SPDX-License-Identifier: Apache-2.0
#ifndef voxVectorMath_h
#define voxVectorMath_h

#include <bit>
#include <cmath>
#include <cstdint>

namespace vox
{

/** exp(x) for x of 0 or less, in operations that compilers compute for several numbers at once: within 2 units in the
 * last place (range reduction and polynomial of degree 6 after Cephes' expf); 0 below -87; NaN for NaN. */
[[gnu::always_inline]] inline float
ExpOfNegative(float x)
{
  const float clamped = x < -87.0F ? -87.0F : x; // NaN stays
  constexpr float roundToWhole = 12582912.0F;    // 1.5 * 2^23: adding it drops the fraction
  const float shifted = clamped * 1.44269504088896341F + roundToWhole;
  const float whole = shifted - roundToWhole;
  const float r = (clamped - whole * 0.693359375F) + whole * 2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  // The lowest bits of `shifted` are the whole number in two's complement.
  const auto exponent = (std::bit_cast<std::uint32_t>(shifted) + 127U) << 23U;
  const float power = p * std::bit_cast<float>(exponent);
  return x < -87.0F ? 0.0F : power;
}

[[gnu::always_inline]] inline double
ExpOfNegative(double x)
{
  return std::exp(x);
}

/** log(x) for finite normal x above 0, likewise (after Cephes' logf); NaN for NaN. */
[[gnu::always_inline]] inline float
LogOfPositive(float x)
{
  const auto bits = std::bit_cast<std::uint32_t>(x);
  // Mantissa in [sqrt(1/2), sqrt(2)).
  const std::uint32_t offset = bits - 0x3f3504f3U;
  const auto exponent = static_cast<float>(static_cast<std::int32_t>(offset) >> 23);
  const float r = std::bit_cast<float>((offset & 0x007fffffU) + 0x3f3504f3U) - 1.0F;
  float p = 7.0376836292e-2F;
  p = p * r - 1.1514610310e-1F;
  p = p * r + 1.1676998740e-1F;
  p = p * r - 1.2420140846e-1F;
  p = p * r + 1.4249322787e-1F;
  p = p * r - 1.6668057665e-1F;
  p = p * r + 2.0000714765e-1F;
  p = p * r - 2.4999993993e-1F;
  p = p * r + 3.3333331174e-1F;
  const float squared = r * r;
  const float log = p * r * squared + exponent * -2.12194440e-4F - 0.5F * squared + r + exponent * 0.693359375F;
  return x == x ? log : x;
}

[[gnu::always_inline]] inline double
LogOfPositive(double x)
{
  return std::log(x);
}

} // namespace vox

#endif
