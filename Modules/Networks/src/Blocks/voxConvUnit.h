// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvUnit_h
#define voxConvUnit_h

#include "Blocks/voxBatchNorm.h"
#include "Blocks/voxConvolution.h"

#include <memory>
#include <string_view>

namespace vox
{

/** A convolution, batch normalization (unless there is none) and ReLU. No module: its layers are children of `owner`,
 * under the paths that its files name. */
class ConvUnit
{
public:
  /** An empty `norm` path: no norm. */
  ConvUnit(torch::nn::Module & owner, const ConvolutionShape & shape, int dimensions, std::string_view convolution,
           std::string_view norm);

  /** Of the channels of `input` and, unless undefined, of `other` behind them. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & other = {}) const;
  /** ReLU of the sum with `residual`. Needs a norm. */
  at::Tensor ForwardResidual(const at::Tensor & input, const at::Tensor & residual) const;
  /** Without ReLU. */
  at::Tensor ForwardLinear(const at::Tensor & input) const;

private:
  std::shared_ptr<Convolution> m_Convolution;
  std::shared_ptr<BatchNorm> m_Norm;
};

/** Of kernel 3 with padding and bias, as most networks have it. */
[[nodiscard]] ConvolutionShape PaddedShape(std::int64_t inputChannels, std::int64_t outputChannels);
/** Of kernel 1 with bias. */
[[nodiscard]] ConvolutionShape PointShape(std::int64_t inputChannels, std::int64_t outputChannels);

} // namespace vox

#endif
