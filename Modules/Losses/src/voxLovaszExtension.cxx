// SPDX-License-Identifier: Apache-2.0
#include "voxLovaszExtension.h"

#include <ATen/ATen.h>

namespace vox
{

at::Tensor
LovaszExtension(const at::Tensor & errors, const at::Tensor & reference)
{
  const auto [sorted, order] = errors.sort(0, true);
  // Counts in float64: float32 ends to count at 16.7 million voxels.
  const at::Tensor found = reference.detach().index_select(0, order).to(at::kDouble).cumsum(0);
  const at::Tensor all = at::arange(1, errors.numel() + 1, found.options());
  const at::Tensor total = found[-1];
  const at::Tensor loss = 1.0 - (total - found) / (total + all - found);
  const at::Tensor step = at::diff(loss, 1, 0, at::zeros({1}, loss.options()));
  return at::dot(sorted, step.to(errors.scalar_type()));
}

} // namespace vox
