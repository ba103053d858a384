// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxNet.h"

namespace vox
{

at::Tensor
Net::Features(const at::Tensor & images)
{
  return forward(images, false).front();
}

const Convolution *
Net::LastLayer() const
{
  return nullptr;
}

WeightDraw
Net::DrawOf(std::string_view name, const at::Tensor & /*weight*/, std::int64_t fanIn) const
{
  return DrawAsTorch(name, fanIn);
}

std::vector<std::pair<std::string, at::Tensor>>
Net::AttentionMaps() const
{
  return {};
}

} // namespace vox
