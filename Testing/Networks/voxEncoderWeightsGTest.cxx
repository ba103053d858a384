// SPDX-License-Identifier: Apache-2.0
#include "voxEncoderUNetOptions.h"
#include "voxEncoderWeights.h"
#include "voxExpectError.h"
#include "voxUNetOptions.h"

#include "Encoders/voxImageEncoder.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace
{

using vox::ImageEncoderName;
using Tensors = std::map<std::string, at::Tensor>;

/** As a file of the published classifier holds them. */
Tensors
Published(ImageEncoderName name)
{
  const auto whole = vox::MakeImageEncoder(name, {.classes = 10});
  Tensors weights;
  const auto add = [&](const auto & tensors) {
    for (const auto & item : tensors)
    {
      const at::Tensor & tensor = item.value();
      const bool isHead = tensor.dim() == 2; // large, and not looked at
      weights[item.key()] = isHead ? at::zeros({}).expand_as(tensor) : at::randn_like(tensor.detach());
    }
  };
  add(whole->named_parameters());
  add(whole->named_buffers());
  return weights;
}

vox::Network
UNetOn(ImageEncoderName name, std::int64_t channels = 3, std::int64_t depth = 2)
{
  vox::EncoderUNetOptions options;
  options.encoder = name;
  options.inputChannels = channels;
  options.encoderDepth = depth;
  options.decoderChannels = std::vector<std::int64_t>(static_cast<std::size_t>(depth), 4);
  return vox::Network("EncoderUNet", options, 1);
}

Tensors
Of(const vox::Network & network)
{
  Tensors tensors;
  for (const auto & [name, tensor] : network.Parameters())
  {
    tensors[name] = tensor.detach().clone();
  }
  return tensors;
}

/** Every tensor of the encoder is that of `weights`, and no other has changed. */
void
ExpectLoaded(const vox::Network & network, const Tensors & before, const Tensors & weights)
{
  for (const auto & [name, tensor] : Of(network))
  {
    const bool isEncoder = name.starts_with("encoder.");
    EXPECT_TRUE(tensor.equal(isEncoder ? weights.at(name.substr(8)) : before.at(name))) << name;
  }
}

class EncoderWeights : public ::testing::TestWithParam<const char *>
{};

} // namespace

TEST_P(EncoderWeights, AreThoseOfThePublishedClassifierWithoutItsHead)
{
  const auto name = vox::ParseEnum<ImageEncoderName>(GetParam(), "test");
  Tensors weights = Published(name);
  vox::Network network = UNetOn(name);
  const Tensors before = Of(network);
  weights["features.norm0.num_batches_tracked"] = at::zeros({}, at::kLong);
  vox::LoadEncoderWeights(network, weights, "weights.pth");
  ExpectLoaded(network, before, weights);
}

INSTANTIATE_TEST_SUITE_P(Families, EncoderWeights,
                         ::testing::Values("lenet5", "alexnet", "vgg11_bn", "googlenet", "resnet18", "squeezenet1_1",
                                           "densenet121", "mobilenet_v2", "mobilenet_v3_small", "shufflenet_v2_x0_5",
                                           "efficientnet_b0", "efficientnet-b0"),
                         [](const auto & test) {
                           std::string text = test.param;
                           const std::size_t hyphen = text.find('-');
                           return hyphen == std::string::npos ? text : text.replace(hyphen, 1, "SamePad");
                         });

TEST(EncoderWeightsChannels, OneChannelTakesTheSumOfThree)
{
  const Tensors weights = Published(ImageEncoderName::ResNet18);
  vox::Network network = UNetOn(ImageEncoderName::ResNet18, 1);
  vox::LoadEncoderWeights(network, weights, "weights.pth");
  const at::Tensor & published = weights.at("conv1.weight");
  const at::Tensor expected = (published.select(1, 0) + published.select(1, 1) + published.select(1, 2)).unsqueeze(1);
  EXPECT_TRUE(Of(network).at("encoder.conv1.weight").allclose(expected, 1e-6, 1e-6));
}

TEST(EncoderWeightsChannels, OtherNumbersTakeThemInTurnAndKeepTheResponseToGrayImages)
{
  const Tensors weights = Published(ImageEncoderName::ResNet18);
  const at::Tensor & published = weights.at("conv1.weight");
  for (const std::int64_t channels : {2, 5, 6})
  {
    vox::Network network = UNetOn(ImageEncoderName::ResNet18, channels);
    vox::LoadEncoderWeights(network, weights, "weights.pth");
    const at::Tensor loaded = Of(network).at("encoder.conv1.weight");
    for (std::int64_t c = 0; c < channels; ++c)
    {
      const at::Tensor expected = published.select(1, c % 3) * (3.0 / static_cast<double>(channels));
      EXPECT_TRUE(loaded.select(1, c).allclose(expected, 1e-6, 1e-6)) << channels << " channels, " << c;
    }
    if (channels == 6)
    {
      EXPECT_TRUE(loaded.sum(1).allclose(published.sum(1), 1e-5, 1e-5));
    }
  }
}

