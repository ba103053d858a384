// SPDX-License-Identifier: Apache-2.0
#include "voxPictureCopies.h"

#include "voxAffineJitter.h"
#include "voxWarpPicture.h"

#include <ATen/ATen.h>

#include <vector>

namespace vox
{
namespace
{

constexpr double kJitterPixels = 10.0;

at::Tensor
Warped(const at::Tensor & values, Random random)
{
  const kernels::PictureSize size{values.size(2), values.size(3)};
  const kernels::AffineMap map = DrawAffineJitter(size, kJitterPixels, random, JitterCenter::RowColumn);
  const at::Tensor bytes = values.to(at::kByte).contiguous();
  at::Tensor result = at::empty_like(bytes);
  const std::int64_t count = size.rows * size.columns;
  for (std::int64_t channel = 0; channel < values.size(0); ++channel)
  {
    const std::uint8_t * from = bytes.const_data_ptr<std::uint8_t>() + channel * count;
    const std::vector<std::uint8_t> warped = kernels::WarpPicture({from, from + count}, size, map);
    std::copy(warped.begin(), warped.end(), result.mutable_data_ptr<std::uint8_t>() + channel * count);
  }
  return result.to(values.scalar_type());
}

} // namespace

std::span<const EnumName<PictureCopy>>
EnumNames(PictureCopy)
{
  static constexpr EnumName<PictureCopy> names[] = {{PictureCopy::Affine, "affine"},
                                                    {PictureCopy::MirrorX, "mirror-x"},
                                                    {PictureCopy::MirrorY, "mirror-y"},
                                                    {PictureCopy::MirrorXY, "mirror-xy"}};
  return names;
}

Volume
CopyOf(const Volume & picture, PictureCopy kind, Random random)
{
  switch (kind)
  {
  case PictureCopy::Affine:
    return MakeVolume(Warped(picture.voxels, random), picture.geometry);
  case PictureCopy::MirrorX:
    return MakeVolume(picture.voxels.flip({3}), picture.geometry);
  case PictureCopy::MirrorY:
    return MakeVolume(picture.voxels.flip({2}), picture.geometry);
  case PictureCopy::MirrorXY:
    return MakeVolume(picture.voxels.flip({2, 3}), picture.geometry);
  }
  Fail(ErrorKind::Internal, "a copy of no kind");
}

} // namespace vox
