// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxLinearResize.h"

#include <ATen/ATen.h>

#include <vector>

namespace vox
{

at::Tensor
LinearResize(const at::Tensor & features, at::IntArrayRef size, bool alignCorners)
{
  return features.dim() == 5 ? at::upsample_trilinear3d(features, size, alignCorners)
                             : at::upsample_bilinear2d(features, size, alignCorners);
}

at::Tensor
LinearDouble(const at::Tensor & features, bool alignCorners)
{
  std::vector<std::int64_t> size = features.sizes().slice(2).vec();
  for (std::int64_t & voxels : size)
  {
    voxels *= 2;
  }
  return LinearResize(features, size, alignCorners);
}

} // namespace vox
