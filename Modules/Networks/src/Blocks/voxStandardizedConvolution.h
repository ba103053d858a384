// SPDX-License-Identifier: Apache-2.0
#ifndef voxStandardizedConvolution_h
#define voxStandardizedConvolution_h

#include "Blocks/voxConvolution.h"

namespace vox
{

/** A convolution in two dimensions without bias, whose filters are brought to mean 0 and variance 1 before each use
 * (Qiao et al. 2019, arXiv 1903.10520; eps 1e-5). Parameters: weight [out, in, kernel...], as it was before. */
class StandardizedConvolution : public torch::nn::Module, public TimedLayer
{
public:
  explicit StandardizedConvolution(const ConvolutionShape & shape);
  ~StandardizedConvolution() override;

  [[nodiscard]] ConvolvedFeatures Convolve(const at::Tensor & input) const;

  /** As for Convolution; what is kept are the filters brought to mean 0 and variance 1. */
  void SetPredicting(std::unique_ptr<PredictionState> state);

private:
  [[nodiscard]] ConvolvedFeatures Compute(const at::Tensor & input) const;
  [[nodiscard]] at::Tensor Standardized() const;

  std::unique_ptr<PredictionState> m_Prediction; ///< null unless predicting
  at::Tensor m_Weight;
  std::vector<std::int64_t> m_Stride;
  std::vector<std::int64_t> m_Padding;
};

} // namespace vox

#endif
