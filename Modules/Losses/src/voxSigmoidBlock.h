// SPDX-License-Identifier: Apache-2.0
#ifndef voxSigmoidBlock_h
#define voxSigmoidBlock_h

#include "voxForEachBlock.h"
#include "voxVectorMath.h"

#include <algorithm>
#include <cstdint>
#include <vector>

// The work of voxSigmoidPass.h on one head of one block. Always inlined, so that it is compiled for each processor with
// the functions that call it.
namespace vox
{

/** One head of the voxels of a block. */
template <typename T> struct HeadBlock
{
  std::int64_t count = 0;
  std::uint32_t members[kBlock]; ///< bit h: the label is in region h of those in work
  std::int32_t counted[kBlock];  ///< 1, or 0 where the label is ignored
  T logit[kBlock];
  T probability[kBlock];
  T fade[kBlock]; ///< exp(-|x|)
};

/** Loads the logits of a head and computes its probabilities. */
template <typename T>
[[gnu::always_inline]] inline void
LoadHead(const T * logits, std::int64_t voxelStep, HeadBlock<T> & block)
{
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    block.logit[v] = logits[v * voxelStep];
  }
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    const T x = block.logit[v];
    block.fade[v] = ExpOfNegative(x > T(0) ? -x : x);
    block.probability[v] = (x > T(0) ? T(1) : block.fade[v]) / (T(1) + block.fade[v]);
  }
}

/** Adds a head to `sums`: intersection, probability, reference and, if VEntropy, cross entropy. */
template <bool VEntropy, typename T>
[[gnu::always_inline]] inline void
AddHead(const T * logits, std::int64_t voxelStep, std::uint32_t bit, bool squared, HeadBlock<T> & block, double * sums)
{
  LoadHead(logits, voxelStep, block);
  T intersection = 0;
  T probability = 0;
  T crossEntropy = 0;
  std::int32_t reference = 0;
#pragma omp simd reduction(+ : intersection, probability, crossEntropy, reference)
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    const bool isInside = (block.members[v] & bit) != 0;
    const T counted = block.counted[v] != 0 ? block.probability[v] : T(0);
    if constexpr (VEntropy)
    {
      // log(1 + exp(-x)) inside, log(1 + exp(x)) outside
      const T against = isInside ? -block.logit[v] : block.logit[v];
      const T distance = against > T(0) ? against : T(0);
      const T entropy = distance + LogOfPositive(T(1) + block.fade[v]);
      crossEntropy += block.counted[v] != 0 ? entropy : T(0);
    }
    intersection += isInside ? counted : T(0);
    probability += squared ? counted * counted : counted;
    reference += isInside ? 1 : 0;
  }
  sums[0] += static_cast<double>(intersection);
  sums[1] += static_cast<double>(probability);
  sums[2] += reference;
  sums[3] += static_cast<double>(crossEntropy);
}

/** What each sum of a head adds to the gradient for each unit of its own. */
template <typename T> struct HeadFactors
{
  T intersection;
  T probability;
  T crossEntropy;
};

/** Writes the gradient of a head, whose layout is that of the logits. */
template <typename T>
[[gnu::always_inline]] inline void
GradientOfHead(const T * logits, std::int64_t voxelStep, std::uint32_t bit, bool squared,
               const HeadFactors<T> & factors, HeadBlock<T> & block, T * gradient)
{
  LoadHead(logits, voxelStep, block);
  const T constant = squared ? T(0) : factors.probability;
  const T linear = squared ? T(2) * factors.probability : T(0);
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    const bool isInside = (block.members[v] & bit) != 0;
    const T p = block.probability[v];
    // p (1 - p) = e / (1 + e)^2 with e = exp(-|x|): no digits are lost
    const T slope = block.fade[v] / ((T(1) + block.fade[v]) * (T(1) + block.fade[v]));
    const T ofProbability = constant + linear * p + (isInside ? factors.intersection : T(0));
    const T value = ofProbability * slope + factors.crossEntropy * (p - (isInside ? T(1) : T(0)));
    block.logit[v] = block.counted[v] != 0 ? value : T(0);
  }
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    gradient[v * voxelStep] = block.logit[v];
  }
}

} // namespace vox

#endif
