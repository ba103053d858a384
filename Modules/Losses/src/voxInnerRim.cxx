// SPDX-License-Identifier: Apache-2.0
#include "voxInnerRim.h"

#include "voxExtent.h"

#include <ATen/ATen.h>

namespace vox
{

at::Tensor
FromInnerRim(const at::Tensor & distances, const std::vector<double> & extentMm)
{
  return at::where(distances < 0.0, distances + SmallestSpacing(distances.sizes().slice(2), extentMm), distances);
}

} // namespace vox
