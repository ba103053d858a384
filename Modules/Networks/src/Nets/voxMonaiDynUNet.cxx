// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxMonaiDynUNet.h"

#include "Blocks/voxMonaiConvolution.h"
#include "Blocks/voxRegisterAt.h"

#include <ATen/ops/dropout.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <ATen/ops/upsample_nearest3d.h>

#include <fmt/format.h>

#include <algorithm>

namespace vox
{
namespace
{

constexpr double kSlope = 0.01;

/** Of the first convolution of encoder stage `stage`. */
ConvolutionShape
EncoderShape(const MonaiDynUNetOptions & options, std::size_t stage)
{
  return {.inputChannels = stage == 0 ? options.inputChannels : options.filters[stage - 1],
          .outputChannels = options.filters[stage],
          .kernelSize = options.kernelSizes[stage],
          .stride = options.strides[stage],
          .bias = false};
}

std::shared_ptr<Convolution>
Head(const MonaiDynUNetOptions & options, std::size_t level)
{
  const ConvolutionShape shape{.inputChannels = options.filters[level], .outputChannels = options.outputChannels};
  return std::make_shared<Convolution>(shape, options.dimensions);
}

at::Tensor
RepeatedTo(const at::Tensor & logits, at::IntArrayRef size)
{
  return logits.dim() == 5 ? at::upsample_nearest3d(logits, size) : at::upsample_nearest2d(logits, size);
}

} // namespace

MonaiDynBlock::MonaiDynBlock(ConvolutionShape shape, bool residual, const MonaiDynUNetOptions & options)
    : m_First(RegisterAt(*this, "conv1.conv", std::make_shared<Convolution>(shape, options.dimensions))),
      m_IsResidual(residual),
      m_Dropout(options.dropout)
{
  const std::int64_t channels = shape.outputChannels;
  ConvolutionShape second = shape;
  second.inputChannels = channels;
  second.stride = {1, 1, 1};
  m_Second = RegisterAt(*this, "conv2.conv", std::make_shared<Convolution>(second, options.dimensions));
  m_FirstNorm = register_module("norm1", MakeMonaiNorm(options.norm, channels));
  m_SecondNorm = register_module("norm2", MakeMonaiNorm(options.norm, channels));
  const bool isStrided = shape.stride.y > 1 || shape.stride.x > 1 || (options.dimensions == 3 && shape.stride.z > 1);
  if (residual && (isStrided || shape.inputChannels != channels))
  {
    shape.kernelSize = {1, 1, 1};
    m_Projection = RegisterAt(*this, "conv3.conv", std::make_shared<Convolution>(shape, options.dimensions));
    m_ProjectionNorm = register_module("norm3", MakeMonaiNorm(options.norm, channels));
  }
}

ConvolvedFeatures
MonaiDynBlock::Dropped(ConvolvedFeatures convolved) const
{
  if (m_Dropout > 0.0 && is_training())
  {
    return {at::dropout(convolved.features, m_Dropout, true), {}};
  }
  return convolved;
}

at::Tensor
MonaiDynBlock::forward(const at::Tensor & input, const at::Tensor & skip) const
{
  const at::Tensor first = m_FirstNorm->forward(Dropped(m_First->Convolve(input, skip)), {}, kSlope);
  at::Tensor residual;
  if (m_IsResidual)
  {
    residual = m_Projection ? m_ProjectionNorm->forward(Dropped(m_Projection->Convolve(input, {}))) : input;
  }
  return m_SecondNorm->forward(Dropped(m_Second->Convolve(first, {})), residual, kSlope);
}

MonaiDynUp::MonaiDynUp(const MonaiDynUNetOptions & options, std::size_t level)
{
  const std::int64_t channels = options.filters[level];
  m_Upsampling = RegisterAt(*this, "transp_conv.conv",
                            std::make_shared<Upsampling>(options.filters[level + 1], channels,
                                                         options.strides[level + 1], false, options.dimensions));
  const ConvolutionShape shape{.inputChannels = 2 * channels,
                               .outputChannels = channels,
                               .kernelSize = options.kernelSizes[level + 1],
                               .bias = false};
  m_Block = register_module("conv_block", std::make_shared<MonaiDynBlock>(shape, false, options));
}

at::Tensor
MonaiDynUp::forward(const at::Tensor & below, const at::Tensor & skip) const
{
  return m_Block->forward(m_Upsampling->forward(below), skip);
}

MonaiDynUNet::MonaiDynUNet(const MonaiDynUNetOptions & options)
    : m_Input(register_module("input_block",
                              std::make_shared<MonaiDynBlock>(EncoderShape(options, 0), options.residual, options))),
      m_Down(register_module("downsamples", std::make_shared<ModuleList<MonaiDynBlock>>()))
{
  const std::size_t coarsest = options.filters.size() - 1;
  for (std::size_t stage = 1; stage < coarsest; ++stage)
  {
    m_Down->Add(EncoderShape(options, stage), options.residual, options);
  }
  m_Bottleneck = register_module(
      "bottleneck", std::make_shared<MonaiDynBlock>(EncoderShape(options, coarsest), options.residual, options));
  m_Up = register_module("upsamples", std::make_shared<ModuleList<MonaiDynUp>>());
  for (std::size_t level = coarsest; level > 0; --level)
  {
    m_Up->Add(options, level - 1);
  }
  m_Last = RegisterAt(*this, "output_block.conv.conv", Head(options, 0));
  for (std::size_t head = 0; head < static_cast<std::size_t>(options.supervisedStages); ++head)
  {
    m_Heads.push_back(
        RegisterAt(*this, fmt::format("deep_supervision_heads.{}.conv.conv", head), Head(options, head + 1)));
  }
}

std::vector<at::Tensor>
MonaiDynUNet::DecoderFeatures(const at::Tensor & images, std::size_t stages) const
{
  std::vector<at::Tensor> skips{m_Input->forward(images)};
  for (const auto & down : m_Down->Items())
  {
    skips.push_back(down->forward(skips.back()));
  }
  std::vector<at::Tensor> features{m_Bottleneck->forward(skips.back())};
  for (const auto & up : m_Up->Items())
  {
    features.insert(features.begin(), up->forward(features.front(), skips.back()));
    skips.pop_back();
    features.resize(std::min(features.size(), stages));
  }
  return features;
}

std::vector<at::Tensor>
MonaiDynUNet::forward(const at::Tensor & images, bool deepSupervision)
{
  const std::vector<at::Tensor> features = DecoderFeatures(images, deepSupervision ? m_Heads.size() + 1 : 1);
  std::vector<at::Tensor> logits{m_Last->forward(features.front().to(at::kFloat))};
  for (std::size_t stage = 1; stage < features.size(); ++stage)
  {
    logits.push_back(RepeatedTo(m_Heads[stage - 1]->forward(features[stage].to(at::kFloat)), images.sizes().slice(2)));
  }
  return logits;
}

at::Tensor
MonaiDynUNet::Features(const at::Tensor & images)
{
  return DecoderFeatures(images, 1).front();
}

const Convolution *
MonaiDynUNet::LastLayer() const
{
  return m_Last.get();
}

WeightDraw
MonaiDynUNet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  if (weight.dim() > 1)
  {
    return DrawKaimingNormal(fanIn, kSlope);
  }
  return {WeightDraw::Kind::Constant, name.ends_with("weight") ? 1.0 : 0.0};
}

} // namespace vox
