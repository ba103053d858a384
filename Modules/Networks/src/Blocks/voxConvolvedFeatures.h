// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvolvedFeatures_h
#define voxConvolvedFeatures_h

#include <ATen/core/Tensor.h>

#include <string_view>

namespace vox
{

/** What a convolution gives. */
struct ConvolvedFeatures
{
  at::Tensor features;
  at::Tensor rowMoments; ///< of each row of each sample, as WinogradConvolution takes them; undefined where it did not
  std::string_view kernel = "torch"; ///< what computed them
};

} // namespace vox

#endif
