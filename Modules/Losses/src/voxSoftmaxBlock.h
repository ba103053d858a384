// SPDX-License-Identifier: Apache-2.0
#ifndef voxSoftmaxBlock_h
#define voxSoftmaxBlock_h

#include "voxForEachBlock.h"
#include "voxVectorMath.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

// Always inlined, so that the functions that call them are compiled for each processor with all that they do.
namespace vox
{

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

/** The logits and labels of a block. */
template <typename T> struct Access
{
  Access(const at::Tensor & all, const at::Tensor & allLabels, const BlockPlace & place)
      : logits(all.const_data_ptr<T>() + place.logits),
        classStep(all.stride(1)),
        voxelStep(all.stride(2)),
        labels(allLabels.const_data_ptr<std::int64_t>() + place.sample * all.size(2) + place.first)
  {}

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

/** Writes the gradient of a block with respect to the logits, in their layout, of something whose gradient with respect
 * to probability k of voxel v is ofProbability(k, v), plus ofEntropy[v] times that of -log of the label's. `sum` and
 * `scratch` are lost. */
template <typename T, typename TOfProbability>
[[gnu::always_inline]] inline void
WriteGradient(const Access<T> & access, std::int64_t classes, const TOfProbability & ofProbability, const T * ofEntropy,
              Block<T> & block, T * gradient)
{
  std::fill_n(block.scratch, kBlock, T(0));
  for (std::int64_t k = 0; k < classes; ++k)
  {
    const T * const row = block.probability.data() + k * kBlock;
    const auto of = ofProbability(k);
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      block.scratch[v] += row[v] * of(v);
    }
  }
  for (std::int64_t k = 0; k < classes; ++k)
  {
    const auto key = static_cast<std::int32_t>(k);
    const T * const row = block.probability.data() + k * kBlock;
    const auto of = ofProbability(k);
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      const T value =
          row[v] * (of(v) - block.scratch[v]) + ofEntropy[v] * (row[v] - (block.label[v] == key ? T(1) : T(0)));
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
