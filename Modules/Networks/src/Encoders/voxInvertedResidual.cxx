// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxInvertedResidual.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace vox
{
namespace
{

using Names = InvertedResidualNames;

/** A sample is kept as it is or zeroed, with its expectation unchanged. */
at::Tensor
DroppedBySample(const at::Tensor & features, double rate)
{
  std::vector<std::int64_t> perSample(static_cast<std::size_t>(features.dim()), 1);
  perSample[0] = features.size(0);
  const at::Tensor kept = at::empty(perSample, features.options()).bernoulli_(1.0 - rate);
  return features * (kept / (1.0 - rate));
}

} // namespace

InvertedResidual::InvertedResidual(const InvertedResidualShape & shape, int dimensions) : m_Shape(shape)
{
  const bool flat = shape.names == Names::SamePadEfficientNet;
  torch::nn::Module & block = flat ? *this : AddGroup(*this, shape.names == Names::MobileNetV2 ? "conv" : "block");
  int index = 0; // of the next entry of the original's list
  const auto layer = [&](const ConvolutionShape & convolution, const char * flatConvolution, const char * flatNorm,
                         EncoderActivation activation) {
    const EncoderLayerShape made{
        .convolution = convolution, .activation = activation, .eps = shape.eps, .momentum = shape.momentum};
    if (flat)
    {
      return EncoderLayer(block, flatConvolution, flatNorm, made, dimensions);
    }
    const std::string name = std::to_string(index++);
    if (activation == EncoderActivation::Identity && shape.names == Names::MobileNetV2)
    {
      return EncoderLayer(block, name, std::to_string(index), made, dimensions);
    }
    return EncoderLayer(AddGroup(block, name), "0", "1", made, dimensions);
  };
  if (shape.expanded != shape.inputs)
  {
    m_Expand = layer({.inputChannels = shape.inputs, .outputChannels = shape.expanded, .bias = false}, "_expand_conv",
                     "_bn0", shape.activation);
  }
  ConvolutionShape depthwise{.inputChannels = shape.expanded,
                             .outputChannels = shape.expanded,
                             .kernelSize = Cube(shape.kernel),
                             .stride = Cube(shape.stride),
                             .bias = false,
                             .groups = shape.expanded};
  if (shape.padding)
  {
    depthwise.padding = Cube(SymmetricPart(*shape.padding));
  }
  m_Depthwise = layer(depthwise, "_depthwise_conv", "_bn1", shape.activation);
  if (shape.squeezed > 0)
  {
    torch::nn::Module & gate = flat ? block : AddGroup(block, std::to_string(index++));
    const ConvolutionShape reduce{.inputChannels = shape.expanded, .outputChannels = shape.squeezed};
    const ConvolutionShape excite{.inputChannels = shape.squeezed, .outputChannels = shape.expanded};
    m_Reduce = gate.register_module(flat ? "_se_reduce" : "fc1", std::make_shared<Convolution>(reduce, dimensions));
    m_Excite = gate.register_module(flat ? "_se_expand" : "fc2", std::make_shared<Convolution>(excite, dimensions));
  }
  m_Project = layer({.inputChannels = shape.expanded, .outputChannels = shape.outputs, .bias = false}, "_project_conv",
                    "_bn2", EncoderActivation::Identity);
}

at::Tensor
InvertedResidual::Excited(const at::Tensor & features) const
{
  const bool isSilu = m_Shape.activation == EncoderActivation::Silu;
  const at::Tensor means = ChannelMeans(features).to(at::kFloat);
  const at::Tensor reduced =
      Activate(m_Reduce->forward(means), isSilu ? EncoderActivation::Silu : EncoderActivation::Relu);
  at::Tensor gate = m_Excite->forward(reduced);
  gate = (isSilu ? at::sigmoid(gate) : at::hardsigmoid(gate)).to(features.scalar_type());
  return at::GradMode::is_enabled() ? features * gate : at::Tensor(features).mul_(gate);
}

at::Tensor
InvertedResidual::forward(const at::Tensor & input) const
{
  at::Tensor features = m_Expand ? m_Expand(input) : input;
  features = m_Depthwise(m_Shape.padding ? Padded(features, *m_Shape.padding) : features);
  if (m_Reduce)
  {
    features = Excited(features);
  }
  const bool adds = m_Shape.stride == 1 && m_Shape.inputs == m_Shape.outputs;
  if (!adds)
  {
    return m_Project(features);
  }
  if (is_training() && m_Shape.dropRate > 0.0)
  {
    return DroppedBySample(m_Project(features), m_Shape.dropRate) + input;
  }
  return m_Project(features, {}, input);
}

std::pair<std::int64_t, std::int64_t>
SamePadding(std::int64_t size, std::int64_t kernel, std::int64_t stride)
{
  const std::int64_t outputs = (size + stride - 1) / stride;
  const std::int64_t zeros = std::max<std::int64_t>((outputs - 1) * stride + kernel - size, 0);
  return {zeros / 2, zeros - zeros / 2};
}

at::Tensor
Padded(const at::Tensor & features, std::pair<std::int64_t, std::int64_t> padding)
{
  if (padding.first == padding.second)
  {
    return features;
  }
  std::vector<std::int64_t> sides;
  for (std::int64_t axis = 2; axis < features.dim(); ++axis)
  {
    sides.push_back(padding.first);
    sides.push_back(padding.second);
  }
  return at::constant_pad_nd(features, sides);
}

std::int64_t
SymmetricPart(std::pair<std::int64_t, std::int64_t> padding)
{
  return padding.first == padding.second ? padding.first : 0;
}

} // namespace vox
