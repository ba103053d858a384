// SPDX-License-Identifier: Apache-2.0
#ifndef voxStandardizedConvolution_h
#define voxStandardizedConvolution_h

#include "Blocks/voxConvolution.h"

namespace vox
{

/** A convolution in two dimensions without bias, whose filters are brought to mean 0 and variance 1 before each use
 * (Qiao et al. 2019, arXiv 1903.10520; eps 1e-5). Parameters: weight [out, in, kernel...], as it was before. */
class StandardizedConvolution : public torch::nn::Module
{
public:
  explicit StandardizedConvolution(const ConvolutionShape & shape);

  [[nodiscard]] ConvolvedFeatures Convolve(const at::Tensor & input) const;

private:
  at::Tensor m_Weight;
  std::vector<std::int64_t> m_Stride;
  std::vector<std::int64_t> m_Padding;
};

} // namespace vox

#endif
