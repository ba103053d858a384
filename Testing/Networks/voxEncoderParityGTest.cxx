// SPDX-License-Identifier: Apache-2.0
// Numbers of torchvision 0.26 and segmentation_models.pytorch 0.6 (float64 forward passes).
#include "voxEncoderFpnOptions.h"
#include "voxEncoderLinknetOptions.h"
#include "voxEncoderMAnetOptions.h"
#include "voxEncoderUNetOptions.h"
#include "voxExpectError.h"
#include "voxNetworkFixture.h"
#include "voxSharedFolder.h"

#include "Encoders/voxImageEncoder.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace
{

using vox::ImageEncoderName;
using vox::Json;

std::vector<ImageEncoderName>
AllEncoders()
{
  std::vector<ImageEncoderName> names;
  for (const auto & entry : EnumNames(ImageEncoderName{}))
  {
    names.push_back(entry.first);
  }
  return names;
}

/** As the name of a test: letters, digits and underscores. */
std::string
TestName(ImageEncoderName name)
{
  std::string text(vox::NameOf(name));
  const bool isSamePad = text.find('-') != std::string::npos;
  std::ranges::replace(text, '-', '_');
  return isSamePad ? text + "_same_pad" : text;
}

std::int64_t
ParameterCount(const torch::nn::Module & module)
{
  std::int64_t count = 0;
  for (const at::Tensor & parameter : module.parameters())
  {
    count += parameter.numel();
  }
  return count;
}

} // namespace

class EncoderNetParity : public ::testing::TestWithParam<const char *>
{};

TEST_P(EncoderNetParity, GivesTheLogitsOfSegmentationModels)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  const Json constructor = vox::testing::NetworkFixture(GetParam()).Description()["constructor"];
  const std::map<std::string, std::string> networks{{"segmentation_models_pytorch.Unet", "EncoderUNet"},
                                                    {"segmentation_models_pytorch.UnetPlusPlus", "EncoderUNetPlusPlus"},
                                                    {"segmentation_models_pytorch.Linknet", "EncoderLinknet"},
                                                    {"segmentation_models_pytorch.FPN", "EncoderFpn"},
                                                    {"segmentation_models_pytorch.MAnet", "EncoderMAnet"}};
  const Json & args = constructor["args"];
  const vox::NetworkDefinition definition{networks.at(constructor["class"]),
                                          {{"encoder", args["encoder_name"]},
                                           {"input_channels", args["in_channels"]},
                                           {"output_channels", args["classes"]}}};
  // Batch norms over 2x2 pixels of one sample.
  vox::testing::ExpectParity(GetParam(), definition,
                             {.trainingStepInDouble = true, .unused = {"encoder._conv_head.", "encoder._bn1."}});
}

INSTANTIATE_TEST_SUITE_P(Smp, EncoderNetParity,
                         ::testing::Values("smp_unet_resnet18", "smp_unet_resnet34", "smp_unet_resnet50",
                                           "smp_unet_vgg11_bn", "smp_unet_densenet121", "smp_unet_mobilenet_v2",
                                           "smp_unet_efficientnet_b0", "smp_unetpp_resnet34", "smp_linknet_resnet18",
                                           "smp_fpn_resnet18", "smp_manet_resnet18"),
                         [](const auto & test) { return std::string(test.param); });

class ClassifierParity : public ::testing::TestWithParam<ImageEncoderName>
{};

