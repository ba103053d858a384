// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatchEmbedding_h
#define voxPatchEmbedding_h

#include "voxZyx.h"

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** A convolution whose kernel is its stride, as one matrix product: each patch becomes a token. Parameters: weight
 * [out, in, patch...], bias [out]. */
class PatchEmbedding : public torch::nn::Module
{
public:
  PatchEmbedding(std::int64_t inputChannels, std::int64_t outputChannels, const Zyx<std::int64_t> & patchSize,
                 int dimensions);

  /** [N, in, (D,) H, W], multiples of the patch, to float32 tokens on the grid of patches: [N, (D,) H, W, out]. */
  at::Tensor forward(const at::Tensor & images) const;

private:
  std::vector<std::int64_t> m_PatchSize;
  at::Tensor m_Weight;
  at::Tensor m_Bias;
};

} // namespace vox

#endif
