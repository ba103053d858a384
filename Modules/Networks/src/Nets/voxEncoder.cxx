// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxEncoder.h"

namespace vox
{
namespace
{

/** Shape of the first layer of a stage. */
ConvolutionShape
StageShape(const UNetOptions & options, std::size_t stage, std::int64_t inputChannels)
{
  return {.inputChannels = inputChannels,
          .outputChannels = options.featuresPerStage[stage],
          .kernelSize = options.kernelSizes[stage],
          .stride = options.strides[stage],
          .bias = options.convBias};
}

} // namespace

PlainConvEncoder::PlainConvEncoder(const UNetOptions & options)
    : m_Stages(register_module("stages", std::make_shared<ModuleList<ModuleList<StackedConvs>>>()))
{
  std::int64_t channels = options.inputChannels;
  for (std::size_t stage = 0; stage < options.featuresPerStage.size(); ++stage)
  {
    m_Stages->Add();
    m_Stages->Items().back()->Add(options.blocksPerStage[stage], StageShape(options, stage, channels), options);
    channels = options.featuresPerStage[stage];
  }
}

std::vector<at::Tensor>
PlainConvEncoder::forward(const at::Tensor & images) const
{
  std::vector<at::Tensor> features;
  for (const auto & stage : m_Stages->Items())
  {
    features.push_back(stage->Items().front()->forward(features.empty() ? images : features.back()));
  }
  return features;
}

ResidualEncoder::ResidualEncoder(const UNetOptions & options)
{
  ConvolutionShape stem = StageShape(options, 0, options.inputChannels);
  stem.stride = {1, 1, 1};
  m_Stem = register_module("stem", std::make_shared<StackedConvs>(1, stem, options));
  m_Stages = register_module("stages", std::make_shared<ModuleList<StackedResidualBlocks>>());
  std::int64_t channels = stem.outputChannels;
  for (std::size_t stage = 0; stage < options.featuresPerStage.size(); ++stage)
  {
    m_Stages->Add(options.blocksPerStage[stage], StageShape(options, stage, channels), options);
    channels = options.featuresPerStage[stage];
  }
}

std::vector<at::Tensor>
ResidualEncoder::forward(const at::Tensor & images) const
{
  const at::Tensor stem = m_Stem->forward(images);
  std::vector<at::Tensor> features;
  for (const auto & stage : m_Stages->Items())
  {
    features.push_back(stage->forward(features.empty() ? stem : features.back()));
  }
  return features;
}

} // namespace vox
