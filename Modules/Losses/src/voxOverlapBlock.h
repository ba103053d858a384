// SPDX-License-Identifier: Apache-2.0
#ifndef voxOverlapBlock_h
#define voxOverlapBlock_h

#include "voxSoftmaxBlock.h"

// The work of voxSoftmaxPass.h on one block.
namespace vox
{

/** What a block is summed as. */
struct OverlapForm
{
  std::int64_t classes;
  std::int64_t ignored; ///< label, or -1
  bool squared;
  double gamma;
};

/** Of each voxel of a block: its cross entropy, and how much a focal loss leaves of it. */
template <typename T> struct Entropy
{
  T value[kBlock]; ///< -log p of the label
  T miss[kBlock];  ///< 1 - p, as a sum of the others: no digits are lost
  T kept[kBlock];  ///< miss^gamma
};

/** Below this a power of a miss below 1 has no finite slope in float32. */
template <typename T> inline constexpr T kSmallestMiss = T(1e-7);

/** miss^gamma, of misses that are cut off below. Cross entropies of small misses come from them: powers of misses
 * divide by what they lack of digits. */
template <typename T>
[[gnu::always_inline]] inline void
RaiseMisses(std::int64_t count, double gamma, Entropy<T> & entropy)
{
  for (std::int64_t v = 0; v < count; ++v)
  {
    // -log(1 - miss), the rounding of 1 - miss taken out (Goldberg 1991, DOI 10.1145/103162.103163)
    const T miss = entropy.miss[v];
    const T rest = T(1) - (miss < T(0.5) ? miss : T(0));
    const T ofMiss = rest < T(1) ? -LogOfPositive(rest) * (miss / (T(1) - rest)) : miss;
    entropy.value[v] = miss < T(0.5) ? ofMiss : entropy.value[v];
  }
  for (std::int64_t v = 0; v < count; ++v)
  {
    entropy.miss[v] = entropy.miss[v] < kSmallestMiss<T> ? kSmallestMiss<T> : entropy.miss[v];
  }
  if (gamma == 2.0)
  {
    for (std::int64_t v = 0; v < count; ++v)
    {
      entropy.kept[v] = entropy.miss[v] * entropy.miss[v];
    }
    return;
  }
  const T exponent = static_cast<T>(gamma);
  for (std::int64_t v = 0; v < count; ++v)
  {
    entropy.kept[v] = ExpOfNegative(exponent * LogOfPositive(entropy.miss[v] < T(1) ? entropy.miss[v] : T(1)));
  }
}

/** Probabilities of a block, and its cross entropies; `miss` and `kept` only where gamma is above 0. */
template <typename T>
[[gnu::always_inline]] inline void
ComputeBlock(const Access<T> & access, const OverlapForm & form, Block<T> & block, Entropy<T> & entropy)
{
  LoadBlock(access, form.classes, form.ignored, block);
  T ofLabel[kBlock] = {};
  for (std::int64_t k = 0; k < form.classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      ofLabel[v] = block.label[v] == key ? row[v] - block.largest[v] : ofLabel[v];
    }
  }
  Softmax(form.classes, block);
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    entropy.value[v] = LogOfPositive(block.sum[v]) - ofLabel[v];
  }
  if (form.gamma == 0.0)
  {
    return;
  }
  std::fill_n(entropy.miss, kBlock, T(0));
  for (std::int64_t k = 0; k < form.classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      entropy.miss[v] += block.label[v] == key ? T(0) : row[v];
    }
  }
  RaiseMisses(block.count, form.gamma, entropy);
}

/** Adds a block to `sums`: intersection, probability, reference and cross entropy, [K] each. */
template <typename T>
[[gnu::always_inline]] inline void
AddBlock(const Access<T> & access, const OverlapForm & form, Block<T> & block, double * sums)
{
  Entropy<T> entropy;
  ComputeBlock(access, form, block, entropy);
  for (std::int64_t v = 0; form.gamma > 0.0 && v < block.count; ++v)
  {
    entropy.value[v] *= entropy.kept[v];
  }
  for (std::int64_t k = 0; k < form.classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    T intersection = 0;
    T probability = 0;
    T crossEntropy = 0;
    std::int32_t reference = 0;
#pragma omp simd reduction(+ : intersection, probability, crossEntropy, reference)
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      const T counted = block.label[v] >= 0 ? row[v] : T(0);
      intersection += block.label[v] == key ? counted : T(0);
      probability += form.squared ? counted * counted : counted;
      crossEntropy += block.label[v] == key ? entropy.value[v] : T(0);
      reference += block.label[v] == key ? 1 : 0;
    }
    sums[k] += static_cast<double>(intersection);
    sums[form.classes + k] += static_cast<double>(probability);
    sums[2 * form.classes + k] += reference;
    sums[3 * form.classes + k] += static_cast<double>(crossEntropy);
  }
}

/** Factors of the gradient, of one sample: what each sum of class k adds for each unit of its own. [K] each. */
template <typename T> struct Factors
{
  std::vector<T> intersection;
  std::vector<T> probability;
  std::vector<T> crossEntropy;
};

/** What the cross entropy of each voxel of a block adds to the gradient for each unit of p - [is the label]. */
template <typename T>
[[gnu::always_inline]] inline void
SlopesOfEntropy(const OverlapForm & form, const Factors<T> & factors, const Block<T> & block, Entropy<T> & entropy,
                T * slope)
{
  std::fill_n(slope, kBlock, T(0));
  for (std::int64_t k = 0; k < form.classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T factor = factors.crossEntropy[static_cast<std::size_t>(k)];
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      slope[v] = block.label[v] == key ? factor : slope[v];
    }
  }
  const T gamma = static_cast<T>(form.gamma);
  for (std::int64_t v = 0; form.gamma > 0.0 && v < block.count; ++v)
  {
    const T miss = entropy.miss[v];
    const T ofPower = miss > kSmallestMiss<T> ? gamma * (T(1) - miss) * entropy.value[v] / miss : T(0);
    slope[v] *= entropy.kept[v] * (T(1) + ofPower);
  }
}

/** Writes the gradient of a block, whose layout is that of the logits. */
template <typename T>
[[gnu::always_inline]] inline void
GradientOfBlock(const Access<T> & access, const OverlapForm & form, const Factors<T> & factors, Block<T> & block,
                T * gradient)
{
  Entropy<T> entropy;
  T slope[kBlock];
  ComputeBlock(access, form, block, entropy);
  SlopesOfEntropy(form, factors, block, entropy, slope);
  const auto ofProbability = [&](std::int64_t k) {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    const T ofSum = factors.probability[static_cast<std::size_t>(k)];
    const T constant = form.squared ? T(0) : ofSum;
    const T linear = form.squared ? T(2) * ofSum : T(0);
    const T ofLabel = factors.intersection[static_cast<std::size_t>(k)];
    return [ =, label = block.label ](std::int64_t v) __attribute__((always_inline))
    {
      return constant + linear * row[v] + (label[v] == key ? ofLabel : T(0));
    };
  };
  WriteGradient(access, form.classes, ofProbability, slope, block, gradient);
}

} // namespace vox

#endif
