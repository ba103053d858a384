// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPatchEmbedding.h"

#include "Blocks/voxConvolution.h"

#include <ATen/ATen.h>

namespace vox
{

PatchEmbedding::PatchEmbedding(std::int64_t inputChannels, std::int64_t outputChannels,
                               const Zyx<std::int64_t> & patchSize, int dimensions)
    : m_PatchSize(SpatialList(patchSize, dimensions))
{
  std::vector<std::int64_t> shape{outputChannels, inputChannels};
  shape.insert(shape.end(), m_PatchSize.begin(), m_PatchSize.end());
  m_Weight = register_parameter("weight", at::empty(shape));
  m_Bias = register_parameter("bias", at::empty({outputChannels}));
}

at::Tensor
PatchEmbedding::forward(const at::Tensor & images) const
{
  const auto axes = static_cast<std::int64_t>(m_PatchSize.size());
  at::Tensor patches = images.to(at::kFloat).movedim(1, -1);
  std::vector<std::int64_t> order{0};
  std::vector<std::int64_t> within;
  for (std::int64_t axis = 0; axis < axes; ++axis)
  {
    patches = patches.unflatten(2 * axis + 1, {-1, m_PatchSize[static_cast<std::size_t>(axis)]});
    order.push_back(2 * axis + 1);
    within.push_back(2 * axis + 2);
  }
  order.insert(order.end(), within.begin(), within.end());
  order.push_back(2 * axes + 1);
  // Channels last on both sides: for weights in that order this copies the images alone.
  return at::linear(patches.permute(order).flatten(axes + 1), m_Weight.movedim(1, -1).flatten(1), m_Bias);
}

} // namespace vox
