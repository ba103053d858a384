// SPDX-License-Identifier: Apache-2.0
#ifndef voxTransposedConvolution_h
#define voxTransposedConvolution_h

#include "Blocks/voxConvolution.h"
#include "Blocks/voxPhaseWeights.h"
#include "Blocks/voxTimedLayer.h"
#include "voxZyx.h"

#include <torch/nn/module.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** What a transposed convolution needs to know. In two dimensions z is not looked at. */
struct TransposedConvolutionShape
{
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 1;
  Zyx<std::int64_t> kernelSize{2, 2, 2};
  Zyx<std::int64_t> stride{2, 2, 2};
  Zyx<std::int64_t> padding{0, 0, 0};       ///< voxels taken away on each side
  Zyx<std::int64_t> outputPadding{0, 0, 0}; ///< voxels added at the end; negative: taken away there
  bool bias = true;
};

/** Transposed convolution of 2 or 3 axes: each voxel times the kernel is laid down at its place times the stride,
 * copies that overlap are added; (size - 1) * stride + kernel - 2 * padding + outputPadding voxels come out. Where the
 * kernel is the stride, without padding, Upsampling is faster. Where the output is the input times the stride, a
 * convolution of kernel 3 gives the phases of the output (voxPhaseWeights.h), by Winograd's way. Parameters: weight
 * [in, out, kernel...], bias [out]; made uninitialized. */
class TransposedConvolution : public torch::nn::Module, public TimedLayer
{
public:
  TransposedConvolution(const TransposedConvolutionShape & shape, int dimensions);

  /** Computes in the type of the input. */
  at::Tensor forward(const at::Tensor & input) const;

  /** As for Convolution. */
  void SetPredicting(std::unique_ptr<PredictionState> state);

private:
  [[nodiscard]] UpsampledFeatures Compute(const at::Tensor & input) const;
  /** By a convolution that gives all phases of the output; undefined where another way is faster. */
  [[nodiscard]] at::Tensor ComputePhases(const at::Tensor & input) const;

  std::shared_ptr<PredictionState> m_Prediction; ///< null unless predicting
  mutable at::Tensor m_PhaseWeights;             ///< of prediction, as m_PhaseBias
  mutable at::Tensor m_PhaseBias;
  at::Tensor m_Weight;
  at::Tensor m_Bias;
  TransposedSteps m_Steps;
  bool
      m_HasPhases; ///< the output is the input's size times the stride, and the kernel reaches no further than 3 voxels
  std::vector<std::int64_t> m_Added;     ///< at the end
  std::vector<std::int64_t> m_TakenAway; ///< at the end
  double m_MultiplyAddsPerValue;
};

} // namespace vox

#endif
