// SPDX-License-Identifier: Apache-2.0
#ifndef voxAutocastConvolution_h
#define voxAutocastConvolution_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** How a convolution goes over its input, an entry for each spatial axis. */
struct ConvolutionSteps
{
  std::vector<std::int64_t> stride;
  std::vector<std::int64_t> padding;
  std::vector<std::int64_t> dilation;
  std::int64_t groups = 1;
  bool transposed = false;
  std::vector<std::int64_t> outputPadding; ///< of a transposed one
};

/** True for features on the CPU while torch's autocast is on there: it does not know at::convolution, the operator of
 * layers with their own weights. */
[[nodiscard]] bool IsAutocast(const at::Tensor & input);

/** A convolution of features [N, C, (D,) H, W] in the type of the autocast (bf16), with gradients: features and their
 * gradients have that type, weight and bias (undefined for none) and theirs are float32. */
[[nodiscard]] at::Tensor AutocastConvolution(const at::Tensor & input, const at::Tensor & weight,
                                             const at::Tensor & bias, const ConvolutionSteps & steps);

} // namespace vox

#endif
