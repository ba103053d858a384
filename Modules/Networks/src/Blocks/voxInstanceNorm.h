// SPDX-License-Identifier: Apache-2.0
#ifndef voxInstanceNorm_h
#define voxInstanceNorm_h

#include "voxUNetOptions.h"

#include <torch/nn/module.h>

namespace vox
{

/** Instance normalization over the spatial axes of each sample and channel, without running statistics, fused with what
 * follows it in every block. Parameters: weight, bias [C] if affine. */
class InstanceNorm : public torch::nn::Module
{
public:
  InstanceNorm(std::int64_t channels, const UNetOptions & options);

  /** leakyReLU(norm(input) + residual); an undefined residual adds nothing, slope 1 is the identity. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & residual, double negativeSlope) const;

private:
  at::Tensor m_Weight;
  at::Tensor m_Bias;
  double m_Eps;
};

} // namespace vox

#endif
