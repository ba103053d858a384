// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxVNet.h"

#include "Blocks/voxActivation.h"
#include "Blocks/voxConvUnit.h"
#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxWidened.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/feature_dropout.h>

#include <fmt/format.h>

namespace vox
{
namespace
{

constexpr Zyx<std::int64_t> kTwo{2, 2, 2};

/** Batch norm of what no one else reads, and ELU. */
at::Tensor
NormedElu(const BatchNorm & norm, const ConvolvedFeatures & features)
{
  return EluOfOwn(norm.forward(features));
}

/** The image repeated to that many channels. */
at::Tensor
Repeated(const at::Tensor & images, std::int64_t channels)
{
  std::vector<std::int64_t> times(static_cast<std::size_t>(images.dim()), 1);
  times[1] = channels / images.size(1);
  return images.repeat(times);
}

} // namespace

VNetLayer::VNetLayer(torch::nn::Module & owner, const std::string & path, std::int64_t inputChannels,
                     std::int64_t outputChannels, int dimensions)
    : convolution(RegisterAt(owner, path + ".conv_block.conv",
                             std::make_shared<Convolution>(ConvolutionShape{.inputChannels = inputChannels,
                                                                            .outputChannels = outputChannels,
                                                                            .kernelSize = {5, 5, 5},
                                                                            .bias = false},
                                                           dimensions))),
      norm(RegisterAt(owner, path + ".conv_block.adn.N", std::make_shared<BatchNorm>(outputChannels)))
{}

VNetStage::VNetStage(double dropout) : m_Dropout(dropout)
{}

void
VNetStage::AddLayers(std::int64_t count, std::int64_t channels, int dimensions)
{
  for (std::int64_t layer = 0; layer < count; ++layer)
  {
    m_Layers.emplace_back(*this, fmt::format("ops.{}", layer), channels, channels, dimensions);
  }
}

at::Tensor
VNetStage::RunLayers(at::Tensor features, const at::Tensor & residual) const
{
  for (const VNetLayer & layer : m_Layers)
  {
    features = NormedElu(*layer.norm, layer.convolution->Convolve(features, {}));
  }
  return EluOfOwn(features + residual);
}

at::Tensor
VNetStage::Dropped(const at::Tensor & features, double probability) const
{
  return probability > 0.0 && is_training() ? at::feature_dropout(features, probability, true) : features;
}

VNetDown::VNetDown(std::int64_t inputChannels, std::int64_t layers, double dropout, int dimensions) : VNetStage(dropout)
{
  const ConvolutionShape shape{.inputChannels = inputChannels,
                               .outputChannels = 2 * inputChannels,
                               .kernelSize = kTwo,
                               .stride = kTwo,
                               .bias = false,
                               .padding = Zyx<std::int64_t>{0, 0, 0}};
  m_Convolution = register_module("down_conv", std::make_shared<Convolution>(shape, dimensions));
  m_Norm = register_module("bn1", std::make_shared<BatchNorm>(shape.outputChannels));
  AddLayers(layers, shape.outputChannels, dimensions);
}

at::Tensor
VNetDown::forward(const at::Tensor & input) const
{
  const at::Tensor down = NormedElu(*m_Norm, m_Convolution->Convolve(input, {}));
  return RunLayers(Dropped(down, m_Dropout), down);
}

VNetUp::VNetUp(std::int64_t inputChannels, std::int64_t outputChannels, std::int64_t layers, double dropout,
               double skipDropout, int dimensions)
    : VNetStage(dropout),
      m_Upsampling(register_module(
          "up_conv", std::make_shared<Upsampling>(inputChannels, outputChannels / 2, kTwo, true, dimensions))),
      m_Norm(register_module("bn1", std::make_shared<BatchNorm>(outputChannels / 2))),
      m_SkipDropout(skipDropout)
{
  AddLayers(layers, outputChannels, dimensions);
}

at::Tensor
VNetUp::forward(const at::Tensor & input, const at::Tensor & skip) const
{
  const at::Tensor up = NormedElu(*m_Norm, {m_Upsampling->forward(Dropped(input, m_Dropout)), {}});
  const at::Tensor both = at::cat({up, Dropped(skip, m_SkipDropout)}, 1);
  return RunLayers(both, both);
}

VNet::VNet(const VNetOptions & options)
    : m_First(*this, "in_tr", options.inputChannels, options.baseFeatures, options.dimensions)
{
  const int d = options.dimensions;
  const std::int64_t base = options.baseFeatures;
  struct Stage
  {
    const char * name;
    std::int64_t inputWidth; ///< in base widths
    std::int64_t outputWidth;
    std::int64_t layers;
    bool drops;
  };
  for (const Stage & stage : {Stage{"down_tr32", 1, 2, 1, false}, Stage{"down_tr64", 2, 4, 2, false},
                              Stage{"down_tr128", 4, 8, 3, true}, Stage{"down_tr256", 8, 16, 2, true}})
  {
    const double dropout = stage.drops ? options.dropout : 0.0;
    m_Down.push_back(
        register_module(stage.name, std::make_shared<VNetDown>(stage.inputWidth * base, stage.layers, dropout, d)));
  }
  for (const Stage & stage : {Stage{"up_tr256", 16, 16, 2, true}, Stage{"up_tr128", 16, 8, 2, true},
                              Stage{"up_tr64", 8, 4, 1, false}, Stage{"up_tr32", 4, 2, 1, false}})
  {
    const double dropout = stage.drops ? options.dropout : 0.0;
    m_Up.push_back(
        register_module(stage.name, std::make_shared<VNetUp>(stage.inputWidth * base, stage.outputWidth * base,
                                                             stage.layers, dropout, options.skipDropout, d)));
  }
  m_Last.emplace(*this, "out_tr", 2 * base, options.outputChannels, d);
  m_Head = RegisterAt(*this, "out_tr.conv2",
                      std::make_shared<Convolution>(PointShape(options.outputChannels, options.outputChannels), d));
}

std::vector<at::Tensor>
VNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Head->forward(Widened(Features(images)))};
}

at::Tensor
VNet::Features(const at::Tensor & images)
{
  const ConvolvedFeatures first = m_First.convolution->Convolve(images, {});
  std::vector<at::Tensor> skips{EluOfOwn(m_First.norm->forward(first, Repeated(images, first.features.size(1))))};
  for (const auto & stage : m_Down)
  {
    skips.push_back(stage->forward(skips.back()));
  }
  at::Tensor current = std::move(skips.back());
  for (const auto & stage : m_Up)
  {
    skips.pop_back();
    current = stage->forward(current, skips.back());
  }
  return NormedElu(*m_Last->norm, m_Last->convolution->Convolve(current, {}));
}

const Convolution *
VNet::LastLayer() const
{
  return m_Head.get();
}

} // namespace vox
