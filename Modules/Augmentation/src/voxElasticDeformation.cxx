// SPDX-License-Identifier: Apache-2.0
#include "voxElasticDeformation.h"

#include "voxError.h"
#include "voxGaussianBlur.h"
#include "voxReflectedSampler.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{

namespace
{
std::vector<float>
SmoothNoise(const Zyx<std::int64_t> & size, double sigmaVoxels, Random & random)
{
  std::vector<float> values(static_cast<std::size_t>(Product(size)));
  for (float & value : values)
  {
    value = static_cast<float>(random.Uniform(-1.0, 1.0));
  }
  GaussianBlur(values, size, {sigmaVoxels, sigmaVoxels, sigmaVoxels});
  return values;
}

double
LongestDisplacement(const DisplacementField & field)
{
  float longest = 0.0F; // squared
  for (std::size_t i = 0; i < field.x.size(); ++i)
  {
    const float z = field.z.empty() ? 0.0F : field.z[i];
    longest = std::max(longest, z * z + field.y[i] * field.y[i] + field.x[i] * field.x[i]);
  }
  return std::sqrt(static_cast<double>(longest));
}
} // namespace

DisplacementField
DrawDisplacementField(const Zyx<std::int64_t> & size, bool planar, double largestVoxels, double sigmaVoxels,
                      Random & random)
{
  if (!(largestVoxels >= 0.0 && sigmaVoxels > 0.0))
  {
    Fail(ErrorKind::Internal, "elastic deformation: found {} voxels smoothed by {}, expected 0 or more and above 0",
         largestVoxels, sigmaVoxels);
  }
  DisplacementField field{{planar ? 1 : size.z, size.y, size.x}, {}, {}, {}};
  if (!planar)
  {
    field.z = SmoothNoise(field.size, sigmaVoxels, random);
  }
  field.y = SmoothNoise(field.size, sigmaVoxels, random);
  field.x = SmoothNoise(field.size, sigmaVoxels, random);
  const double longest = LongestDisplacement(field);
  const auto factor = static_cast<float>(longest > 0.0 ? largestVoxels / longest : 0.0);
  for (std::vector<float> * component : {&field.z, &field.y, &field.x})
  {
    std::ranges::for_each(*component, [factor](float & value) { value *= factor; });
  }
  return field;
}

Patch
Deform(const Patch & patch, const DisplacementField & field)
{
  const Zyx<std::int64_t> size = SizeOf(patch);
  const bool planar = field.z.empty();
  const Zyx<std::int64_t> expected{planar ? 1 : size.z, size.y, size.x};
  const auto voxels = static_cast<std::size_t>(Product(expected));
  if (field.size != expected || field.y.size() != voxels || field.x.size() != voxels)
  {
    Fail(ErrorKind::Internal, "elastic deformation: found a field of {}x{}x{} voxels, expected {}x{}x{} (z, y, x)",
         field.size.z, field.size.y, field.size.x, expected.z, expected.y, expected.x);
  }
  const auto position = [&](std::int64_t z, std::int64_t y, std::int64_t x) {
    const auto i = static_cast<std::size_t>((z * size.y + y) * size.x + x);
    return std::array{static_cast<double>(z) + (planar ? 0.0 : static_cast<double>(field.z[i])),
                      static_cast<double>(y) + static_cast<double>(field.y[i]),
                      static_cast<double>(x) + static_cast<double>(field.x[i])};
  };
  return planar ? detail::SampleReflected<2>(patch, position) : detail::SampleReflected<3>(patch, position);
}

} // namespace vox
