// SPDX-License-Identifier: Apache-2.0
#ifndef voxActivation_h
#define voxActivation_h

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/relu.h>

namespace vox
{

/** Activations of features that nobody else reads: without gradients they are overwritten. */
[[nodiscard]] inline at::Tensor
ReluOfOwn(at::Tensor features)
{
  return at::GradMode::is_enabled() ? at::relu(features) : at::relu_(features);
}

[[nodiscard]] inline at::Tensor
EluOfOwn(at::Tensor features)
{
  return at::GradMode::is_enabled() ? at::elu(features) : at::elu_(features);
}

} // namespace vox

#endif