TEST_P(ClassifierParity, GivesTheLogitsOfTorchvision)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  const vox::testing::NetworkFixture fixture("tv_" + std::string(vox::NameOf(GetParam())));
  const auto network = vox::MakeImageEncoder(GetParam(), {.classes = 1000});
  network->eval();
  std::map<std::string, at::Tensor> weights;
  std::vector<std::string> theirs;
  for (const auto & [name, tensor] : fixture.Weights())
  {
    if (!name.starts_with("aux")) // GoogLeNet's auxiliary heads
    {
      weights[name] = tensor;
      theirs.push_back(name);
    }
  }
  std::vector<std::string> ours;
  const auto fill = [&](const auto & tensors) {
    const at::NoGradGuard noGrad;
    for (const auto & item : tensors)
    {
      ours.push_back(item.key());
      ASSERT_TRUE(weights.contains(item.key())) << item.key();
      ASSERT_EQ(weights[item.key()].sizes(), item.value().sizes()) << item.key();
      item.value().copy_(weights[item.key()]);
    }
  };
  fill(network->named_parameters());
  fill(network->named_buffers());
  std::ranges::sort(ours);
  std::ranges::sort(theirs);
  EXPECT_EQ(ours, theirs);
  const at::Tensor expected = fixture.Output(0);
  for (const char * const order : {"torch's order", "channels last"})
  {
    for (const bool gradients : {false, true})
    {
      const at::AutoGradMode mode(gradients);
      const at::Tensor found = network->Classify(fixture.Input());
      ASSERT_EQ(found.sizes(), expected.sizes());
      EXPECT_LE((found - expected).abs().max().item<double>(), fixture.Tolerance(0)) << order;
    }
    for (at::Tensor & parameter : network->parameters())
    {
      if (parameter.dim() == 4)
      {
        parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Torchvision, ClassifierParity,
                         ::testing::Values(ImageEncoderName::AlexNet, ImageEncoderName::Vgg16BatchNorm,
                                           ImageEncoderName::GoogLeNet, ImageEncoderName::ResNet34,
                                           ImageEncoderName::ResNeXt50_32x4d, ImageEncoderName::SqueezeNet1_1,
                                           ImageEncoderName::DenseNet121, ImageEncoderName::MobileNetV2,
                                           ImageEncoderName::MobileNetV3Small, ImageEncoderName::ShuffleNetV2_x1_0,
                                           ImageEncoderName::EfficientNetB0),
                         [](const auto & test) { return TestName(test.param); });

TEST(ImageEncoder, HasThePublishedNumberOfParametersWithItsHead)
{
  using enum ImageEncoderName;
  const std::map<ImageEncoderName, std::int64_t> published{{AlexNet, 61'100'840},
                                                           {Vgg11, 132'863'336},
                                                           {Vgg11BatchNorm, 132'868'840},
                                                           {Vgg13, 133'047'848},
                                                           {Vgg13BatchNorm, 133'053'736},
                                                           {Vgg16, 138'357'544},
                                                           {Vgg16BatchNorm, 138'365'992},
                                                           {Vgg19, 143'667'240},
                                                           {Vgg19BatchNorm, 143'678'248},
                                                           {GoogLeNet, 6'624'904},
                                                           {ResNet18, 11'689'512},
                                                           {ResNet34, 21'797'672},
                                                           {ResNet50, 25'557'032},
                                                           {ResNet101, 44'549'160},
                                                           {ResNet152, 60'192'808},
                                                           {ResNeXt50_32x4d, 25'028'904},
                                                           {ResNeXt101_32x8d, 88'791'336},
                                                           {SqueezeNet1_0, 1'248'424},
                                                           {SqueezeNet1_1, 1'235'496},
                                                           {DenseNet121, 7'978'856},
                                                           {DenseNet161, 28'681'000},
                                                           {DenseNet169, 14'149'480},
                                                           {DenseNet201, 20'013'928},
                                                           {MobileNetV2, 3'504'872},
                                                           {MobileNetV3Small, 2'542'856},
                                                           {MobileNetV3Large, 5'483'032},
                                                           {ShuffleNetV2_x0_5, 1'366'792},
                                                           {ShuffleNetV2_x1_0, 2'278'604},
                                                           {ShuffleNetV2_x1_5, 3'503'624},
                                                           {ShuffleNetV2_x2_0, 7'393'996},
                                                           {EfficientNetB0, 5'288'548},
                                                           {EfficientNetB1, 7'794'184},
                                                           {EfficientNetB2, 9'109'994},
                                                           {EfficientNetB3, 12'233'232},
                                                           {EfficientNetB4, 19'341'616},
                                                           {SamePadEfficientNetB0, 5'288'548},
                                                           {SamePadEfficientNetB1, 7'794'184},
                                                           {SamePadEfficientNetB2, 9'109'994},
                                                           {SamePadEfficientNetB3, 12'233'232},
                                                           {SamePadEfficientNetB4, 19'341'616}};
  for (const auto & [name, count] : published)
  {
    EXPECT_EQ(ParameterCount(*vox::MakeImageEncoder(name, {.classes = 1000})), count) << vox::NameOf(name);
  }
  // LeCun's network for one channel and ten classes; its subsampling has no weights here.
  EXPECT_EQ(ParameterCount(*vox::MakeImageEncoder(LeNet5, {.inputChannels = 1, .classes = 10})), 61'706);
  EXPECT_EQ(published.size() + 1, AllEncoders().size());
}

namespace
{

void
ExpectExactFractions(ImageEncoderName name, std::vector<std::int64_t> size)
{
  const at::NoGradGuard noGrad;
  const std::int64_t depth = vox::LargestDepth(name);
  const int dimensions = static_cast<int>(size.size());
  const auto encoder = vox::MakeImageEncoder(name, {.dimensions = dimensions, .depth = depth});
  encoder->eval();
  std::vector<std::int64_t> shape{1, 3};
  shape.insert(shape.end(), size.begin(), size.end());
  const std::vector<at::Tensor> features = encoder->forward(at::zeros(shape));
  ASSERT_EQ(static_cast<std::int64_t>(features.size()), depth);
  ASSERT_EQ(encoder->Channels().size(), features.size());
  for (std::size_t k = 0; k < features.size(); ++k)
  {
    if (k == 0 && !vox::HasHalfSizeFeatures(name))
    {
      EXPECT_FALSE(features[k].defined());
      EXPECT_EQ(encoder->Channels()[k], 0);
      continue;
    }
    std::vector<std::int64_t> expected{1, encoder->Channels()[k]};
    for (const std::int64_t voxels : size)
    {
      expected.push_back(voxels >> (k + 1));
    }
    EXPECT_EQ(features[k].sizes().vec(), expected);
  }
}

} // namespace

class ImageEncoderFeatures : public ::testing::TestWithParam<ImageEncoderName>
{};

TEST_P(ImageEncoderFeatures, HalveTheImageExactlyAgainAndAgain)
{
  ExpectExactFractions(GetParam(), {32, 96});
}

TEST_P(ImageEncoderFeatures, NeedNoLayersBeyondTheDepth)
{
  const auto whole = vox::MakeImageEncoder(GetParam(), {.depth = vox::LargestDepth(GetParam())});
  const auto shallow = vox::MakeImageEncoder(GetParam(), {.depth = 2});
  EXPECT_EQ(shallow->Channels().size(), 2u);
  EXPECT_EQ(ParameterCount(*shallow) < ParameterCount(*whole), vox::LargestDepth(GetParam()) > 2);
}

INSTANTIATE_TEST_SUITE_P(All, ImageEncoderFeatures, ::testing::ValuesIn(AllEncoders()),
                         [](const auto & test) { return TestName(test.param); });

class ImageEncoderVolumes : public ::testing::TestWithParam<ImageEncoderName>
{};

TEST_P(ImageEncoderVolumes, AreHalvedExactlyAgainAndAgain)
{
  ExpectExactFractions(GetParam(), {32, 32, 32});
}

INSTANTIATE_TEST_SUITE_P(Families, ImageEncoderVolumes,
                         ::testing::Values(ImageEncoderName::LeNet5, ImageEncoderName::AlexNet, ImageEncoderName::Vgg11,
                                           ImageEncoderName::GoogLeNet, ImageEncoderName::ResNet18,
                                           ImageEncoderName::ResNeXt50_32x4d, ImageEncoderName::SqueezeNet1_0,
                                           ImageEncoderName::DenseNet121, ImageEncoderName::MobileNetV2,
                                           ImageEncoderName::MobileNetV3Small, ImageEncoderName::ShuffleNetV2_x0_5,
                                           ImageEncoderName::EfficientNetB0, ImageEncoderName::SamePadEfficientNetB2),
                         [](const auto & test) { return TestName(test.param); });

class EncoderNetInBf16 : public ::testing::TestWithParam<ImageEncoderName>
{};

TEST_P(EncoderNetInBf16, GivesNearlyTheSameLogits)
{
  const at::NoGradGuard noGrad;
  vox::EncoderUNetOptions options;
  options.encoder = GetParam();
  options.encoderDepth = std::min<std::int64_t>(vox::LargestDepth(GetParam()), 4);
  options.decoderChannels.assign(static_cast<std::size_t>(options.encoderDepth), 16);
  vox::Network network("EncoderUNet", options, 3);
  const at::Tensor images = at::rand({1, 3, 1, 64, 64});
  const at::Tensor expected = network.Forward(images).front();
  network.PrepareToPredict(at::kBFloat16);
  const at::Tensor found = network.Forward(images).front();
  EXPECT_EQ(found.scalar_type(), at::kFloat);
  EXPECT_LE((found - expected).norm().item<double>(), 0.05 * expected.norm().item<double>());
}

INSTANTIATE_TEST_SUITE_P(Families, EncoderNetInBf16,
                         ::testing::Values(ImageEncoderName::LeNet5, ImageEncoderName::AlexNet, ImageEncoderName::Vgg11,
                                           ImageEncoderName::GoogLeNet, ImageEncoderName::ResNet18,
                                           ImageEncoderName::SqueezeNet1_1, ImageEncoderName::DenseNet121,
                                           ImageEncoderName::MobileNetV2, ImageEncoderName::MobileNetV3Small,
                                           ImageEncoderName::ShuffleNetV2_x0_5, ImageEncoderName::EfficientNetB0,
                                           ImageEncoderName::SamePadEfficientNetB0),
                         [](const auto & test) { return TestName(test.param); });

TEST(EncoderNetOptions, RefuseWhatDoesNotFit)
{
  const auto expect = [](const char * network, const Json & options, const std::string & text) {
    VOX_EXPECT_ERROR((void)vox::FindNetwork(network).sizes(options), vox::ErrorKind::BadModel, text);
  };
  for (const char * const network : {"EncoderUNet", "EncoderUNetPlusPlus", "EncoderLinknet", "EncoderMAnet"})
  {
    expect(network, {{"dimensions", 4}}, "found 4 dimensions, expected 2 or 3");
    expect(network, {{"input_channels", 0}}, "input_channels is 0, expected 1 or more");
    expect(network, {{"output_channels", 0}}, "output_channels is 0, expected 1 or more");
    expect(network, {{"encoder_depth", 1}}, "encoder_depth is 1, expected 2 to 5 with encoder resnet34");
    expect(network, {{"encoder", "squeezenet1_1"}}, "encoder_depth is 5, expected 2 to 4 with encoder squeezenet1_1");
    expect(network, {{"encoder", "resnet35"}}, "'resnet35' is not known");
  }
  for (const char * const network : {"EncoderUNet", "EncoderMAnet"})
  {
    expect(network, {{"encoder_depth", 4}}, "decoder_channels has 5 entries, expected 4, the encoder_depth");
    expect(network, {{"decoder_channels", {8, 8, 8, 8, 0}}}, "an entry of decoder_channels is 0, expected 1 or more");
  }
  expect("EncoderMAnet", {{"attention_channels", 0}}, "attention_channels is 0, expected 1 or more");
  expect("EncoderMAnet", {{"reduction", 0}}, "reduction is 0, expected 1 or more");
  expect("EncoderLinknet", {{"encoder", "alexnet"}}, "encoder alexnet has no features of half the size");
  expect("EncoderLinknet", {{"final_channels", 0}}, "final_channels is 0, expected 1 or more");
  expect("EncoderFpn", {{"encoder_depth", 3}}, "encoder_depth is 3, expected 4 to 5 with encoder resnet34");
  expect("EncoderFpn", {{"encoder", "lenet5"}}, "encoder lenet5 halves the image 2 times, expected one that does so 4");
  expect("EncoderFpn", {{"encoder", "alexnet"}, {"encoder_depth", 4}}, "has no features of half the size");
  expect("EncoderFpn", {{"segmentation_channels", 48}}, "segmentation_channels is 48, expected a multiple of 32");
  expect("EncoderFpn", {{"pyramid_channels", 0}}, "pyramid_channels is 0, expected 1 or more");
  expect("EncoderFpn", {{"dropout", 1.0}}, "dropout is 1, expected 0 or more and below 1");
  VOX_EXPECT_ERROR((vox::Network{{"EncoderUNetPlusPlus", {{"encoder", "alexnet"}}}}), vox::ErrorKind::BadModel,
                   "encoder alexnet has no features of half the size");
}

TEST(EncoderUNet, TakesAnEncoderWithoutFeaturesOfHalfTheSize)
{
  const at::NoGradGuard noGrad;
  vox::EncoderUNetOptions options;
  options.encoder = ImageEncoderName::AlexNet;
  vox::Network network("EncoderUNet", options);
  EXPECT_EQ(network.Forward(at::zeros({1, 3, 1, 32, 64})).front().sizes(),
            (std::vector<std::int64_t>{1, 2, 1, 32, 64}));
}
