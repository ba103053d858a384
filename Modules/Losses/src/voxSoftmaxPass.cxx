// SPDX-License-Identifier: Apache-2.0
#include "voxSoftmaxPass.h"

#include "voxOverlapBlock.h"
#include "voxPassFactors.h"
#include "voxVectorClones.h"

#include <ATen/ATen.h>

#include <vector>

namespace vox
{
namespace
{

VOX_CLONES void
AddOneBlock(const Access<float> & access, const OverlapForm & form, Block<float> & block, double * sums)
{
  AddBlock(access, form, block, sums);
}

VOX_CLONES void
AddOneBlock(const Access<double> & access, const OverlapForm & form, Block<double> & block, double * sums)
{
  AddBlock(access, form, block, sums);
}

VOX_CLONES void
GradientOfOneBlock(const Access<float> & access, const OverlapForm & form, const Factors<float> & factors,
                   Block<float> & block, float * gradient)
{
  GradientOfBlock(access, form, factors, block, gradient);
}

VOX_CLONES void
GradientOfOneBlock(const Access<double> & access, const OverlapForm & form, const Factors<double> & factors,
                   Block<double> & block, double * gradient)
{
  GradientOfBlock(access, form, factors, block, gradient);
}

/** Labels are never below 0. */
OverlapForm
FormOf(const SoftmaxPass & pass)
{
  return {pass.logits.size(1), pass.ignoreLabel.value_or(-1), pass.squared, pass.gamma};
}

template <typename T>
LossSums
Sum(const SoftmaxPass & pass)
{
  const OverlapForm form = FormOf(pass);
  const at::Tensor sums = at::zeros({pass.logits.size(0), PartsOf(pass.logits), 4 * form.classes}, at::kDouble);
  ForEachBlock(
      pass.logits, [&] { return Block<T>(form.classes); },
      [&](const BlockPlace & place, Block<T> & block) {
        block.count = place.count;
        AddOneBlock(Access<T>(pass.logits, pass.labels, place), form, block, SumsOf(sums, place));
      });
  const std::vector<at::Tensor> total = sums.sum(1).chunk(4, 1);
  const auto type = pass.logits.scalar_type();
  return {.intersection = total[0].to(type),
          .probability = total[1].to(type),
          .reference = total[2].to(type),
          .crossEntropy = total[3].to(type),
          .voxels = total[2].sum().to(type)};
}

template <typename T>
at::Tensor
Gradient(const SoftmaxPass & pass, const at::Tensor & intersection, const at::Tensor & probability,
         const at::Tensor & crossEntropy)
{
  const OverlapForm form = FormOf(pass);
  std::vector<Factors<T>> factors;
  for (std::int64_t sample = 0; sample < pass.logits.size(0); ++sample)
  {
    factors.push_back({FactorsOf<T>(intersection, sample, form.classes),
                       FactorsOf<T>(probability, sample, form.classes),
                       FactorsOf<T>(crossEntropy, sample, form.classes)});
  }
  const at::Tensor gradient = at::empty_strided(pass.logits.sizes(), pass.logits.strides(), pass.logits.options());
  ForEachBlock(
      pass.logits, [&] { return Block<T>(form.classes); },
      [&](const BlockPlace & place, Block<T> & block) {
        block.count = place.count;
        GradientOfOneBlock(Access<T>(pass.logits, pass.labels, place), form,
                           factors[static_cast<std::size_t>(place.sample)], block,
                           gradient.data_ptr<T>() + place.logits);
      });
  return gradient;
}

} // namespace

LossSums
SumSoftmax(const SoftmaxPass & pass)
{
  return pass.logits.scalar_type() == at::kDouble ? Sum<double>(pass) : Sum<float>(pass);
}

at::Tensor
SoftmaxGradient(const SoftmaxPass & pass, const at::Tensor & intersection, const at::Tensor & probability,
                const at::Tensor & crossEntropy)
{
  return pass.logits.scalar_type() == at::kDouble ? Gradient<double>(pass, intersection, probability, crossEntropy)
                                                  : Gradient<float>(pass, intersection, probability, crossEntropy);
}

} // namespace vox
