// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxEncoderLayers.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace vox
{
namespace
{

std::vector<std::int64_t>
EachAxis(const at::Tensor & features, std::int64_t value)
{
  return std::vector<std::int64_t>(static_cast<std::size_t>(features.dim() - 2), value);
}

} // namespace

at::Tensor
Activate(at::Tensor features, EncoderActivation activation)
{
  const bool inPlace = !at::GradMode::is_enabled();
  switch (activation)
  {
  case EncoderActivation::Relu:
    return inPlace ? at::relu_(features) : at::relu(features);
  case EncoderActivation::Relu6:
    return inPlace ? at::hardtanh_(features, 0, 6) : at::hardtanh(features, 0, 6);
  case EncoderActivation::Silu:
    return inPlace ? at::silu_(features) : at::silu(features);
  case EncoderActivation::HardSwish:
    return inPlace ? at::hardswish_(features) : at::hardswish(features);
  case EncoderActivation::Tanh:
    return inPlace ? at::tanh_(features) : at::tanh(features);
  case EncoderActivation::Identity:
    break;
  }
  return features;
}

EncoderLayer::EncoderLayer(torch::nn::Module & parent, const std::string & convolutionName,
                           const std::string & normName, const EncoderLayerShape & shape, int dimensions)
    : m_Convolution(
          parent.register_module(convolutionName, std::make_shared<Convolution>(shape.convolution, dimensions))),
      m_Activation(shape.activation)
{
  if (!normName.empty())
  {
    m_Norm = parent.register_module(
        normName, std::make_shared<BatchNorm>(shape.convolution.outputChannels, shape.eps, shape.momentum));
  }
}

at::Tensor
EncoderLayer::operator()(const at::Tensor & input, const at::Tensor & skip, const at::Tensor & residual) const
{
  const ConvolvedFeatures convolved = m_Convolution->Convolve(input, skip);
  if (!m_Norm)
  {
    return Activate(convolved.features, m_Activation);
  }
  if (m_Activation == EncoderActivation::Relu)
  {
    return m_Norm->forward(convolved, residual, 0.0);
  }
  return Activate(m_Norm->forward(convolved, residual), m_Activation);
}

torch::nn::Module &
AddGroup(torch::nn::Module & parent, const std::string & name)
{
  return *parent.register_module(name, std::make_shared<torch::nn::Module>());
}

at::Tensor
MaxPool(const at::Tensor & features, const PoolShape & shape)
{
  const auto kernel = EachAxis(features, shape.kernel);
  const auto stride = EachAxis(features, shape.stride);
  const auto padding = EachAxis(features, shape.padding);
  const auto dilation = EachAxis(features, 1);
  return features.dim() == 5 ? at::max_pool3d(features, kernel, stride, padding, dilation, shape.partialWindows)
                             : at::max_pool2d(features, kernel, stride, padding, dilation, shape.partialWindows);
}

at::Tensor
HalvedByAverage(const at::Tensor & features)
{
  const auto two = EachAxis(features, 2);
  const at::Tensor wide = features.to(at::kFloat); // torch has no average in bf16
  return (wide.dim() == 5 ? at::avg_pool3d(wide, two, two) : at::avg_pool2d(wide, two, two)).to(features.scalar_type());
}

at::Tensor
Doubled(const at::Tensor & features)
{
  std::vector<std::int64_t> size = features.sizes().slice(2).vec();
  for (std::int64_t & voxels : size)
  {
    voxels *= 2;
  }
  return features.dim() == 5 ? at::upsample_nearest3d(features, size) : at::upsample_nearest2d(features, size);
}

at::Tensor
ChannelMeans(const at::Tensor & features)
{
  std::vector<std::int64_t> axes;
  for (std::int64_t axis = 2; axis < features.dim(); ++axis)
  {
    axes.push_back(axis);
  }
  return features.mean(axes, true);
}

at::Tensor
FlatAverages(const at::Tensor & features, std::int64_t size)
{
  const at::Tensor wide = features.to(at::kFloat);
  const auto sizes = EachAxis(wide, size);
  return (wide.dim() == 5 ? at::adaptive_avg_pool3d(wide, sizes) : at::adaptive_avg_pool2d(wide, sizes)).flatten(1);
}

} // namespace vox
