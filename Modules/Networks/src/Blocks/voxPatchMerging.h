// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatchMerging_h
#define voxPatchMerging_h

#include "Blocks/voxLayerNorm.h"
#include "Blocks/voxLinear.h"
#include "voxSwinUnetrOptions.h"

#include <memory>

namespace vox
{

/** Halves a grid of tokens: the channels of 2^dimensions neighbours one behind the other, normalized and mapped to
 * twice the channels of one. Children: reduction, norm. */
class PatchMerging : public torch::nn::Module
{
public:
  PatchMerging(std::int64_t channels, int dimensions, PatchMergingOrder order);

  /** [N, (D,) H, W, C] of even sizes to [N, (D / 2,) H / 2, W / 2, 2 C]. */
  at::Tensor forward(const at::Tensor & grid) const;

private:
  std::shared_ptr<Linear> m_Reduction;
  std::shared_ptr<LayerNorm> m_Norm;
  PatchMergingOrder m_Order;
};

} // namespace vox

#endif
