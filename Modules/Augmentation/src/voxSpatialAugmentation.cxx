// SPDX-License-Identifier: Apache-2.0
#include "voxSpatialAugmentation.h"

#include "voxAffineJitter.h"
#include "voxAugment.h"
#include "voxElasticDeformation.h"
#include "voxSpatialTransform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace vox
{

namespace
{
double
Radians(double degrees)
{
  return degrees * std::numbers::pi / 180.0;
}

/** Rotation and scaling are within the y, x plane. */
bool
IsPlanar(const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options)
{
  return options.dummy2d || patchSize.z == 1;
}

Patch
RotateAndScale(const Patch & patch, const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options,
               Random & random)
{
  const bool rotate = random.Bernoulli(options.rotationProbability);
  const bool scale = random.Bernoulli(options.scalingProbability);
  const Zyx<std::int64_t> size = SizeOf(patch);
  const Box central = CentralBox(size, patchSize);
  if (!rotate && !scale)
  {
    return CropPatch(patch, central);
  }
  const bool planar = IsPlanar(patchSize, options);
  Zyx<double> angles{0.0, 0.0, 0.0};
  for (std::size_t axis = 0; rotate && axis < (planar ? 1U : 3U); ++axis)
  {
    angles[axis] = Radians(Draw(options.rotationDegrees[axis], random));
  }
  const double factor = scale ? Draw(options.scaling, random) : 1.0;
  const Zyx<double> scales{planar ? 1.0 : factor, factor, factor};
  Zyx<double> center{0.5 * static_cast<double>(size.z), 0.5 * static_cast<double>(size.y),
                     0.5 * static_cast<double>(size.x)};
  if (planar)
  {
    center.z = static_cast<double>(central.lower.z) + 0.5 * static_cast<double>(patchSize.z); // slice on slice
  }
  return ResampleAffine(patch, patchSize, RotationScalingMatrix(angles, scales), center);
}

/** Draws nothing where it is switched off. */
bool
IsDrawn(double amount, double probability, Random & random)
{
  return amount > 0.0 && probability > 0.0 && random.Bernoulli(probability);
}
} // namespace

Box
CentralBox(const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & patchSize)
{
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] = size[axis] / 2 - patchSize[axis] / 2;
    box.upper[axis] = box.lower[axis] + patchSize[axis];
  }
  return box;
}

Zyx<std::int64_t>
LoadSize(const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options)
{
  if (!options.enabled || (options.rotationProbability == 0.0 && options.scalingProbability == 0.0))
  {
    return patchSize;
  }
  const bool planar = IsPlanar(patchSize, options);
  const std::array<double, 3> patch{static_cast<double>(patchSize.z), static_cast<double>(patchSize.y),
                                    static_cast<double>(patchSize.x)};
  std::array<double, 3> largest = patch;
  for (std::size_t axis = 0; axis < (planar ? 1U : 3U); ++axis)
  {
    const Range & range = options.rotationDegrees[axis];
    const double angle = Radians(std::min(std::max(std::abs(range.low), std::abs(range.high)), 90.0));
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    // One sense of rotation only, as in nnU-Net: the other would exchange what the two axes get.
    const std::size_t a = (axis + 1) % 3;
    const std::size_t b = (axis + 2) % 3;
    largest[a] = std::max(largest[a], std::abs(patch[a] * c + patch[b] * s));
    largest[b] = std::max(largest[b], std::abs(patch[b] * c - patch[a] * s));
  }
  // The enlargement is nnU-Net's for a scaling range of 0.85 to 1.25, whatever the range in use.
  const auto enlarged = [](double length) { return static_cast<std::int64_t>(length / 0.85); };
  return {planar ? patchSize.z : enlarged(largest[0]), enlarged(largest[1]), enlarged(largest[2])};
}

Patch
TransformSpatially(const Patch & patch, const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options,
                   Random & random)
{
  Patch result = RotateAndScale(patch, patchSize, options, random);
  if (IsDrawn(options.affineJitterPixels, options.affineJitterProbability, random))
  {
    result = WarpAffine(result, DrawAffineJitter({patchSize.y, patchSize.x}, options.affineJitterPixels, random));
  }
  if (IsDrawn(options.elasticDisplacementVoxels, options.elasticProbability, random))
  {
    result =
        Deform(result, DrawDisplacementField(patchSize, IsPlanar(patchSize, options), options.elasticDisplacementVoxels,
                                             options.elasticSigmaVoxels, random));
  }
  return result;
}

} // namespace vox
