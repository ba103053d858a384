// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxTrainedLayer.h"

#include "Blocks/voxChannelsLast.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>

#include <vector>

namespace vox
{

bool
TrainsInChannelsLast(const at::Tensor & input, const at::Tensor & weight)
{
  // Autocast computes in bf16 whatever the input is.
  return at::GradMode::is_enabled() && !at::autocast::is_autocast_enabled(at::kCPU) && weight.requires_grad() &&
         input.device().is_cpu() && input.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat &&
         input.dim() == weight.dim() && input.is_contiguous(ChannelsLastFormat(input));
}

at::Tensor
BiasGradient(const at::Tensor & gradient)
{
  std::vector<std::int64_t> allButChannels{0};
  for (std::int64_t axis = 2; axis < gradient.dim(); ++axis)
  {
    allButChannels.push_back(axis);
  }
  return gradient.sum(allButChannels);
}

} // namespace vox
