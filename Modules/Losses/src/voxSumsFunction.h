// SPDX-License-Identifier: Apache-2.0
#ifndef voxSumsFunction_h
#define voxSumsFunction_h

#include "voxLossSums.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

#include <utility>

namespace vox
{

/** The sums of a pass as a function that autograd knows. Keeps logits and labels for the gradient, which computes the
 * probabilities again. */
template <typename TPass, LossSums (*TSum)(const TPass &),
          at::Tensor (*TGradient)(const TPass &, const at::Tensor &, const at::Tensor &, const at::Tensor &)>
class SumsFunction : public torch::autograd::Function<SumsFunction<TPass, TSum, TGradient>>
{
  /** What of a pass is no tensor. */
  struct Settings : torch::CustomClassHolder
  {
    explicit Settings(TPass itsPass) : pass(std::move(itsPass)) {}
    TPass pass;
  };

public:
  static torch::autograd::variable_list
  forward(torch::autograd::AutogradContext * context, const at::Tensor & logits, const at::Tensor & labels,
          const TPass & pass)
  {
    context->save_for_backward({logits, labels});
    TPass settings = pass;
    settings.logits = settings.labels = at::Tensor();
    context->saved_data["settings"] = c10::IValue::make_capsule(c10::make_intrusive<Settings>(std::move(settings)));
    context->set_materialize_grads(false);
    const LossSums sums = TSum(pass);
    context->mark_non_differentiable({sums.reference, sums.voxels});
    return {sums.intersection, sums.probability, sums.reference, sums.crossEntropy, sums.voxels};
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    TPass pass = c10::static_intrusive_pointer_cast<Settings>(context->saved_data["settings"].toCapsule())->pass;
    const auto saved = context->get_saved_variables();
    pass.logits = saved[0];
    pass.labels = saved[1];
    return {TGradient(pass, gradients[0], gradients[1], gradients[3]), {}, {}};
  }

  /** The sums of this pass, with gradients with respect to its logits. */
  [[nodiscard]] static LossSums
  Of(const TPass & pass)
  {
    const auto sums = SumsFunction::apply(pass.logits, pass.labels, pass);
    return {.intersection = sums[0],
            .probability = sums[1],
            .reference = sums[2],
            .crossEntropy = sums[3],
            .voxels = sums[4]};
  }
};

} // namespace vox

#endif
