// SPDX-License-Identifier: Apache-2.0
#ifndef voxPRelu_h
#define voxPRelu_h

#include "Blocks/voxNorm.h"

namespace vox
{

/** Leaky ReLU with trained slopes, one for each channel or one for all (He et al. 2015, DOI 10.1109/ICCV.2015.123).
 * Parameter: weight [channels], or [1]. */
class PRelu : public torch::nn::Module, public TimedLayer
{
public:
  explicit PRelu(std::int64_t channels = 1);

  at::Tensor forward(const at::Tensor & features) const;

  /** The same of norm(convolved). Without gradients, a single slope is applied in the norm's pass over memory. */
  at::Tensor ForwardNormed(const Norm & norm, const ConvolvedFeatures & convolved) const;

private:
  at::Tensor m_Weight;
};

} // namespace vox

#endif
