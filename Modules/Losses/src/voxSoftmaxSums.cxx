// SPDX-License-Identifier: Apache-2.0
#include "voxSoftmaxSums.h"

#include "voxLossChecks.h"
#include "voxSoftmaxPass.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace vox
{
namespace
{

SoftmaxPass
PassOf(torch::autograd::AutogradContext & context)
{
  const auto saved = context.get_saved_variables();
  return {saved[0], saved[1], context.saved_data["ignored"].toOptional<std::int64_t>(),
          context.saved_data["squared"].toBool()};
}

/** Keeps logits and labels for the gradient, which computes the probabilities
 * again. */
class SoftmaxSumsFunction : public torch::autograd::Function<SoftmaxSumsFunction>
{
public:
  static torch::autograd::variable_list
  forward(torch::autograd::AutogradContext * context, const at::Tensor & logits, const at::Tensor & labels,
          const std::optional<std::int64_t> & ignoreLabel, bool squared)
  {
    context->save_for_backward({logits, labels});
    context->saved_data["ignored"] = ignoreLabel;
    context->saved_data["squared"] = squared;
    context->set_materialize_grads(false);
    const SoftmaxPassSums sums = SumSoftmax({logits, labels, ignoreLabel, squared});
    context->mark_non_differentiable({sums.reference, sums.voxels});
    return {sums.intersection, sums.probability, sums.reference, sums.crossEntropy, sums.voxels};
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    return {SoftmaxGradient(PassOf(*context), gradients[0], gradients[1], gradients[3]), {}, {}, {}};
  }
};

} // namespace

LossSums
ComputeSoftmaxSums(const at::Tensor & logits, const at::Tensor & labels,
                   const std::optional<std::int64_t> & ignoreLabel, const char * name, bool squared)
{
  CheckLossShapes(logits, labels, name);
  CheckLabels(labels, logits.size(1), ignoreLabel, name);
  const at::Tensor rows = ToSumType(logits).flatten(2);
  const at::Tensor target = labels.flatten(1).to(at::kLong).contiguous();
  const auto sums = SoftmaxSumsFunction::apply(rows, target, ignoreLabel, squared);
  return {.intersection = sums[0],
          .probability = sums[1],
          .reference = sums[2],
          .crossEntropy = sums[3],
          .voxels = sums[4]};
}

} // namespace vox
