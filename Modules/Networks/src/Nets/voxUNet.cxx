// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxUNet.h"

#include <ATen/ops/cat.h>

#include <algorithm>

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
    const at::Tensor upsampled = m_Upsamplings->Items()[stage]->forward(current);
    current = m_Stages->Items()[stage]->forward(at::cat({upsampled, features[stages - 1 - stage]}, 1));
    if (everyStage || stage + 1 == stages)
    {
      logits.push_back(m_Heads->Items()[stage]->forward(current));
    }
  }
  std::reverse(logits.begin(), logits.end());
  return logits;
}

UNet::UNet(std::shared_ptr<Encoder> encoder, const UNetOptions & options)
    : m_Encoder(register_module("encoder", std::move(encoder))),
      m_Decoder(register_module("decoder", std::make_shared<UNetDecoder>(options)))
{}

std::vector<at::Tensor>
UNet::forward(const at::Tensor & images, bool everyStage) const
{
  return m_Decoder->forward(m_Encoder->forward(images), everyStage);
}

} // namespace vox
