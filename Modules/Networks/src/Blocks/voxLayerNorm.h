// SPDX-License-Identifier: Apache-2.0
#ifndef voxLayerNorm_h
#define voxLayerNorm_h

#include "Blocks/voxTimedLayer.h"

#include <torch/nn/module.h>

#include <cstdint>

namespace vox
{

/** Layer normalization over the last axis, the channels of each token (Ba et al. 2016, arXiv 1607.06450). Parameters:
 * weight, bias [C]. */
class LayerNorm : public torch::nn::Module, public TimedLayer
{
public:
  explicit LayerNorm(std::int64_t channels, double eps = 1e-5);

  at::Tensor forward(const at::Tensor & tokens) const;

private:
  at::Tensor m_Weight;
  at::Tensor m_Bias;
  double m_Eps;
};

} // namespace vox

#endif
