// SPDX-License-Identifier: Apache-2.0
#include "voxSigmoidPass.h"

#include "voxPassFactors.h"
#include "voxSigmoidBlock.h"
#include "voxVectorClones.h"

#include <ATen/ATen.h>

#include <vector>

namespace vox
{
namespace
{

/** What is summed. */
struct SumForm
{
  bool squared;
  bool entropy;
};

VOX_CLONES void
AddOneHead(const float * logits, std::int64_t voxelStep, std::uint32_t bit, const SumForm & form,
           HeadBlock<float> & block, double * sums)
{
  form.entropy ? AddHead<true>(logits, voxelStep, bit, form.squared, block, sums)
               : AddHead<false>(logits, voxelStep, bit, form.squared, block, sums);
}

VOX_CLONES void
AddOneHead(const double * logits, std::int64_t voxelStep, std::uint32_t bit, const SumForm & form,
           HeadBlock<double> & block, double * sums)
{
  form.entropy ? AddHead<true>(logits, voxelStep, bit, form.squared, block, sums)
               : AddHead<false>(logits, voxelStep, bit, form.squared, block, sums);
}

VOX_CLONES void
GradientOfOneHead(const float * logits, std::int64_t voxelStep, std::uint32_t bit, bool squared,
                  const HeadFactors<float> & factors, HeadBlock<float> & block, float * gradient)
{
  GradientOfHead(logits, voxelStep, bit, squared, factors, block, gradient);
}

VOX_CLONES void
GradientOfOneHead(const double * logits, std::int64_t voxelStep, std::uint32_t bit, bool squared,
                  const HeadFactors<double> & factors, HeadBlock<double> & block, double * gradient)
{
  GradientOfHead(logits, voxelStep, bit, squared, factors, block, gradient);
}

/** What the labels of a block say to the heads of a word. */
template <typename T>
void
LoadLabels(const SigmoidPass & pass, const BlockPlace & place, std::int64_t word, HeadBlock<T> & block)
{
  const std::int64_t * const labels =
      pass.labels.const_data_ptr<std::int64_t>() + place.sample * pass.logits.size(2) + place.first;
  for (std::int64_t v = 0; v < place.count; ++v)
  {
    const bool isCounted = labels[v] != pass.ignoreLabel;
    block.counted[v] = isCounted ? 1 : 0;
    block.members[v] = isCounted ? pass.regions.Members(labels[v], word) : 0U;
  }
}

/** Calls body(place, head, bit, block) for each head of each block, labels loaded. */
template <typename T, typename TBody>
void
ForEachHead(const SigmoidPass & pass, const TBody & body)
{
  ForEachBlock(
      pass.logits, [] { return HeadBlock<T>{}; },
      [&](const BlockPlace & place, HeadBlock<T> & block) {
        block.count = place.count;
        for (std::int64_t head = 0; head < pass.logits.size(1); ++head)
        {
          const std::int64_t inWord = head % RegionTable::headsPerWord;
          if (inWord == 0)
          {
            LoadLabels(pass, place, head / RegionTable::headsPerWord, block);
          }
          body(place, head, 1U << static_cast<unsigned int>(inWord), block);
        }
      });
}

template <typename T>
LossSums
Sum(const SigmoidPass & pass)
{
  const at::Tensor & logits = pass.logits;
  const at::Tensor sums = at::zeros({logits.size(0), PartsOf(logits), 4 * logits.size(1)}, at::kDouble);
  const SumForm form{pass.squared, pass.entropy};
  ForEachHead<T>(pass, [&](const BlockPlace & place, std::int64_t head, std::uint32_t bit, HeadBlock<T> & block) {
    AddOneHead(logits.const_data_ptr<T>() + place.logits + head * logits.stride(1), logits.stride(2), bit, form, block,
               SumsOf(sums, place) + 4 * head);
  });
  const at::Tensor total = sums.sum(1).view({logits.size(0), -1, 4}).to(logits.scalar_type());
  const at::Tensor voxels =
      pass.ignoreLabel ? pass.labels.ne(*pass.ignoreLabel).sum() : at::scalar_tensor(pass.labels.numel(), at::kLong);
  return {.intersection = total.select(2, 0),
          .probability = total.select(2, 1),
          .reference = total.select(2, 2),
          .crossEntropy = total.select(2, 3),
          .voxels = voxels.to(logits.scalar_type())};
}

template <typename T>
at::Tensor
Gradient(const SigmoidPass & pass, const at::Tensor & intersection, const at::Tensor & probability,
         const at::Tensor & crossEntropy)
{
  const at::Tensor & logits = pass.logits;
  const std::int64_t heads = logits.size(1);
  std::vector<HeadFactors<T>> factors;
  for (std::int64_t sample = 0; sample < logits.size(0); ++sample)
  {
    const std::vector<T> ofIntersection = FactorsOf<T>(intersection, sample, heads);
    const std::vector<T> ofProbability = FactorsOf<T>(probability, sample, heads);
    const std::vector<T> ofEntropy = FactorsOf<T>(crossEntropy, sample, heads);
    for (std::size_t head = 0; head < ofEntropy.size(); ++head)
    {
      factors.push_back({ofIntersection[head], ofProbability[head], ofEntropy[head]});
    }
  }
  const at::Tensor gradient = at::empty_strided(logits.sizes(), logits.strides(), logits.options());
  ForEachHead<T>(pass, [&](const BlockPlace & place, std::int64_t head, std::uint32_t bit, HeadBlock<T> & block) {
    const std::int64_t start = place.logits + head * logits.stride(1);
    GradientOfOneHead(logits.const_data_ptr<T>() + start, logits.stride(2), bit, pass.squared,
                      factors[static_cast<std::size_t>(place.sample * heads + head)], block,
                      gradient.data_ptr<T>() + start);
  });
  return gradient;
}

} // namespace

LossSums
SumSigmoid(const SigmoidPass & pass)
{
  return pass.logits.scalar_type() == at::kDouble ? Sum<double>(pass) : Sum<float>(pass);
}

at::Tensor
SigmoidGradient(const SigmoidPass & pass, const at::Tensor & intersection, const at::Tensor & probability,
                const at::Tensor & crossEntropy)
{
  return pass.logits.scalar_type() == at::kDouble ? Gradient<double>(pass, intersection, probability, crossEntropy)
                                                  : Gradient<float>(pass, intersection, probability, crossEntropy);
}

} // namespace vox
