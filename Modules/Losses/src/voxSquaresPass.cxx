// SPDX-License-Identifier: Apache-2.0
#include "voxSquaresPass.h"

#include "voxSquaresBlock.h"
#include "voxVectorClones.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace vox
{
namespace
{

VOX_CLONES double
SumOfOneBlock(const Access<float> & access, const ErrorTerms & terms, const WeightRows<float> & rows,
              Block<float> & block)
{
  return SumOfBlock(access, terms, rows, block);
}

VOX_CLONES double
SumOfOneBlock(const Access<double> & access, const ErrorTerms & terms, const WeightRows<double> & rows,
              Block<double> & block)
{
  return SumOfBlock(access, terms, rows, block);
}

VOX_CLONES void
GradientOfOneBlock(const Access<float> & access, const ErrorTerms & terms, const WeightRows<float> & rows, float factor,
                   Block<float> & block, float * gradient)
{
  GradientOfSquares(access, terms, rows, factor, block, gradient);
}

VOX_CLONES void
GradientOfOneBlock(const Access<double> & access, const ErrorTerms & terms, const WeightRows<double> & rows,
                   double factor, Block<double> & block, double * gradient)
{
  GradientOfSquares(access, terms, rows, factor, block, gradient);
}

VOX_CLONES void
MasksOfOneBlock(const Access<float> & access, const ErrorTerms & terms, std::int64_t classStep, Block<float> & block,
                std::uint8_t * masks)
{
  MasksOfBlock(access, terms, classStep, block, masks);
}

VOX_CLONES void
MasksOfOneBlock(const Access<double> & access, const ErrorTerms & terms, std::int64_t classStep, Block<double> & block,
                std::uint8_t * masks)
{
  MasksOfBlock(access, terms, classStep, block, masks);
}

ErrorTerms
TermsOf(const LossInput & input, std::int64_t first, ErrorForm form)
{
  return {.classes = input.logits.size(1),
          .first = first,
          .ignored = input.ignoreLabel.value_or(-1), // labels are never below 0
          .minusLabel = form != ErrorForm::Probability,
          .linear = form == ErrorForm::Probability    ? 1.0F
                    : form == ErrorForm::Disagreement ? 2.0F
                                                      : 0.0F,
          .square = form == ErrorForm::Squared        ? 1.0F
                    : form == ErrorForm::Disagreement ? -1.0F
                                                      : 0.0F};
}

/** Elements from the start of a map [N, C, V] to the first voxel of a block in its first class. */
std::int64_t
StartIn(const at::Tensor & map, const BlockPlace & place)
{
  return place.sample * map.size(1) * map.size(2) + place.first;
}

template <typename T>
WeightRows<T>
RowsAt(const at::Tensor & weights, const BlockPlace & place)
{
  return {weights.const_data_ptr<T>() + StartIn(weights, place), weights.size(2)};
}

template <typename T>
at::Tensor
Sum(const LossInput & input, const at::Tensor & weights, const ErrorTerms & terms)
{
  const at::Tensor sums = at::zeros({input.logits.size(0), PartsOf(input.logits), 1}, at::kDouble);
  ForEachBlock(
      input.logits, [&] { return Block<T>(terms.classes); },
      [&](const BlockPlace & place, Block<T> & block) {
        block.count = place.count;
        *SumsOf(sums, place) +=
            SumOfOneBlock(Access<T>(input.logits, input.labels, place), terms, RowsAt<T>(weights, place), block);
      });
  return sums.sum(1).select(1, 0).to(input.logits.scalar_type());
}

template <typename T>
at::Tensor
Gradient(const LossInput & input, const at::Tensor & weights, const ErrorTerms & terms, const at::Tensor & ofSums)
{
  const at::Tensor & logits = input.logits;
  const at::Tensor factors = ofSums.contiguous();
  const at::Tensor gradient = at::empty_strided(logits.sizes(), logits.strides(), logits.options());
  ForEachBlock(
      logits, [&] { return Block<T>(terms.classes); },
      [&](const BlockPlace & place, Block<T> & block) {
        block.count = place.count;
        GradientOfOneBlock(Access<T>(logits, input.labels, place), terms, RowsAt<T>(weights, place),
                           factors.const_data_ptr<T>()[place.sample], block, gradient.data_ptr<T>() + place.logits);
      });
  return gradient;
}

template <typename T>
void
WriteMasks(const LossInput & input, const ErrorTerms & terms, const at::Tensor & masks)
{
  ForEachBlock(
      input.logits, [&] { return Block<T>(terms.classes); },
      [&](const BlockPlace & place, Block<T> & block) {
        block.count = place.count;
        MasksOfOneBlock(Access<T>(input.logits, input.labels, place), terms, masks.size(2), block,
                        masks.data_ptr<std::uint8_t>() + StartIn(masks, place));
      });
}

class ErrorsFunction : public torch::autograd::Function<ErrorsFunction>
{
public:
  static at::Tensor
  forward(torch::autograd::AutogradContext * context, const at::Tensor & logits, const at::Tensor & labels,
          const at::Tensor & weights, const std::optional<std::int64_t> & ignoreLabel, std::int64_t form)
  {
    context->save_for_backward({logits, labels, weights});
    context->saved_data["ignored"] = ignoreLabel;
    context->saved_data["form"] = form;
    const LossInput input{logits, labels, ignoreLabel};
    const ErrorTerms terms = TermsOf(input, logits.size(1) - weights.size(1), static_cast<ErrorForm>(form));
    return logits.scalar_type() == at::kDouble ? Sum<double>(input, weights, terms) : Sum<float>(input, weights, terms);
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    const auto saved = context->get_saved_variables();
    const at::Tensor & weights = saved[2];
    const LossInput input{saved[0], saved[1], context->saved_data["ignored"].toOptional<std::int64_t>()};
    const ErrorTerms terms = TermsOf(input, input.logits.size(1) - weights.size(1),
                                     static_cast<ErrorForm>(context->saved_data["form"].toInt()));
    const bool isDouble = input.logits.scalar_type() == at::kDouble;
    return {isDouble ? Gradient<double>(input, weights, terms, gradients[0])
                     : Gradient<float>(input, weights, terms, gradients[0]),
            {},
            {},
            {},
            {}};
  }
};

} // namespace

at::Tensor
SumOfErrors(const LossInput & input, const at::Tensor & weights, ErrorForm form)
{
  return ErrorsFunction::apply(input.logits, input.labels, weights, input.ignoreLabel, static_cast<std::int64_t>(form));
}

at::Tensor
PredictedMasks(const LossInput & input, std::int64_t first)
{
  const at::Tensor logits = input.logits.detach();
  const LossInput detached{logits, input.labels, input.ignoreLabel};
  const ErrorTerms terms = TermsOf(input, first, ErrorForm::Probability);
  const at::Tensor masks = at::empty({logits.size(0), terms.classes - first, logits.size(2)}, at::kByte);
  if (logits.scalar_type() == at::kDouble)
  {
    WriteMasks<double>(detached, terms, masks);
  }
  else
  {
    WriteMasks<float>(detached, terms, masks);
  }
  return masks;
}

} // namespace vox
