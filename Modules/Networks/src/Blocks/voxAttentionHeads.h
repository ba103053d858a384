// SPDX-License-Identifier: Apache-2.0
#ifndef voxAttentionHeads_h
#define voxAttentionHeads_h

#include "Blocks/voxTimedLayer.h"

#include <torch/nn/module.h>

namespace vox
{

/** Attend as a layer without parameters, whose calls can be timed. */
class AttentionHeads : public torch::nn::Module, public TimedLayer
{
public:
  explicit AttentionHeads(std::int64_t heads);

  [[nodiscard]] std::int64_t
  Count() const
  {
    return m_Heads;
  }

  /** As Attend. */
  at::Tensor forward(const at::Tensor & query, const at::Tensor & key, const at::Tensor & value,
                     const at::Tensor & mask = {}) const;

  /** Of queries, keys and values that one layer made, behind each other: [N, T, 3 C]. */
  [[nodiscard]] at::Tensor ForwardFused(const at::Tensor & queryKeyValue, const at::Tensor & mask = {}) const;

private:
  std::int64_t m_Heads;
};

} // namespace vox

#endif
