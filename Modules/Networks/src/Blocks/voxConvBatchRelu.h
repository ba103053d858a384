// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvBatchRelu_h
#define voxConvBatchRelu_h

#include "Blocks/voxBatchNorm.h"
#include "Blocks/voxConvolution.h"

#include <memory>
#include <string>

namespace vox
{

/** Convolution without bias, batch norm, ReLU: children of `parent` under two dotted names. */
class ConvBatchRelu
{
public:
  ConvBatchRelu(torch::nn::Module & parent, const std::string & convName, const std::string & normName,
                const ConvolutionShape & shape, int dimensions);

  /** Channels of `skip`, unless undefined, follow those of `input`. */
  at::Tensor operator()(const at::Tensor & input, const at::Tensor & skip = {}) const;

private:
  std::shared_ptr<Convolution> m_Conv;
  std::shared_ptr<BatchNorm> m_Norm;
};

/** Two of them with kernels of 3 voxels: input and skip to `outputChannels`. */
class TwoConvBatchRelu
{
public:
  /** The four names are those of the first convolution and norm, and of the second ones. */
  struct Names
  {
    std::string conv1 = "conv1.0";
    std::string norm1 = "conv1.1";
    std::string conv2 = "conv2.0";
    std::string norm2 = "conv2.1";
  };

  TwoConvBatchRelu(torch::nn::Module & parent, const Names & names, std::int64_t inputChannels,
                   std::int64_t outputChannels, int dimensions);

  at::Tensor operator()(const at::Tensor & input, const at::Tensor & skip = {}) const;

private:
  ConvBatchRelu m_First;
  ConvBatchRelu m_Second;
};

} // namespace vox

#endif
