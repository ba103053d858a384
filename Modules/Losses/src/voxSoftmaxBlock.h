// SPDX-License-Identifier: Apache-2.0
#ifndef voxSoftmaxBlock_h
#define voxSoftmaxBlock_h

#include "voxVectorMath.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

// Always inlined, so that the functions that call them are compiled for each processor with all that they do.
namespace vox
{

/** Voxels whose probabilities are in the cache together. */
inline constexpr std::int64_t kBlock = 256;
/** The logits of a block become probabilities, class by class. */
template <typename T> struct Block
{
  explicit Block(std::int64_t classes) : probability(static_cast<std::size_t>(classes * kBlock)) {}

  std::int64_t count = 0;
  std::vector<T> probability; ///< [K][kBlock]
  T largest[kBlock];
  T sum[kBlock];
  T scratch[kBlock];
  std::int32_t label[kBlock]; ///< -1: ignored
};

template <typename T> struct Access
{
  const T * logits;
  std::int64_t classStep;
  std::int64_t voxelStep;
  const std::int64_t * labels;
};

template <typename T>
[[gnu::always_inline]] inline void
LoadBlock(const Access<T> & access, std::int64_t classes, std::int64_t ignored, Block<T> & block)
{
  std::fill_n(block.largest, kBlock, -std::numeric_limits<T>::infinity());
  for (std::int64_t k = 0; k < classes; ++k)
  {
    T * const row = block.probability.data() + k * kBlock;
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      row[v] = access.logits[k * access.classStep + v * access.voxelStep];
    }
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      block.largest[v] = row[v] > block.largest[v] ? row[v] : block.largest[v];
    }
  }
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    block.label[v] = access.labels[v] == ignored ? -1 : static_cast<std::int32_t>(access.labels[v]);
  }
}

/** Probabilities in place of logits; `sum` keeps the sum of exponentials. */
template <typename T>
[[gnu::always_inline]] inline void
Softmax(std::int64_t classes, Block<T> & block)
{
  std::fill_n(block.sum, kBlock, T(0));
  for (std::int64_t k = 0; k < classes; ++k)
  {
    T * const row = block.probability.data() + k * kBlock;
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      row[v] = ExpOfNegative(row[v] - block.largest[v]);
      block.sum[v] += row[v];
    }
  }
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    block.scratch[v] = T(1) / block.sum[v];
  }
  for (std::int64_t k = 0; k < classes; ++k)
  {
    T * const row = block.probability.data() + k * kBlock;
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      row[v] *= block.scratch[v];
    }
  }
}

/** Adds a block to `sums`: intersection [K], probability [K], reference [K], cross entropy. */
template <typename T>
[[gnu::always_inline]] inline void
AddBlock(const Access<T> & access, std::int64_t classes, std::int64_t ignored, bool squared, Block<T> & block,
         double * sums)
{
  LoadBlock(access, classes, ignored, block);
  T ofLabel[kBlock] = {};
  for (std::int64_t k = 0; k < classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      ofLabel[v] = block.label[v] == key ? row[v] - block.largest[v] : ofLabel[v];
    }
  }
  Softmax(classes, block);
  T crossEntropy = 0;
#pragma omp simd reduction(+ : crossEntropy)
  for (std::int64_t v = 0; v < block.count; ++v)
  {
    const T value = LogOfOneOrMore(block.sum[v]) - ofLabel[v];
    crossEntropy += block.label[v] >= 0 ? value : T(0);
  }
  sums[3 * classes] += static_cast<double>(crossEntropy);
  for (std::int64_t k = 0; k < classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    T intersection = 0;
    T probability = 0;
    std::int32_t reference = 0;
#pragma omp simd reduction(+ : intersection, probability, reference)
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      const T counted = block.label[v] >= 0 ? row[v] : T(0);
      intersection += block.label[v] == key ? counted : T(0);
      probability += squared ? counted * counted : counted;
      reference += block.label[v] == key ? 1 : 0;
    }
    sums[k] += static_cast<double>(intersection);
    sums[classes + k] += static_cast<double>(probability);
    sums[2 * classes + k] += reference;
  }
}

/** Factors of the gradient, of one sample: what the sum of class k adds for each unit of its probability. */
template <typename T> struct Factors
{
  std::vector<T> intersection; ///< [K]
  std::vector<T> probability;  ///< [K]
  T crossEntropy = 0;
};

/** The gradient of one class with respect to its probability. */
template <typename T> struct ClassFactors
{
  T constant;
  T ofProbability;
  T ofLabel;

  [[gnu::always_inline, nodiscard]] T
  At(T probability, bool isLabel) const
  {
    return constant + ofProbability * probability + (isLabel ? ofLabel : T(0));
  }
};

/** Writes the gradient of a block, whose layout is that of the logits. */
template <typename T>
[[gnu::always_inline]] inline void
GradientOfBlock(const Access<T> & access, std::int64_t classes, std::int64_t ignored, bool squared,
                const Factors<T> & factors, Block<T> & block, T * gradient)
{
  LoadBlock(access, classes, ignored, block);
  Softmax(classes, block);
  const auto factorsOf = [&](std::int64_t k) {
    const T ofSum = factors.probability[static_cast<std::size_t>(k)];
    return ClassFactors<T>{squared ? T(0) : ofSum, squared ? T(2) * ofSum : T(0),
                           factors.intersection[static_cast<std::size_t>(k)]};
  };
  std::fill_n(block.scratch, kBlock, T(0));
  for (std::int64_t k = 0; k < classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    const ClassFactors<T> factor = factorsOf(k);
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      block.scratch[v] += row[v] * factor.At(row[v], block.label[v] == key);
    }
  }
  for (std::int64_t k = 0; k < classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    const ClassFactors<T> factor = factorsOf(k);
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      const T value = row[v] * (factor.At(row[v], block.label[v] == key) - block.scratch[v]) +
                      factors.crossEntropy * (row[v] - (block.label[v] == key ? T(1) : T(0)));
      block.sum[v] = block.label[v] >= 0 ? value : T(0);
    }
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      gradient[k * access.classStep + v * access.voxelStep] = block.sum[v];
    }
  }
}

} // namespace vox

#endif
