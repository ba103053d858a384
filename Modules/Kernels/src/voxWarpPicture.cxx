// SPDX-License-Identifier: Apache-2.0
#include "voxWarpPicture.h"

#include "voxError.h"
#include "voxReflectedIndex.h"

#include <cmath>

namespace vox::kernels
{
namespace
{

constexpr int kPositionBits = 10; ///< in which the parts of a position are added up
constexpr int kStepBits = 5;      ///< that are left of them: 1/32 of a pixel
constexpr int kWeightBits = 15;   ///< of a weight in the plane

/** Rounded half to even, in units of 2^-10 pixels. */
std::int64_t
Fixed(double pixels)
{
  return std::llrint(pixels * (1 << kPositionBits));
}

/** The two pixels along one axis that a position lies between. */
struct Neighbors
{
  std::int64_t first;
  std::int64_t second;
  std::int64_t part; ///< of the way from the first to the second, in 1/32

  Neighbors(std::int64_t fixed, std::int64_t n)
  {
    const std::int64_t steps = fixed >> (kPositionBits - kStepBits);
    const std::int64_t pixel = steps >> kStepBits;
    first = ReflectedIndex(pixel, n);
    second = ReflectedIndex(pixel + 1, n);
    part = steps & ((1 << kStepBits) - 1);
  }
};

} // namespace

std::vector<std::uint8_t>
WarpPicture(const std::vector<std::uint8_t> & picture, const PictureSize & size, const AffineMap & map)
{
  if (size.rows < 1 || size.columns < 1 || size.rows * size.columns != std::ssize(picture))
  {
    Fail(ErrorKind::Internal, "warp: found {} values for {} x {} pixels, expected one a pixel", picture.size(),
         size.rows, size.columns);
  }
  constexpr std::int64_t whole = 1 << kStepBits;
  constexpr std::int64_t halfStep = 1 << (kPositionBits - kStepBits - 1);
  constexpr int sumBits = kWeightBits - 2 * kStepBits; // makes 15 bits of the product of two parts of 5
  const auto [backX, backY] = Inverse(map).m;
  std::vector<std::uint8_t> result;
  result.reserve(picture.size());
  for (std::int64_t row = 0; row < size.rows; ++row)
  {
    const auto y = static_cast<double>(row);
    const std::int64_t startX = Fixed(backX[1] * y + backX[2]) + halfStep;
    const std::int64_t startY = Fixed(backY[1] * y + backY[2]) + halfStep;
    for (std::int64_t column = 0; column < size.columns; ++column)
    {
      const auto x = static_cast<double>(column);
      const Neighbors across(startX + Fixed(backX[0] * x), size.columns);
      const Neighbors down(startY + Fixed(backY[0] * x), size.rows);
      const std::uint8_t * upper = picture.data() + down.first * size.columns;
      const std::uint8_t * lower = picture.data() + down.second * size.columns;
      const auto mixed = [&across](const std::uint8_t * line) {
        return line[across.first] * (whole - across.part) + line[across.second] * across.part;
      };
      const std::int64_t sum = mixed(upper) * (whole - down.part) + mixed(lower) * down.part;
      result.push_back(static_cast<std::uint8_t>(((sum << sumBits) + (1 << (kWeightBits - 1))) >> kWeightBits));
    }
  }
  return result;
}

} // namespace vox::kernels
