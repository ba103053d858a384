// SPDX-License-Identifier: Apache-2.0
#include "voxSurfaceDistance.h"

#include "voxBoundaryDistanceMap.h"
#include "voxBox.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vox
{
namespace
{

using Mask = std::vector<std::uint8_t>;

/** Axes that carry neighbors: those longer than one voxel, or all three in an image of one voxel. */
std::array<bool, 3>
MeasuredAxes(const Zyx<std::int64_t> & size)
{
  const bool single = Product(size) == 1;
  return {single || size.z > 1, single || size.y > 1, single || size.x > 1};
}

/** A mask [D, H, W] of bool or uint8 without gaps, each voxel a byte. */
at::Tensor
MaskTensor(const at::Tensor & mask, const char * name)
{
  if (mask.dim() != 3 || (mask.scalar_type() != at::kBool && mask.scalar_type() != at::kByte))
  {
    Fail(ErrorKind::Internal, "{} mask: found {} [{}], expected bool or uint8 [D, H, W]", name,
         at::toString(mask.scalar_type()), fmt::join(mask.sizes(), ", "));
  }
  return Contiguous(mask);
}

/** The smallest box around the voxels that are not zero. */
Box
BoundingBox(const at::Tensor & mask)
{
  Box box{{mask.size(0), mask.size(1), mask.size(2)}, {0, 0, 0}};
  const std::uint8_t * voxel = static_cast<const std::uint8_t *>(mask.const_data_ptr());
  for (std::int64_t z = 0; z < mask.size(0); ++z)
  {
    for (std::int64_t y = 0; y < mask.size(1); ++y, voxel += mask.size(2))
    {
      const std::uint8_t * end = voxel + mask.size(2);
      const auto inside = [](std::uint8_t value) { return value != 0; };
      const std::uint8_t * first = std::find_if(voxel, end, inside);
      if (first == end)
      {
        continue;
      }
      const auto last = std::find_if(std::make_reverse_iterator(end), std::make_reverse_iterator(first), inside);
      box.lower = {std::min(box.lower.z, z), std::min(box.lower.y, y), std::min(box.lower.x, first - voxel)};
      box.upper = {z + 1, std::max(box.upper.y, y + 1), std::max(box.upper.x, last.base() - voxel)};
    }
  }
  return box;
}

/** The part of the mask inside the box, which may reach one voxel out of the image, as one byte a voxel. */
Mask
Copied(const at::Tensor & mask, const Box & box)
{
  const Zyx<std::int64_t> size = box.Size();
  Mask result(static_cast<std::size_t>(Product(size)), 0);
  const std::uint8_t * voxels = static_cast<const std::uint8_t *>(mask.const_data_ptr());
  const std::int64_t firstX = std::max<std::int64_t>(box.lower.x, 0);
  const std::int64_t lastX = std::min(box.upper.x, mask.size(2));
  for (std::int64_t z = std::max<std::int64_t>(box.lower.z, 0); z < std::min(box.upper.z, mask.size(0)); ++z)
  {
    for (std::int64_t y = std::max<std::int64_t>(box.lower.y, 0); y < std::min(box.upper.y, mask.size(1)); ++y)
    {
      const std::uint8_t * row = voxels + (z * mask.size(1) + y) * mask.size(2);
      const std::int64_t target = ((z - box.lower.z) * size.y + y - box.lower.y) * size.x + firstX - box.lower.x;
      std::copy(row + firstX, row + lastX, result.begin() + target);
    }
  }
  return result;
}

/** Offsets of the surface voxels of a mask that has a margin along the measured axes. */
std::vector<std::int64_t>
SurfaceVoxels(const Mask & mask, const Zyx<std::int64_t> & size, const std::array<bool, 3> & measured)
{
  std::vector<std::int64_t> neighbors;
  const std::array<std::int64_t, 3> strides{size.y * size.x, size.x, 1};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (measured[axis])
    {
      neighbors.push_back(strides[axis]);
      neighbors.push_back(-strides[axis]);
    }
  }
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(mask.size()); ++i)
  {
    const auto outside = [&](std::int64_t stride) { return mask[static_cast<std::size_t>(i + stride)] == 0; };
    if (mask[static_cast<std::size_t>(i)] != 0 && std::any_of(neighbors.begin(), neighbors.end(), outside))
    {
      result.push_back(i);
    }
  }
  return result;
}

