// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxEncoderFpn.h"

#include "Blocks/voxGroupNorm.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/format.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Linear between voxels, the outermost of which keep their places. */
at::Tensor
Enlarged(const at::Tensor & features, std::int64_t scale)
{
  if (scale == 1)
  {
    return features;
  }
  std::vector<std::int64_t> size = features.sizes().slice(2).vec();
  for (std::int64_t & voxels : size)
  {
    voxels *= scale;
  }
  return features.dim() == 5 ? at::upsample_trilinear3d(features, size, true)
                             : at::upsample_bilinear2d(features, size, true);
}

at::Tensor
Sum(at::Tensor a, const at::Tensor & b)
{
  return at::GradMode::is_enabled() ? a + b : a.add_(b);
}

} // namespace

/** 3x3 convolutions with group norm and ReLU, each but that of the finest stride followed by an upsampling. */
class EncoderFpn::Branch : public torch::nn::Module
{
public:
  Branch(std::int64_t inputs, std::int64_t outputs, std::int64_t doublings, int dimensions) : m_Doubles(doublings > 0)
  {
    torch::nn::Module & blocks = AddGroup(*this, "block");
    for (std::int64_t b = 0; b < std::max<std::int64_t>(doublings, 1); ++b)
    {
      torch::nn::Module & layers = AddGroup(AddGroup(blocks, std::to_string(b)), "block");
      const ConvolutionShape shape{
          .inputChannels = inputs, .outputChannels = outputs, .kernelSize = Cube(3), .bias = false};
      m_Convolutions.push_back(layers.register_module("0", std::make_shared<Convolution>(shape, dimensions)));
      m_Norms.push_back(layers.register_module("1", std::make_shared<GroupNorm>(outputs, 32)));
      inputs = outputs;
    }
  }

  at::Tensor
  forward(at::Tensor features) const
  {
    for (std::size_t b = 0; b < m_Norms.size(); ++b)
    {
      features = m_Norms[b]->forward(m_Convolutions[b]->Convolve(features, {}), {}, 0.0);
      features = Enlarged(features, m_Doubles ? 2 : 1);
    }
    return features;
  }

private:
  std::vector<std::shared_ptr<Convolution>> m_Convolutions;
  std::vector<std::shared_ptr<GroupNorm>> m_Norms;
  bool m_Doubles;
};

EncoderFpn::EncoderFpn(const EncoderFpnOptions & options)
    : EncoderNet(options.encoder, EncoderShapeOf(options)),
      m_Dropout(options.dropout),
      m_Scale(std::int64_t{1} << (options.encoderDepth - 3))
{
  const std::vector<std::int64_t> channels = ChannelsFromCoarsest();
  torch::nn::Module & decoder = DecoderGroup();
  for (std::size_t k = 0; k < m_Laterals.size(); ++k)
  {
    const auto made = std::make_shared<Convolution>(
        ConvolutionShape{.inputChannels = channels[k], .outputChannels = options.pyramidChannels}, options.dimensions);
    const std::string name = fmt::format("p{}", 5 - k);
    m_Laterals[k] =
        k == 0 ? decoder.register_module(name, made) : AddGroup(decoder, name).register_module("skip_conv", made);
  }
  torch::nn::Module & branches = AddGroup(decoder, "seg_blocks");
  for (std::int64_t k = 0; k < 4; ++k)
  {
    m_Branches.push_back(branches.register_module(
        std::to_string(k),
        std::make_shared<Branch>(options.pyramidChannels, options.segmentationChannels, 3 - k, options.dimensions)));
  }
  MakeHead(options.segmentationChannels, options.outputChannels, 1);
}

std::vector<at::Tensor>
EncoderFpn::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  std::vector<at::Tensor> features = FeaturesFromCoarsest(images);
  at::Tensor pyramid;
  at::Tensor sum;
  for (std::size_t k = 0; k < m_Laterals.size(); ++k)
  {
    const at::Tensor lateral = m_Laterals[k]->Convolve(features[k], {}).features;
    features[k] = at::Tensor();
    pyramid = k == 0 ? lateral : Sum(Doubled(pyramid), lateral);
    const at::Tensor branch = m_Branches[k]->forward(pyramid);
    sum = k == 0 ? branch : Sum(sum, branch);
  }
  if (m_Dropout > 0.0 && is_training())
  {
    sum = at::feature_dropout(sum, m_Dropout, true);
  }
  return {Enlarged(Logits(sum), m_Scale)};
}

} // namespace vox
