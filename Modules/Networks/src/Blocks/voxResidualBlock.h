// SPDX-License-Identifier: Apache-2.0
#ifndef voxResidualBlock_h
#define voxResidualBlock_h

#include "Blocks/voxConvNorm.h"

#include <memory>

namespace vox
{

/** nnU-Net's BasicBlockD: two convolutions with norms, the second without activation; the input is added (averaged over
 * boxes of the stride, then projected by a 1x1x1 convolution with norm where the channels change); leaky ReLU.
 * He et al. 2016, DOI 10.1109/CVPR.2016.90, with the average pool of ResNet-D (He et al. 2019,
 * DOI 10.1109/CVPR.2019.00065). Children: conv1, conv2, skip.K with K = 1 after a pool and 0 without. */
class ResidualBlock : public torch::nn::Module
{
public:
  ResidualBlock(const ConvolutionShape & shape, const UNetOptions & options);

  at::Tensor forward(const at::Tensor & input) const;

private:
  std::shared_ptr<ConvNorm> m_Conv1;
  std::shared_ptr<ConvNorm> m_Conv2;
  std::shared_ptr<ConvNorm> m_Projection; ///< null where the channels stay
  std::vector<std::int64_t> m_Pool;       ///< empty without a stride
};

/** A chain of residual blocks; the first one carries the stride. Children: blocks.0, blocks.1, ... */
class StackedResidualBlocks : public torch::nn::Module
{
public:
  StackedResidualBlocks(std::int64_t count, ConvolutionShape first, const UNetOptions & options);

  at::Tensor forward(at::Tensor features) const;

private:
  std::shared_ptr<ModuleList<ResidualBlock>> m_Blocks;
};

} // namespace vox

#endif
