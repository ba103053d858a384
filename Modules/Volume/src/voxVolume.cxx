// SPDX-License-Identifier: Apache-2.0
#include "voxVolume.h"

#include "voxError.h"
#include "voxStridedCopy.h"
#include "voxTensorMemory.h"

#include <ATen/Dispatch.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace vox
{
namespace
{

Strides4
StridesOf(const at::Tensor & tensor)
{
  return {tensor.stride(0), tensor.stride(1), tensor.stride(2), tensor.stride(3)};
}

/** Elements from the voxel `begin` to the voxel `voxel`. */
std::int64_t
Offset(const Strides4 & strides, const Zyx<std::int64_t> & voxel, const Zyx<std::int64_t> & begin)
{
  return (voxel.z - begin.z) * strides[1] + (voxel.y - begin.y) * strides[2] + (voxel.x - begin.x) * strides[3];
}

void
Fill(const at::Tensor & tensor, double value)
{
  AT_DISPATCH_ALL_TYPES_AND3(at::kBool, at::kHalf, at::kBFloat16, tensor.scalar_type(), "Fill", [&] {
    std::fill_n(static_cast<scalar_t *>(tensor.mutable_data_ptr()), tensor.numel(), static_cast<scalar_t>(value));
  });
}

} // namespace

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
  const at::Tensor & from = volume.voxels;
  RequireType(from, from.scalar_type());
  const std::int64_t channels = from.size(0);
  const std::array<std::int64_t, 4> sizes{channels, geometry.size.z, geometry.size.y, geometry.size.x};
  at::Tensor to = NewTensor(sizes, from.scalar_type());
  Box inside;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    inside.lower[axis] = std::clamp<std::int64_t>(box.lower[axis], 0, volume.geometry.size[axis]);
    inside.upper[axis] = std::clamp<std::int64_t>(box.upper[axis], 0, volume.geometry.size[axis]);
  }
  if (inside != box)
  {
    Fill(to, outside);
  }
  if (!inside.Empty())
  {
    const Zyx<std::int64_t> size = inside.Size();
    const Strides4 fromStrides = StridesOf(from);
    const Strides4 toStrides = StridesOf(to);
    CopyStrided(static_cast<std::byte *>(to.mutable_data_ptr()) +
                    Offset(toStrides, inside.lower, box.lower) * to.itemsize(),
                toStrides,
                static_cast<const std::byte *>(from.const_data_ptr()) +
                    Offset(fromStrides, inside.lower, {0, 0, 0}) * from.itemsize(),
                fromStrides, {channels, size.z, size.y, size.x}, from.itemsize());
  }
  return MakeVolume(std::move(to), geometry);
}

} // namespace vox
