// SPDX-License-Identifier: Apache-2.0
#include "voxAffineJitter.h"

#include "voxError.h"
#include "voxReflectedSampler.h"

#include <algorithm>
#include <utility>

namespace vox
{

namespace
{
/** Half the side of the square of JitterPoints. */
std::int64_t
HalfSide(const kernels::PictureSize & size)
{
  const std::int64_t half = std::min(size.rows, size.columns) / 3;
  if (half < 1)
  {
    Fail(ErrorKind::Usage, "affine jitter: found a patch of {} x {} pixels, expected sides of at least 3", size.rows,
         size.columns);
  }
  return half;
}
} // namespace

std::array<kernels::PlanePoint, 3>
JitterPoints(const kernels::PictureSize & size, JitterCenter center)
{
  const auto half = static_cast<double>(HalfSide(size));
  kernels::PlanePoint c{static_cast<double>(size.columns / 2), static_cast<double>(size.rows / 2)};
  if (center == JitterCenter::RowColumn)
  {
    std::swap(c.x, c.y);
  }
  return {{{c.x + half, c.y + half}, {c.x + half, c.y - half}, {c.x - half, c.y - half}}};
}

kernels::AffineMap
DrawAffineJitter(const kernels::PictureSize & size, double pixels, Random & random, JitterCenter center)
{
  const double most = 0.5 * static_cast<double>(HalfSide(size));
  if (!(pixels >= 0.0 && pixels < most))
  {
    Fail(ErrorKind::Usage, "affine_jitter_pixels: found {}, expected 0 to less than {} for patches of {} x {} pixels",
         pixels, most, size.rows, size.columns);
  }
  const std::array<kernels::PlanePoint, 3> from = JitterPoints(size, center);
  std::array<kernels::PlanePoint, 3> to = from;
  for (kernels::PlanePoint & point : to)
  {
    point.x += random.Uniform(-pixels, pixels);
    point.y += random.Uniform(-pixels, pixels);
  }
  return kernels::AffineMapOf(from, to);
}

Patch
WarpAffine(const Patch & patch, const kernels::AffineMap & map)
{
  const kernels::AffineMap back = kernels::Inverse(map);
  return detail::SampleReflected<2>(patch, [&back](std::int64_t z, std::int64_t y, std::int64_t x) {
    const kernels::PlanePoint from = back({static_cast<double>(x), static_cast<double>(y)});
    return std::array{static_cast<double>(z), from.y, from.x};
  });
}

} // namespace vox
