// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormGradient_h
#define voxNormGradient_h

#include "Blocks/voxNormKernel.h"

namespace vox
{

/** What NormForward computed from features in float32 or bf16, and the gradient of its output. */
template <typename TValue> struct NormState
{
  const TValue * gradient;
  const TValue * input;
  const TValue * output; ///< null where no residual was added: its sign then follows from the input
  const float * mean;
  const float * inverseDeviation;
  const float * scale;
  const float * shift;
  float slope;
};

/** What NormBackward computes. */
template <typename TValue> struct NormGradients
{
  TValue * input;
  TValue * residual;      ///< null if none is wanted; g below
  double * sum;           ///< of g over voxels, per sample and channel
  double * sumTimesInput; ///< of g * (input - mean)
};

/** Gradients of NormForward: with g the gradient in front of the activation, which is that of the output where it is
 * positive and `slope` times that elsewhere, input = scale * (g - mean of g - (input - mean) * mean of (g * (input -
 * mean)) * inverseDeviation²). The two passes over a sample follow each other, so that the second one finds it in the
 * cache. Computed in float32. Several threads; the result is that of any number of them. */
template <typename TValue>
void NormBackward(const NormExtent & extent, const NormState<TValue> & state, const NormGradients<TValue> & gradients);

} // namespace vox

#endif
