// SPDX-License-Identifier: Apache-2.0
#include "voxMaskDistances.h"

#include "voxBitSurface.h"
#include "voxCornerAreas.h"
#include "voxError.h"
#include "voxNearestVoxel.h"
#include "voxParallelFor.h"

#include <cmath>

namespace vox
{
namespace
{

/** What distances are measured from and to. */
BitMask
ElementsOf(const BitMask & mask, const std::array<bool, 3> & measured, HausdorffDefinition definition)
{
  switch (definition)
  {
  case HausdorffDefinition::MaxOfPercentiles:
  case HausdorffDefinition::Pooled:
    return SurfaceOf(mask, measured);
  case HausdorffDefinition::SurfaceAreaWeighted:
    return SurfaceCornersOf(mask, measured);
  case HausdorffDefinition::Itk:
    return mask;
  }
  Fail(ErrorKind::Internal, "definition {} is not known", static_cast<int>(definition));
}

std::vector<double>
DistancesMm(const BitMask & from, const BitMask & to, const Zyx<double> & spacingMm, int threads)
{
  const NearestVoxel nearest(to, spacingMm);
  const std::int64_t slices = from.Size().z;
  std::vector<std::int64_t> starts{0};
  for (std::int64_t z = 0; z < slices; ++z)
  {
    starts.push_back(starts.back() + from.CountInSlice(z));
  }
  std::vector<double> distances(static_cast<std::size_t>(starts.back()));
  ParallelFor(0, slices, 1, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t z = first; z < last; ++z)
    {
      auto distance = distances.begin() + starts[static_cast<std::size_t>(z)];
      NearestVoxel::Hint hint;
      ForEachVoxelOfSlice(
          from, z, [&](std::int64_t y, std::int64_t x) { *distance++ = std::sqrt(nearest.SquaredMm2(z, y, x, hint)); });
    }
  });
  return distances;
}

/** What each pattern of voxels around a corner weighs: an area, in a plane a length, along a line 1. */
std::vector<double>
PatternWeights(const std::array<bool, 3> & measured, const Zyx<double> & spacingMm)
{
  std::vector<double> spacings;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (measured[axis])
    {
      spacings.push_back(spacingMm[axis]);
    }
  }
  if (spacings.size() == 3)
  {
    const auto areas = CornerAreasMm2(spacingMm);
    return {areas.begin(), areas.end()};
  }
  if (spacings.size() == 2)
  {
    const auto lengths = CornerLengthsMm(spacings[0], spacings[1]);
    return {lengths.begin(), lengths.end()};
  }
  return std::vector<double>(4, 1.0);
}

/** Which of the voxels around a corner are inside, the last of them in the highest bit. */
unsigned int
PatternAt(const BitMask & mask, const Zyx<std::int64_t> & corner, const std::array<bool, 3> & measured)
{
  unsigned int pattern = 0;
  unsigned int bit = 0;
  for (std::int64_t z = corner.z - (measured[0] ? 1 : 0); z <= corner.z; ++z)
  {
    for (std::int64_t y = corner.y - (measured[1] ? 1 : 0); y <= corner.y; ++y)
    {
      const std::uint64_t * const row = mask.RowOrZeros(z, y);
      for (std::int64_t x = corner.x - (measured[2] ? 1 : 0); x <= corner.x; ++x)
      {
        pattern |= static_cast<unsigned int>(row[x >> 6] >> (x & 63) & 1U) << bit++;
      }
    }
  }
  return pattern;
}

std::vector<double>
CornerWeights(const BitMask & corners, const BitMask & mask, const std::array<bool, 3> & measured,
              const Zyx<double> & spacingMm)
{
  const std::vector<double> weights = PatternWeights(measured, spacingMm);
  std::vector<double> result;
  for (std::int64_t z = 0; z < corners.Size().z; ++z)
  {
    ForEachVoxelOfSlice(corners, z, [&](std::int64_t y, std::int64_t x) {
      result.push_back(weights[PatternAt(mask, {z, y, x}, measured)]);
    });
  }
  return result;
}

} // namespace

SurfaceDistances
DistancesBetween(const BitMask & reference, const BitMask & prediction, const std::array<bool, 3> & measured,
                 const Zyx<double> & spacingMm, HausdorffDefinition definition, int threads)
{
  const BitMask a = ElementsOf(reference, measured, definition);
  const BitMask b = ElementsOf(prediction, measured, definition);
  SurfaceDistances result;
  result.referenceToPredictionMm = DistancesMm(a, b, spacingMm, threads);
  result.predictionToReferenceMm = DistancesMm(b, a, spacingMm, threads);
  if (definition == HausdorffDefinition::SurfaceAreaWeighted)
  {
    result.referenceWeights = CornerWeights(a, reference, measured, spacingMm);
    result.predictionWeights = CornerWeights(b, prediction, measured, spacingMm);
  }
  return result;
}

} // namespace vox
