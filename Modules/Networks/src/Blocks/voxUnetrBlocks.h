// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnetrBlocks_h
#define voxUnetrBlocks_h

#include "Blocks/voxConvolution.h"
#include "Blocks/voxInstanceNorm.h"
#include "Blocks/voxModuleList.h"

#include <memory>

namespace vox
{

/** MONAI's UnetResBlock: two 3x3x3 convolutions with instance norms, to which the input is added, through a 1x1x1
 * convolution with norm where the channels change; leaky ReLU (0.01) after the first norm and after the sum. Neither
 * biases nor scales. Children: conv1.conv, conv2.conv, conv3.conv. */
class UnetrResidual : public torch::nn::Module
{
public:
  UnetrResidual(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions);

  /** Channels of `skip`, unless undefined, follow those of `input`. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & skip = {}) const;

private:
  std::shared_ptr<Convolution> m_Conv1;
  std::shared_ptr<Convolution> m_Conv2;
  std::shared_ptr<Convolution> m_Conv3; ///< null where the channels stay
  std::shared_ptr<InstanceNorm> m_Norm; ///< without parameters, so that one serves all
};

/** MONAI's UnetrBasicBlock. Children: layer. */
class UnetrBasicBlock : public torch::nn::Module
{
public:
  UnetrBasicBlock(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions);

  at::Tensor forward(const at::Tensor & input) const;

private:
  std::shared_ptr<UnetrResidual> m_Layer;
};

/** MONAI's UnetrPrUpBlock: a transposed convolution, then pairs of another one and a residual block, each of which
 * doubles the size. Children: transp_conv_init.conv, blocks.I.0.conv, blocks.I.1. */
class UnetrProjection : public torch::nn::Module
{
public:
  UnetrProjection(std::int64_t inputChannels, std::int64_t outputChannels, int pairs, int dimensions);

  at::Tensor forward(const at::Tensor & input) const;

private:
  std::shared_ptr<Upsampling> m_First;
  std::vector<std::shared_ptr<Upsampling>> m_Upsamplings;
  std::vector<std::shared_ptr<UnetrResidual>> m_Residuals;
};

/** MONAI's UnetrUpBlock: a transposed convolution that doubles the size, then a residual block of the result and,
 * behind it, the skip of as many channels. Children: transp_conv.conv, conv_block. */
class UnetrUpsampling : public torch::nn::Module
{
public:
  UnetrUpsampling(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions);

  at::Tensor forward(const at::Tensor & input, const at::Tensor & skip) const;

private:
  std::shared_ptr<Upsampling> m_Upsampling;
  std::shared_ptr<UnetrResidual> m_Residual;
};

} // namespace vox

#endif
