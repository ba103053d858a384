// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryDistance.h"

#include "voxBoundaryValues.h"
#include "voxError.h"
#include "voxSurfaceDistance.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

/** uint8 [D, H, W]: 1 where the value is. */
at::Tensor
MaskOf(const Volume & labels, std::int64_t value)
{
  const Zyx<std::int64_t> & size = labels.geometry.size;
  const at::Tensor voxels = Contiguous(labels.voxels);
  const std::int32_t * const label = ValuesOf<std::int32_t>(voxels);
  const at::Tensor mask = NewTensor(std::array<std::int64_t, 3>{size.z, size.y, size.x}, at::kByte);
  std::transform(label, label + voxels.numel(), MutableValuesOf<std::uint8_t>(mask),
                 [value](std::int32_t found) { return static_cast<std::uint8_t>(found == value ? 1 : 0); });
  return mask;
}

} // namespace

std::vector<double>
BoundaryDistancesMm(const Volume & labels, std::int64_t value, const Volume & reference, std::int64_t referenceValue)
{
  const at::Tensor inside = MaskOf(reference, referenceValue);
  std::optional<SurfaceDistances> found =
      MeasureSurfaceDistances(inside, MaskOf(labels, value), labels.geometry.spacingMm);
  const std::vector<std::uint8_t> boundary = BoundaryVoxels(labels, value);
  if (!found || found->predictionToReferenceMm.size() != static_cast<std::size_t>(std::ranges::count(boundary, 1)))
  {
    Fail(ErrorKind::Internal, "boundaries of {} and {} are not those of their measures", value, referenceValue);
  }
  std::vector<double> distances = std::move(found->predictionToReferenceMm);
  std::size_t next = 0;
  for (std::size_t i = 0; i < boundary.size(); ++i)
  {
    if (boundary[i] != 0)
    {
      distances[next++] *= ValuesOf<std::uint8_t>(inside)[i] != 0 ? -1.0 : 1.0;
    }
  }
  return distances;
}

} // namespace vox
