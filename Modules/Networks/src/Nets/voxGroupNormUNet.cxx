// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxGroupNormUNet.h"

#include "Blocks/voxActivation.h"
#include "Blocks/voxGroupNorm.h"
#include "Blocks/voxResampling.h"

#include <ATen/ops/cat.h>

#include <fmt/format.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Group norm, convolution of kernel 3, ReLU. Children: groupnorm, conv. */
class NormedConvolution : public torch::nn::Module
{
public:
  NormedConvolution(std::int64_t inputChannels, std::int64_t outputChannels, const GroupNormUNetOptions & options)
  {
    ConvolutionShape shape = PaddedShape(inputChannels, outputChannels);
    shape.bias = false;
    const std::int64_t groups = inputChannels < options.groups ? 1 : options.groups;
    m_Norm = register_module("groupnorm", std::make_shared<GroupNorm>(inputChannels, groups));
    m_Convolution = register_module("conv", std::make_shared<Convolution>(shape, options.dimensions));
  }

  at::Tensor
  forward(const at::Tensor & input) const
  {
    return ReluOfOwn(m_Convolution->Convolve(m_Norm->ForwardKeeping(input), {}).features);
  }

private:
  std::shared_ptr<GroupNorm> m_Norm;
  std::shared_ptr<Convolution> m_Convolution;
};

class NormedPair : public LevelBlock
{
public:
  NormedPair(std::int64_t inputChannels, std::int64_t middleChannels, std::int64_t outputChannels,
             const GroupNormUNetOptions & options)
      : m_First(register_module("SingleConv1",
                                std::make_shared<NormedConvolution>(inputChannels, middleChannels, options))),
        m_Second(register_module("SingleConv2",
                                 std::make_shared<NormedConvolution>(middleChannels, outputChannels, options)))
  {}

  at::Tensor
  forward(const at::Tensor & input, const at::Tensor & other) const override
  {
    return m_Second->forward(m_First->forward(other.defined() ? at::cat({input, other}, 1) : input));
  }

private:
  std::shared_ptr<NormedConvolution> m_First;
  std::shared_ptr<NormedConvolution> m_Second;
};

} // namespace

GroupNormUNet::GroupNormUNet(const GroupNormUNetOptions & options)
    : LevelUNet(options.dimensions, SkipConnection::Concatenate, Order::SkipFirst)
{
  const std::size_t levels = options.features.size();
  std::int64_t input = options.inputChannels;
  for (std::size_t level = 0; level < levels; ++level)
  {
    const std::int64_t channels = options.features[level];
    AddEncoder(fmt::format("encoders.{}.basic_module", level),
               std::make_shared<NormedPair>(input, std::max(input, channels / 2), channels, options));
    input = channels;
  }
  for (std::size_t level = levels - 1; level-- > 0;)
  {
    const std::int64_t channels = options.features[level];
    AddDecoder(&DoubleByRepeating, fmt::format("decoders.{}.basic_module", levels - 2 - level),
               std::make_shared<NormedPair>(channels + options.features[level + 1], channels, channels, options));
  }
  SetHead("final_conv", options.features.front(), options.outputChannels);
}

} // namespace vox
