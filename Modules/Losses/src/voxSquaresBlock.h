// SPDX-License-Identifier: Apache-2.0
#ifndef voxSquaresBlock_h
#define voxSquaresBlock_h

#include "voxSoftmaxBlock.h"

// The work of voxSquaresPass.h on one block.
namespace vox
{

/** Of an error linear |e| + square e^2, with e = p - g, or p where all count as other classes. */
struct ErrorTerms
{
  std::int64_t classes;
  std::int64_t first; ///< class with weights
  std::int64_t ignored;
  bool minusLabel; ///< e = p - g
  float linear;
  float square;
};

/** Weights of class `first` and of those after it, at the voxels of a block. */
template <typename T> struct WeightRows
{
  const T * weights;
  std::int64_t classStep;
};

/** The label that e is p - 1 at, for a class; none has label -2. */
[[gnu::always_inline]] inline std::int32_t
LabelOf(const ErrorTerms & terms, std::int64_t k)
{
  return terms.minusLabel ? static_cast<std::int32_t>(k) : -2;
}

/** The sum over a block of weights times errors. */
template <typename T>
[[gnu::always_inline]] inline double
SumOfBlock(const Access<T> & access, const ErrorTerms & terms, const WeightRows<T> & rows, Block<T> & block)
{
  LoadBlock(access, terms.classes, terms.ignored, block);
  Softmax(terms.classes, block);
  const T linear = terms.linear;
  const T square = terms.square;
  double total = 0.0;
  for (std::int64_t k = terms.first; k < terms.classes; ++k)
  {
    const std::int32_t labelOf = LabelOf(terms, k);
    const T * const row = block.probability.data() + k * kBlock;
    const T * const weights = rows.weights + (k - terms.first) * rows.classStep;
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      const T distance = block.label[v] == labelOf ? T(1) - row[v] : row[v]; // |e|
      const T error = distance * (linear + square * distance);
      sum += block.label[v] >= 0 ? weights[v] * error : T(0);
    }
    total += static_cast<double>(sum);
  }
  return total;
}

/** Writes the gradient of the sum times `factor`. */
template <typename T>
[[gnu::always_inline]] inline void
GradientOfSquares(const Access<T> & access, const ErrorTerms & terms, const WeightRows<T> & rows, T factor,
                  Block<T> & block, T * gradient)
{
  LoadBlock(access, terms.classes, terms.ignored, block);
  Softmax(terms.classes, block);
  static constexpr T kNone[kBlock] = {};
  const auto ofProbability = [&](std::int64_t k) {
    const T * const row = block.probability.data() + k * kBlock;
    const T * const weights = k >= terms.first ? rows.weights + (k - terms.first) * rows.classStep : kNone;
    const T linear = factor * terms.linear;
    const T square = T(2) * factor * terms.square;
    return [ =, label = block.label, labelOf = LabelOf(terms, k) ](std::int64_t v) __attribute__((always_inline))
    {
      const T slope = label[v] == labelOf ? square * (row[v] - T(1)) - linear : square * row[v] + linear;
      return weights[v] * slope;
    };
  };
  WriteGradient(access, terms.classes, ofProbability, kNone, block, gradient);
}

/** Writes 1 where the probability of a class is above one half. */
template <typename T>
[[gnu::always_inline]] inline void
MasksOfBlock(const Access<T> & access, const ErrorTerms & terms, std::int64_t classStep, Block<T> & block,
             std::uint8_t * masks)
{
  LoadBlock(access, terms.classes, terms.ignored, block);
  Softmax(terms.classes, block);
  for (std::int64_t k = terms.first; k < terms.classes; ++k)
  {
    const T * const row = block.probability.data() + k * kBlock;
    std::uint8_t * const mask = masks + (k - terms.first) * classStep;
    for (std::int64_t v = 0; v < block.count; ++v)
    {
      mask[v] = block.label[v] >= 0 && row[v] > T(0.5) ? 1 : 0;
    }
  }
}

} // namespace vox

#endif