TEST(EncoderWeightsNames, OfOlderDenseNetFilesAreTranslated)
{
  const Tensors weights = Published(ImageEncoderName::DenseNet121);
  Tensors older;
  for (const auto & [name, tensor] : weights)
  {
    std::string old = name;
    const std::size_t layer = old.find("denselayer");
    for (const char * const part : {".norm", ".conv"})
    {
      const std::size_t at = layer == std::string::npos ? layer : old.find(part, layer);
      if (at != std::string::npos)
      {
        old.insert(at + 5, ".");
      }
    }
    older[old] = tensor;
  }
  ASSERT_TRUE(older.contains("features.denseblock1.denselayer1.norm.1.weight"));
  vox::Network network = UNetOn(ImageEncoderName::DenseNet121);
  const Tensors before = Of(network);
  vox::LoadEncoderWeights(network, older, "weights.pth");
  ExpectLoaded(network, before, weights);
}

TEST(EncoderWeightsNames, OfTheOtherEfficientNetTreeAreTranslated)
{
  const Tensors weights = Published(ImageEncoderName::EfficientNetB0);
  vox::Network network = UNetOn(ImageEncoderName::SamePadEfficientNetB0, 3, 5);
  vox::LoadEncoderWeights(network, weights, "weights.pth");
  const Tensors loaded = Of(network);
  const std::map<std::string, std::string> pairs{
      {"encoder._conv_stem.weight", "features.0.0.weight"},
      {"encoder._bn0.running_var", "features.0.1.running_var"},
      {"encoder._blocks.0._depthwise_conv.weight", "features.1.0.block.0.0.weight"},
      {"encoder._blocks.2._expand_conv.weight", "features.2.1.block.0.0.weight"},
      {"encoder._blocks.2._se_reduce.bias", "features.2.1.block.2.fc1.bias"},
      {"encoder._blocks.15._bn2.running_mean", "features.7.0.block.3.1.running_mean"}};
  for (const auto & [ours, theirs] : pairs)
  {
    EXPECT_TRUE(loaded.at(ours).equal(weights.at(theirs))) << ours;
  }
}

TEST(EncoderWeightsRefusal, NamesTheFirstTensorThatDiffersWithBothShapes)
{
  vox::Network network = UNetOn(ImageEncoderName::ResNet34);
  const Tensors before = Of(network);
  VOX_EXPECT_ERROR(vox::LoadEncoderWeights(network, Published(ImageEncoderName::ResNet50), "weights.pth"),
                   vox::ErrorKind::BadModel,
                   "weights.pth: tensor 'layer1.0.conv1.weight' is float [64, 64, 1, 1], expected floating-point "
                   "numbers [64, 64, 3, 3]: weights of resnet34");
  VOX_EXPECT_ERROR(
      vox::LoadEncoderWeights(network, Published(ImageEncoderName::ResNet18), "weights.pth"), vox::ErrorKind::BadModel,
      "weights.pth: tensor 'layer1.2.conv1.weight' of shape [64, 64, 3, 3] is missing; expected weights of "
      "resnet34");
  for (const auto & [name, tensor] : Of(network))
  {
    EXPECT_TRUE(tensor.equal(before.at(name))) << name;
  }
}

TEST(EncoderWeightsRefusal, NamesATensorThatTheEncoderDoesNotHave)
{
  vox::Network network = UNetOn(ImageEncoderName::ResNet18);
  VOX_EXPECT_ERROR(vox::LoadEncoderWeights(network, Published(ImageEncoderName::ResNet34), "weights.pth"),
                   vox::ErrorKind::BadModel,
                   "weights.pth: tensor 'layer1.2.bn1.bias' of shape [64] is unexpected; resnet18 has no such weight");
}

TEST(EncoderWeightsRefusal, NetworksWithoutAnEncoderAreNamed)
{
  vox::Network network("PlainConvUNet", vox::UNetOptions{});
  VOX_EXPECT_ERROR(vox::LoadEncoderWeights(network, {}, "weights.pth"), vox::ErrorKind::BadModel,
                   "weights.pth: PlainConvUNet has no image encoder");
}
