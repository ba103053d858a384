// SPDX-License-Identifier: Apache-2.0
#include "voxSpatialTransform.h"

#include "voxAffineSampler.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include <array>
#include <cmath>

namespace vox
{

namespace
{
/** True if every slice of the patch falls exactly on a slice of the source. */
bool
KeepsSlices(const Matrix3 & m, const Zyx<double> & center, std::int64_t slices)
{
  const double start = center.z - 0.5 * static_cast<double>(slices);
  return m[0][0] == 1.0 && m[0][1] == 0.0 && m[0][2] == 0.0 && m[1][0] == 0.0 && m[2][0] == 0.0 &&
         start == std::floor(start);
}
} // namespace

Matrix3
RotationScalingMatrix(const Zyx<double> & anglesRadians, const Zyx<double> & scales)
{
  const auto [sz, sy, sx] = std::array{std::sin(anglesRadians.z), std::sin(anglesRadians.y), std::sin(anglesRadians.x)};
  const auto [cz, cy, cx] = std::array{std::cos(anglesRadians.z), std::cos(anglesRadians.y), std::cos(anglesRadians.x)};
  const Matrix3 rotation{{{cx * cy, cx * sy * sz - sx * cz, cx * sy * cz + sx * sz},
                          {sx * cy, sx * sy * sz + cx * cz, sx * sy * cz - cx * sz},
                          {-sy, cy * sz, cy * cz}}};
  Matrix3 result;
  for (std::size_t row = 0; row < 3; ++row)
  {
    for (std::size_t column = 0; column < 3; ++column)
    {
      result[row][column] = rotation[row][column] * scales[column];
    }
  }
  return result;
}

Patch
ResampleAffine(const Patch & patch, const Zyx<std::int64_t> & size, const Matrix3 & matrix, const Zyx<double> & center,
               std::int16_t outsideLabel)
{
  RequirePatch(patch);
  Patch source{patch.image.contiguous(), patch.labels.contiguous()};
  Patch target{at::empty({source.image.size(0), size.z, size.y, size.x}, source.image.options()),
               at::empty({size.z, size.y, size.x}, source.labels.options())};
  if (patch.previousStage.defined())
  {
    source.previousStage = patch.previousStage.contiguous();
    target.previousStage = at::empty_like(target.labels);
  }
  if (KeepsSlices(matrix, center, size.z))
  {
    detail::AffineSampler<2>(source, matrix, center, outsideLabel, target).Run();
  }
  else
  {
    detail::AffineSampler<3>(source, matrix, center, outsideLabel, target).Run();
  }
  return target;
}

} // namespace vox
