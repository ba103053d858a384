// SPDX-License-Identifier: Apache-2.0
#include "voxVolume.h"

#include "voxError.h"

#include <ATen/ops/full.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace vox
{

Volume
MakeVolume(at::Tensor voxels, const ImageGeometry & geometry)
{
  const auto & size = geometry.size;
  if (voxels.dim() != 4 || voxels.size(1) != size.z || voxels.size(2) != size.y || voxels.size(3) != size.x)
  {
    Fail(ErrorKind::Internal, "a volume of shape [{}] does not fit its geometry, expected [C, {}, {}, {}]",
         fmt::join(voxels.sizes(), ", "), size.z, size.y, size.x);
  }
  return {std::move(voxels), geometry};
}

Volume
Crop(const Volume & volume, const Box & box, double outside)
{
  const ImageGeometry geometry = Cropped(volume.geometry, box);
  at::Tensor from = volume.voxels;
  Box inside;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    inside.lower[axis] = std::clamp<std::int64_t>(box.lower[axis], 0, volume.geometry.size[axis]);
    inside.upper[axis] = std::clamp<std::int64_t>(box.upper[axis], 0, volume.geometry.size[axis]);
    from = from.slice(static_cast<std::int64_t>(axis) + 1, inside.lower[axis], inside.upper[axis]);
  }
  if (inside == box)
  {
    return MakeVolume(from.clone(at::MemoryFormat::Contiguous), geometry);
  }
  at::Tensor voxels = at::full({volume.voxels.size(0), geometry.size.z, geometry.size.y, geometry.size.x}, outside,
                               volume.voxels.options());
  if (!inside.Empty())
  {
    at::Tensor to = voxels;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const std::int64_t shift = box.lower[axis];
      to = to.slice(static_cast<std::int64_t>(axis) + 1, inside.lower[axis] - shift, inside.upper[axis] - shift);
    }
    to.copy_(from);
  }
  return MakeVolume(std::move(voxels), geometry);
}

} // namespace vox
