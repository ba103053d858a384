// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxKerasUNet.h"

#include "Blocks/voxActivation.h"
#include "Blocks/voxConvUnit.h"
#include "Blocks/voxResampling.h"

#include <ATen/ops/cat.h>

#include <fmt/format.h>

#include <cmath>

namespace vox
{
namespace
{

/** Kernel 3 and stride 2: of 2 * size + 1 voxels the last one is taken away, as TensorFlow's "same" does. */
TransposedConvolutionShape
UpsamplingShape(std::int64_t channels)
{
  return {
      .inputChannels = channels, .outputChannels = channels, .kernelSize = {3, 3, 3}, .outputPadding = {-1, -1, -1}};
}

} // namespace

KerasUNet::KerasUNet(const KerasUNetOptions & options) : m_Skip(options.skip)
{
  const int d = options.dimensions;
  const std::int64_t joined = m_Skip == SkipConnection::Concatenate ? 2 * options.features : options.features;
  m_Convolution =
      register_module(fmt::format("conv{}d", d),
                      std::make_shared<Convolution>(PaddedShape(options.inputChannels, options.features), d));
  m_Upsampling = register_module(fmt::format("conv{}d_transpose", d),
                                 std::make_shared<TransposedConvolution>(UpsamplingShape(options.features), d));
  m_Head = register_module(fmt::format("conv{}d_1", d),
                           std::make_shared<Convolution>(PointShape(joined, options.outputChannels), d));
}

std::vector<at::Tensor>
KerasUNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Head->forward(Features(images))};
}

at::Tensor
KerasUNet::Features(const at::Tensor & images)
{
  const at::Tensor skip = ReluOfOwn(m_Convolution->Convolve(images, {}).features);
  const at::Tensor upsampled = m_Upsampling->forward(HalveByMaximum(skip));
  switch (m_Skip)
  {
  case SkipConnection::Concatenate:
    return at::cat({upsampled, skip}, 1);
  case SkipConnection::Add:
    return upsampled + skip;
  default:
    return upsampled;
  }
}

const Convolution *
KerasUNet::LastLayer() const
{
  return m_Head.get();
}

WeightDraw
KerasUNet::DrawOf(std::string_view /*name*/, const at::Tensor & weight, std::int64_t /*fanIn*/) const
{
  if (weight.dim() == 1)
  {
    return {WeightDraw::Kind::Constant, 0.0};
  }
  const auto taps = static_cast<double>(weight.numel() / (weight.size(0) * weight.size(1)));
  const auto channels = static_cast<double>(weight.size(0) + weight.size(1));
  return {WeightDraw::Kind::Uniform, std::sqrt(6.0 / (taps * channels))};
}

} // namespace vox
