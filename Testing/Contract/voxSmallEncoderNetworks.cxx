// SPDX-License-Identifier: Apache-2.0
#include "voxSmallFamilies.h"

#include "voxEncoderFpnOptions.h"
#include "voxEncoderLinknetOptions.h"
#include "voxEncoderMAnetOptions.h"
#include "voxEncoderUNetOptions.h"

namespace vox::testing
{
namespace
{

/** The first scales of a classification network, at most three where the decoder has widths of its own. */
template <typename TOptions>
TOptions
OnEncoder(ImageEncoderName encoder, int dimensions, std::int64_t depth)
{
  auto options = OfDimensions<TOptions>(dimensions);
  options.encoder = encoder;
  options.encoderDepth = depth;
  if constexpr (requires { options.decoderChannels; })
  {
    options.decoderChannels = {7, 5, 3};
    options.decoderChannels.resize(static_cast<std::size_t>(depth));
  }
  return options;
}

NetworkDefinition
SmallFpn(int dimensions)
{
  auto options = OnEncoder<EncoderFpnOptions>(ImageEncoderName::ShuffleNetV2_x0_5, dimensions, 4);
  options.pyramidChannels = 7;
  options.segmentationChannels = 32;
  return Define("EncoderFpn", options);
}

NetworkDefinition
SmallLinknet(int dimensions)
{
  auto options = OnEncoder<EncoderLinknetOptions>(ImageEncoderName::MobileNetV3Small, dimensions, 3);
  options.finalChannels = 7;
  return Define("EncoderLinknet", options);
}

/** With enough channels to squeeze into that some stay above zero. */
NetworkDefinition
SmallMAnet(int dimensions)
{
  auto options = OnEncoder<EncoderMAnetOptions>(ImageEncoderName::ShuffleNetV2_x0_5, dimensions, 3);
  options.reduction = 2;
  return Define("EncoderMAnet", options);
}

} // namespace

void
AddEncoderNetworks(std::vector<SmallNetwork> & networks)
{
  const std::vector<SmallNetwork> family{
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::ResNet18, 2, 3)), {1, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::SqueezeNet1_1, 3, 3)), {8, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::DenseNet121, 2, 3)), {1, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::LeNet5, 2, 2)), {1, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::LeNet5, 3, 2)), {8, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::AlexNet, 2, 3)), {1, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::Vgg11, 2, 3)), {1, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::GoogLeNet, 2, 3)), {1, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::ResNeXt50_32x4d, 2, 3)), {1, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::EfficientNetB0, 2, 3)), {1, 16, 24}},
      {Define("EncoderUNet", OnEncoder<EncoderUNetOptions>(ImageEncoderName::SamePadEfficientNetB0, 3, 3)),
       {8, 16, 24}},
      {Define("EncoderUNetPlusPlus", OnEncoder<EncoderUNetOptions>(ImageEncoderName::MobileNetV2, 2, 3)), {1, 16, 24}},
      {Define("EncoderUNetPlusPlus", OnEncoder<EncoderUNetOptions>(ImageEncoderName::SqueezeNet1_0, 3, 3)),
       {8, 16, 24}},
      {SmallLinknet(2), {1, 16, 24}, {"block.1.0.bias", "features.3.block.2.1.bias"}},
      {SmallLinknet(3), {8, 16, 24}, {"block.1.0.bias", "features.3.block.2.1.bias"}},
      {SmallFpn(2), {1, 16, 32}, {"branch1.1.bias", "branch2.4.bias"}},
      {SmallFpn(3), {16, 16, 32}, {"branch1.1.bias", "branch2.4.bias"}},
      {SmallMAnet(2), {1, 16, 24}, {"branch1.1.bias", "branch2.4.bias"}},
      {SmallMAnet(3), {8, 16, 24}, {"branch1.1.bias", "branch2.4.bias"}}};
  networks.insert(networks.end(), family.begin(), family.end());
}

} // namespace vox::testing
