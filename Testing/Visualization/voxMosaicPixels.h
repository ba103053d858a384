// SPDX-License-Identifier: Apache-2.0
#ifndef voxMosaicPixels_h
#define voxMosaicPixels_h

#include "voxLabelColors.h"
#include "voxVolume.h"

#include <ATen/ATen.h>

#include <array>

namespace vox
{

inline Volume
Image(const at::Tensor & voxels, const Zyx<double> & spacingMm = {1.0, 1.0, 1.0})
{
  ImageGeometry geometry;
  geometry.size = {voxels.size(1), voxels.size(2), voxels.size(3)};
  geometry.spacingMm = spacingMm;
  return MakeVolume(voxels, geometry);
}

inline Volume
Flat(const Zyx<std::int64_t> & size, float value = 0.0F)
{
  return Image(at::full({1, size.z, size.y, size.x}, value));
}

inline Volume
LabelsLike(const Volume & image)
{
  const auto & size = image.geometry.size;
  return {at::zeros({1, size.z, size.y, size.x}, at::kInt), image.geometry};
}

/** Number of pixels whose color is within `tolerance` of this one in each channel. */
inline std::int64_t
PixelsNear(const at::Tensor & picture, const Rgb & color, int tolerance)
{
  const at::Tensor target = at::tensor({int{color[0]}, int{color[1]}, int{color[2]}}).view({3, 1, 1, 1});
  const at::Tensor difference = (picture.to(at::kInt) - target).abs();
  return std::get<0>(difference.max(0)).le(tolerance).sum().item<std::int64_t>();
}

/** Mean brightness-weighted position (row, column) of the pixels nearly of this color, as parts of the picture. */
inline std::array<double, 2>
CenterOf(const at::Tensor & picture, const Rgb & color, int tolerance)
{
  const at::Tensor target = at::tensor({int{color[0]}, int{color[1]}, int{color[2]}}).view({3, 1, 1, 1});
  const at::Tensor near = std::get<0>((picture.to(at::kInt) - target).abs().max(0)).le(tolerance)[0];
  const at::Tensor positions = near.nonzero().to(at::kDouble);
  return {positions.select(1, 0).mean().item<double>() / static_cast<double>(picture.size(2)),
          positions.select(1, 1).mean().item<double>() / static_cast<double>(picture.size(3))};
}

} // namespace vox

#endif
