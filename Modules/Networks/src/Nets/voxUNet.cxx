// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxUNet.h"

#include <algorithm>
#include <utility>

namespace vox
{

UNetDecoder::UNetDecoder(const UNetOptions & options)
    : m_Stages(register_module("stages", std::make_shared<ModuleList<StackedConvs>>())),
      m_Upsamplings(register_module("transpconvs", std::make_shared<ModuleList<Upsampling>>())),
      m_Heads(register_module("seg_layers", std::make_shared<ModuleList<Convolution>>()))
{
  for (std::size_t level = options.featuresPerStage.size() - 1; level-- > 0;)
  {
    const std::int64_t channels = options.featuresPerStage[level];
    m_Upsamplings->Add(options.featuresPerStage[level + 1], channels, options.strides[level + 1], options.convBias,
                       options.dimensions);
    const ConvolutionShape first{.inputChannels = 2 * channels,
                                 .outputChannels = channels,
                                 .kernelSize = options.kernelSizes[level],
                                 .bias = options.convBias};
    // Decoder stages are made, named and listed from the coarsest to the finest.
    m_Stages->Add(options.convsPerDecoderStage[m_Stages->Items().size()], first, options);
    m_Heads->Add(ConvolutionShape{.inputChannels = channels, .outputChannels = options.outputChannels},
                 options.dimensions);
  }
}

std::vector<at::Tensor>
UNetDecoder::forward(const std::vector<at::Tensor> & features, bool everyStage) const
{
  std::vector<at::Tensor> logits;
  at::Tensor current = features.back();
  const std::size_t stages = m_Stages->Items().size();
  for (std::size_t stage = 0; stage < stages; ++stage)
  {
    current = Stage(stage, current, features[stages - 1 - stage]);
    if (everyStage || stage + 1 == stages)
    {
      logits.push_back(m_Heads->Items()[stage]->forward(current.to(at::kFloat)));
    }
  }
  std::reverse(logits.begin(), logits.end());
  return logits;
}

at::Tensor
UNetDecoder::Stage(std::size_t stage, at::Tensor coarser, at::Tensor skip) const
{
  coarser = m_Upsamplings->Items()[stage]->forward(coarser);
  return m_Stages->Items()[stage]->forward(std::move(coarser), std::move(skip));
}

at::Tensor
UNetDecoder::FinestFeatures(std::vector<at::Tensor> features) const
{
  at::Tensor current = std::move(features.back());
  features.pop_back();
  for (std::size_t stage = 0; !features.empty(); ++stage)
  {
    at::Tensor skip = std::move(features.back());
    features.pop_back();
    current = Stage(stage, std::move(current), std::move(skip));
  }
  return current;
}

const Convolution &
UNetDecoder::FinestHead() const
{
  return *m_Heads->Items().back();
}

UNet::UNet(std::shared_ptr<Encoder> encoder, const UNetOptions & options)
    : m_Encoder(register_module("encoder", std::move(encoder))),
      m_Decoder(register_module("decoder", std::make_shared<UNetDecoder>(options)))
{}

std::vector<at::Tensor>
UNet::forward(const at::Tensor & images, bool everyStage)
{
  return m_Decoder->forward(m_Encoder->forward(images), everyStage);
}

at::Tensor
UNet::Features(const at::Tensor & images)
{
  return m_Decoder->FinestFeatures(m_Encoder->forward(images));
}

const Convolution *
UNet::LastLayer() const
{
  return &m_Decoder->FinestHead();
}

WeightDraw
UNet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  if (weight.dim() > 1)
  {
    return DrawKaimingNormal(fanIn, 0.01);
  }
  const bool closesResidualBlock = name.find(".conv2.norm.") != std::string_view::npos;
  return {WeightDraw::Kind::Constant, name.ends_with(".weight") && !closesResidualBlock ? 1.0 : 0.0};
}

} // namespace vox
