// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvolution_h
#define voxConvolution_h

#include "Blocks/voxConvolvedFeatures.h"
#include "Blocks/voxTimedLayer.h"
#include "voxZyx.h"

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace vox
{

/** What a convolution needs to know. In two dimensions z is not looked at. */
struct ConvolutionShape
{
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 1;
  Zyx<std::int64_t> kernelSize{1, 1, 1};
  Zyx<std::int64_t> stride{1, 1, 1};
  bool bias = true;
  Zyx<std::int64_t> dilation{1, 1, 1};
  std::int64_t groups = 1;
  /** Zeros on each side; unset: dilation * (kernel - 1) / 2, so that a stride of 1 keeps the size. */
  std::optional<Zyx<std::int64_t>> padding = std::nullopt;
};

/** The entries of a layer's axes: z, y, x, or y, x for 2 dimensions. */
[[nodiscard]] std::vector<std::int64_t> SpatialList(const Zyx<std::int64_t> & value, int dimensions);

struct PredictionState;

/** What an upsampling gives. */
struct UpsampledFeatures
{
  at::Tensor features;
  std::string_view kernel = "torch"; ///< what computed them
};

/** Convolution of 2 or 3 axes. Parameters: weight [out, in / groups, kernel...], bias [out]. Weights are made
 * uninitialized. Kernels of ours compute those without dilation, groups or other padding than (kernel - 1) / 2 of odd
 * kernels; torch computes the rest. */
class Convolution : public torch::nn::Module, public TimedLayer
{
public:
  Convolution(const ConvolutionShape & shape, int dimensions);
  ~Convolution() override;

  /** Without what PrepareToPredict prepares, and not timed. */
  at::Tensor forward(const at::Tensor & input) const;
  /** The same of `input` and, unless undefined, `skip` behind it, as if their channels were concatenated. */
  ConvolvedFeatures Convolve(const at::Tensor & input, const at::Tensor & skip) const;

  /** Lets calls without gradients keep the weights in the form that predicts fastest, from the first one on: of
   * WinogradConvolution, or in bf16 for bf16 features. They must not change until it is called again; null ends it. */
  void SetPredicting(std::unique_ptr<PredictionState> state);

  [[nodiscard]] const at::Tensor & Weight() const;
  /** Undefined without one. */
  [[nodiscard]] const at::Tensor & Bias() const;

private:
  [[nodiscard]] ConvolvedFeatures Compute(const at::Tensor & input, const at::Tensor & skip) const;

  std::unique_ptr<PredictionState> m_Prediction; ///< null unless predicting
  at::Tensor m_Weight;
  at::Tensor m_Bias;
  std::vector<std::int64_t> m_Stride;
  std::vector<std::int64_t> m_Padding;
  std::vector<std::int64_t> m_Dilation;
  std::int64_t m_Groups;
  bool m_IsPlain; ///< ours to compute
};

/** Transposed convolution whose kernel equals its stride: each voxel becomes a box of stride voxels without overlap.
 * Parameters: weight [in, out, stride...], bias [out]. */
class Upsampling : public torch::nn::Module, public TimedLayer
{
public:
  Upsampling(std::int64_t inputChannels, std::int64_t outputChannels, Zyx<std::int64_t> stride, bool bias,
             int dimensions);
  ~Upsampling() override;

  at::Tensor forward(const at::Tensor & input) const;

  /** As for Convolution; the weights are kept in the form of UpsampleRows. */
  void SetPredicting(std::unique_ptr<PredictionState> state);

private:
  [[nodiscard]] UpsampledFeatures Compute(const at::Tensor & input) const;

  std::unique_ptr<PredictionState> m_Prediction;
  at::Tensor m_Weight;
  at::Tensor m_Bias;
  std::vector<std::int64_t> m_Stride;
};

} // namespace vox

#endif
