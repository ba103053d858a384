// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxCenterCrop.h"

namespace vox
{

at::Tensor
CenterCrop(at::Tensor features, const at::Tensor & like)
{
  for (std::int64_t axis = 2; axis < features.dim(); ++axis)
  {
    const std::int64_t size = like.size(axis);
    const std::int64_t difference = features.size(axis) - size;
    if (difference != 0)
    {
      features = features.narrow(axis, difference / 2, size);
    }
  }
  return features;
}

} // namespace vox
