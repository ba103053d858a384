// SPDX-License-Identifier: Apache-2.0
#ifndef voxLossExamples_h
#define voxLossExamples_h

#include <ATen/ATen.h>

#include <vector>

namespace vox::testing
{

/** Four voxels in a row with foreground probabilities .9, .4, .7, .2: TP = 1.3, FP = .9, FN = .7 for the labels 1, 1,
 * 0, 0. */
inline at::Tensor
FourLogits()
{
  const at::Tensor p = at::tensor({0.9, 0.4, 0.7, 0.2}, at::kDouble).view({1, 1, 1, 1, 4});
  return at::cat({(1.0 - p).log(), p.log()}, 1);
}

/** The same for one head under a sigmoid. */
inline at::Tensor
OneHead()
{
  return FourLogits().slice(1, 1) - FourLogits().slice(1, 0, 1);
}

inline at::Tensor
FourLabels()
{
  return at::tensor({1, 1, 0, 0}, at::kLong).view({1, 1, 1, 4});
}

/** Gradient of a loss with respect to the foreground probabilities of FourLogits: dL/dz1 = p (1 - p) dL/dp. */
template <typename TLoss>
std::vector<double>
GradientByProbability(TLoss && loss)
{
  at::Tensor logits = FourLogits().requires_grad_();
  loss(logits, FourLabels()).backward();
  const at::Tensor p = at::softmax(logits.detach(), 1).select(1, 1);
  const at::Tensor gradient = (logits.grad().select(1, 1) / (p * (1.0 - p))).contiguous();
  return {gradient.data_ptr<double>(), gradient.data_ptr<double>() + gradient.numel()};
}

} // namespace vox::testing

#endif
