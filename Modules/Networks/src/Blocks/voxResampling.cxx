// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxResampling.h"

#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/max_pool3d.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <ATen/ops/upsample_nearest3d.h>
#include <ATen/ops/upsample_trilinear3d.h>

namespace vox
{
namespace
{

std::vector<std::int64_t>
Multiplied(at::IntArrayRef sizes, std::int64_t factor)
{
  std::vector<std::int64_t> result = sizes.vec();
  for (std::int64_t & size : result)
  {
    size *= factor;
  }
  return result;
}

} // namespace

at::Tensor
HalveByMaximum(const at::Tensor & features)
{
  return features.dim() == 5 ? at::max_pool3d(features, {2, 2, 2}, {2, 2, 2})
                             : at::max_pool2d(features, {2, 2}, {2, 2});
}

at::Tensor
DoubleByRepeating(const at::Tensor & features)
{
  const std::vector<std::int64_t> sizes = Multiplied(features.sizes().slice(2), 2);
  return features.dim() == 5 ? at::upsample_nearest3d(features, sizes) : at::upsample_nearest2d(features, sizes);
}

at::Tensor
Interpolated(const at::Tensor & features, at::IntArrayRef sizes, bool alignCorners)
{
  return features.dim() == 5 ? at::upsample_trilinear3d(features, sizes, alignCorners)
                             : at::upsample_bilinear2d(features, sizes, alignCorners);
}

at::Tensor
Enlarged(const at::Tensor & features, std::int64_t factor, bool alignCorners)
{
  return Interpolated(features, Multiplied(features.sizes().slice(2), factor), alignCorners);
}

} // namespace vox
