// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvNorm_h
#define voxConvNorm_h

#include "Blocks/voxConvolution.h"
#include "Blocks/voxInstanceNorm.h"
#include "Blocks/voxModuleList.h"
#include "voxUNetOptions.h"

#include <memory>

namespace vox
{

/** Convolution, instance normalization and what may follow: nnU-Net's ConvDropoutNormReLU. Children: conv, norm. */
class ConvNorm : public torch::nn::Module
{
public:
  ConvNorm(const ConvolutionShape & shape, const UNetOptions & options);

  /** Convolution, channel dropout (in training, if the options have it), norm, leaky ReLU. Channels of `skip`, unless
   * undefined, follow those of `input`. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & skip = {}) const;
  /** Convolution and norm only. */
  at::Tensor ForwardLinear(const at::Tensor & input) const;
  /** Convolution and norm; then `residual` is added and the leaky ReLU applied. */
  at::Tensor ForwardResidual(const at::Tensor & input, const at::Tensor & residual) const;

private:
  std::shared_ptr<Convolution> m_Conv;
  std::shared_ptr<InstanceNorm> m_Norm;
  double m_Dropout;
  double m_NegativeSlope;
};

/** A chain of such layers; the first one carries the stride. Children: convs.0, convs.1, ... */
class StackedConvs : public torch::nn::Module
{
public:
  StackedConvs(std::int64_t count, ConvolutionShape first, const UNetOptions & options);

  /** The first layer sees the channels of `features` and, unless undefined, of `skip` behind them. */
  at::Tensor forward(at::Tensor features, at::Tensor skip = {}) const;

private:
  std::shared_ptr<ModuleList<ConvNorm>> m_Convs;
};

} // namespace vox

#endif
