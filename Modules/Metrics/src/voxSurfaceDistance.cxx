// SPDX-License-Identifier: Apache-2.0
#include "voxSurfaceDistance.h"

#include "voxBitSurface.h"
#include "voxBox.h"
#include "voxMaskDistances.h"
#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{
namespace
{

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

/** Calls body(z, y, row) for each row of the mask. */
template <typename TBody>
void
ForEachRow(const at::Tensor & mask, const TBody & body)
{
  const std::uint8_t * voxels = static_cast<const std::uint8_t *>(mask.const_data_ptr());
  const auto length = static_cast<std::size_t>(mask.size(2));
  for (std::int64_t z = 0; z < mask.size(0); ++z)
  {
    for (std::int64_t y = 0; y < mask.size(1); ++y, voxels += length)
    {
      body(z, y, std::span(voxels, length));
    }
  }
}

/** The smallest box around the voxels that are not zero. */
Box
BoundingBox(const at::Tensor & mask)
{
  Box box{{mask.size(0), mask.size(1), mask.size(2)}, {0, 0, 0}};
  ForEachRow(mask, [&](std::int64_t z, std::int64_t y, std::span<const std::uint8_t> row) {
    const auto inside = [](std::uint8_t value) { return value != 0; };
    const auto first = std::ranges::find_if(row, inside);
    if (first == row.end())
    {
      return;
    }
    const auto last = std::find_if(row.rbegin(), row.rend(), inside);
    box.lower = {std::min(box.lower.z, z), std::min(box.lower.y, y), std::min(box.lower.x, first - row.begin())};
    box.upper = {z + 1, std::max(box.upper.y, y + 1), std::max(box.upper.x, last.base() - row.begin())};
  });
  return box;
}

/** The part of the mask inside the box. */
BitMask
BitsOf(const at::Tensor & mask, const Box & box)
{
  BitMask bits(box.Size());
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(box.Size().x));
  ForEachRow(mask, [&](std::int64_t z, std::int64_t y, std::span<const std::uint8_t> row) {
    if (z >= box.lower.z && z < box.upper.z && y >= box.lower.y && y < box.upper.y)
    {
      std::transform(row.begin() + box.lower.x, row.begin() + box.upper.x, bytes.begin(),
                     [](std::uint8_t value) { return static_cast<std::uint8_t>(value != 0); });
      bits.AddToRow(z - box.lower.z, y - box.lower.y, 0, bytes);
    }
  });
  return bits;
}

} // namespace

std::optional<SurfaceDistances>
MeasureSurfaceDistances(const at::Tensor & reference, const at::Tensor & prediction, const Zyx<double> & spacingMm,
                        HausdorffDefinition definition, int threads)
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
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] = std::min(a.lower[axis], b.lower[axis]);
    box.upper[axis] = std::max(a.upper[axis], b.upper[axis]);
  }
  const auto measured = MeasuredAxes({referenceMask.size(0), referenceMask.size(1), referenceMask.size(2)});
  return DistancesBetween(BitsOf(referenceMask, box), BitsOf(predictionMask, box), measured, spacingMm, definition,
                          threads);
}

} // namespace vox
