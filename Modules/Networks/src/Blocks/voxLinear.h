// SPDX-License-Identifier: Apache-2.0
#ifndef voxLinear_h
#define voxLinear_h

#include "Blocks/voxTimedLayer.h"

#include <torch/nn/module.h>

#include <cstdint>

namespace vox
{

/** The same linear map of the last axis everywhere: [..., in] to [..., out]. Parameters: weight [out, in], bias [out].
 * Weights are made uninitialized. */
class Linear : public torch::nn::Module, public TimedLayer
{
public:
  Linear(std::int64_t inputs, std::int64_t outputs, bool bias = true);

  at::Tensor forward(const at::Tensor & input) const;

private:
  at::Tensor m_Weight;
  at::Tensor m_Bias;
};

} // namespace vox

#endif