std::vector<double>
DistancesTo(const std::vector<std::int64_t> & target, const std::vector<std::int64_t> & source,
            const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm, int threads)
{
  Mask boundary(static_cast<std::size_t>(Product(size)), 0);
  for (const std::int64_t position : target)
  {
    boundary[static_cast<std::size_t>(position)] = 1;
  }
  std::vector<double> result = SquaredDistancesToBoundary(boundary, size, spacingMm, source, threads);
  std::transform(result.begin(), result.end(), result.begin(), [](double squared) { return std::sqrt(squared); });
  return result;
}

} // namespace

std::optional<SurfaceDistances>
MeasureSurfaceDistances(const at::Tensor & reference, const at::Tensor & prediction, const Zyx<double> & spacingMm,
                        int threads)
{
  const at::Tensor referenceMask = MaskTensor(reference, "reference");
  const at::Tensor predictionMask = MaskTensor(prediction, "prediction");
  if (referenceMask.sizes() != predictionMask.sizes())
  {
    Fail(ErrorKind::Internal, "surface distances: found masks of shape [{}] and [{}], expected equal shapes",
         fmt::join(referenceMask.sizes(), ", "), fmt::join(predictionMask.sizes(), ", "));
  }
  const Box a = BoundingBox(referenceMask);
  const Box b = BoundingBox(predictionMask);
  if (a.Empty() || b.Empty())
  {
    return std::nullopt;
  }
  const auto measured = MeasuredAxes({referenceMask.size(0), referenceMask.size(1), referenceMask.size(2)});
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] = std::min(a.lower[axis], b.lower[axis]) - (measured[axis] ? 1 : 0);
    box.upper[axis] = std::max(a.upper[axis], b.upper[axis]) + (measured[axis] ? 1 : 0);
  }
  const Zyx<std::int64_t> size = box.Size();
  const std::vector<std::int64_t> referenceSurface = SurfaceVoxels(Copied(referenceMask, box), size, measured);
  const std::vector<std::int64_t> predictionSurface = SurfaceVoxels(Copied(predictionMask, box), size, measured);
  return SurfaceDistances{DistancesTo(predictionSurface, referenceSurface, size, spacingMm, threads),
                          DistancesTo(referenceSurface, predictionSurface, size, spacingMm, threads)};
}

double
LinearPercentile(std::vector<double> values, double percentile)
{
  const double rank = percentile / 100.0 * static_cast<double>(values.size() - 1);
  const auto lower = static_cast<std::ptrdiff_t>(std::floor(rank));
  const auto lowerIterator = values.begin() + lower;
  std::nth_element(values.begin(), lowerIterator, values.end());
  const double lowerValue = *lowerIterator;
  if (lowerIterator + 1 == values.end())
  {
    return lowerValue;
  }
  const double upperValue = *std::min_element(lowerIterator + 1, values.end());
  return lowerValue + (upperValue - lowerValue) * (rank - static_cast<double>(lower));
}

double
HausdorffMm(const SurfaceDistances & distances)
{
  return std::max(std::ranges::max(distances.referenceToPredictionMm),
                  std::ranges::max(distances.predictionToReferenceMm));
}

double
RobustHausdorffMm(const SurfaceDistances & distances, double percentile, HausdorffDefinition definition)
{
  if (definition == HausdorffDefinition::MaxOfPercentiles)
  {
    return std::max(LinearPercentile(distances.referenceToPredictionMm, percentile),
                    LinearPercentile(distances.predictionToReferenceMm, percentile));
  }
  std::vector<double> pooled = distances.referenceToPredictionMm;
  pooled.insert(pooled.end(), distances.predictionToReferenceMm.begin(), distances.predictionToReferenceMm.end());
  return LinearPercentile(std::move(pooled), percentile);
}

double
AverageSymmetricSurfaceDistanceMm(const SurfaceDistances & distances)
{
  const auto & a = distances.referenceToPredictionMm;
  const auto & b = distances.predictionToReferenceMm;
  // Two sums, so that exchanging the masks gives the same bits.
  const double sum = std::accumulate(a.begin(), a.end(), 0.0) + std::accumulate(b.begin(), b.end(), 0.0);
  return sum / static_cast<double>(a.size() + b.size());
}

double
NormalizedSurfaceDistance(const SurfaceDistances & distances, double toleranceMm)
{
  const double limit = toleranceMm * (1.0 + 1e-6);
  const auto within = [&](double distance) { return distance <= limit; };
  const auto & a = distances.referenceToPredictionMm;
  const auto & b = distances.predictionToReferenceMm;
  const auto count = std::count_if(a.begin(), a.end(), within) + std::count_if(b.begin(), b.end(), within);
  return static_cast<double>(count) / static_cast<double>(a.size() + b.size());
}

} // namespace vox
