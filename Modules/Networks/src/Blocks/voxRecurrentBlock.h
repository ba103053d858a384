// SPDX-License-Identifier: Apache-2.0
#ifndef voxRecurrentBlock_h
#define voxRecurrentBlock_h

#include "Blocks/voxLevelBlock.h"
#include "Blocks/voxModuleList.h"
#include "voxR2UNetOptions.h"

namespace vox
{

/** h = u(x), then some times h = u(x + h), with one unit u. Children: conv.0, conv.1. */
class RecurrentLayer : public torch::nn::Module
{
public:
  RecurrentLayer(std::int64_t channels, std::int64_t recurrences, int dimensions);

  at::Tensor forward(const at::Tensor & input) const;

private:
  ConvUnit m_Unit;
  std::int64_t m_Recurrences;
};

/** A 1x1 convolution y, then two recurrent layers of y, to which y is added if the block is residual. Children: RCNN.0,
 * RCNN.1, Conv_1x1. */
class RecurrentBlock : public LevelBlock
{
public:
  RecurrentBlock(std::int64_t inputChannels, std::int64_t outputChannels, const R2UNetOptions & options);

  at::Tensor forward(const at::Tensor & input, const at::Tensor & other) const override;

private:
  std::shared_ptr<ModuleList<RecurrentLayer>> m_Layers;
  std::shared_ptr<Convolution> m_Projection;
  bool m_IsResidual;
};

/** A 1x1 convolution y, then y + two units of y. Children: conv, Conv_1x1. */
class ResidualPair : public LevelBlock
{
public:
  ResidualPair(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions);

  at::Tensor forward(const at::Tensor & input, const at::Tensor & other) const override;

private:
  std::shared_ptr<LevelBlock> m_Pair;
  std::shared_ptr<Convolution> m_Projection;
};

} // namespace vox

#endif
