// SPDX-License-Identifier: Apache-2.0
// Sizes, numbers of parameters and peculiarities of the papers' networks.
#include "Nets/voxNet.h"
#include "voxAttentionUNetOptions.h"
#include "voxClassicUNetOptions.h"
#include "voxExpectError.h"
#include "voxLessonUNetOptions.h"
#include "voxMeshNetOptions.h"
#include "voxNestedUNetOptions.h"
#include "voxNetwork.h"
#include "voxR2UNetOptions.h"
#include "voxUNet3DOptions.h"
#include "voxVNetOptions.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <functional>
#include <set>

namespace
{

using Filter = std::function<bool(const std::string & name)>;

/** Parameters of the network, without drawing them. */
template <typename TOptions>
std::int64_t
Count(
    const char * name, const TOptions & options, const Filter & counts = [](const std::string &) { return true; })
{
  std::int64_t count = 0;
  for (const auto & parameter : vox::FindNetwork(name).make(vox::ToJson(options))->named_parameters())
  {
    count += counts(parameter.key()) ? parameter.value().numel() : 0;
  }
  return count;
}

/** Three input channels, one class: how networks of pictures are counted. */
template <typename TOptions>
TOptions
ThreeToOne()
{
  TOptions options;
  options.inputChannels = 3;
  options.outputChannels = 1;
  return options;
}

vox::ClassicUNetOptions
PaddedClassic(std::vector<std::int64_t> features, vox::UNetUpsampling upsampling)
{
  auto options = ThreeToOne<vox::ClassicUNetOptions>();
  options.features = std::move(features);
  options.padding = true;
  options.batchNorm = true;
  options.upsampling = upsampling;
  return options;
}

} // namespace

TEST(PaperNetworks, HaveAsManyParametersAsTheirOriginals)
{
  EXPECT_EQ(Count("ClassicUNet", vox::ClassicUNetOptions()), 31'030'658);
  EXPECT_EQ(Count("ClassicUNet", PaddedClassic({32, 64, 128, 256, 512}, vox::UNetUpsampling::Bilinear)), 7'852'545);
  EXPECT_EQ(Count("ClassicUNet", PaddedClassic({64, 128, 256, 512, 1024}, vox::UNetUpsampling::Nearest)), 34'527'041);

  vox::TutorialUNetOptions tutorial;
  EXPECT_EQ(Count("TutorialUNet", tutorial), 39'393'603);
  tutorial.inputChannels = 1;
  tutorial.outputChannels = 2;
  EXPECT_EQ(Count("TutorialUNet", tutorial), 39'392'386);
  EXPECT_EQ(Count("SmallUNet", vox::SmallUNetOptions()), 1'862'849);
  EXPECT_EQ(Count("KerasUNet", vox::KerasUNetOptions()), 39'107);

  vox::R2UNetOptions recurrent;
  EXPECT_EQ(Count("R2UNet", recurrent), 39'091'393);
  recurrent.block = vox::R2Block::Plain;
  EXPECT_EQ(Count("R2UNet", recurrent), 34'527'041);

  vox::NestedUNetOptions nested;
  EXPECT_EQ(Count("NestedUNet", nested), 9'163'428);
  nested.deepSupervision = false;
  EXPECT_EQ(Count("NestedUNet", nested), 9'163'329);

  vox::VNetOptions vnet;
  EXPECT_EQ(Count("VNet", vnet), 45'597'898);
  vnet.outputChannels = 1;
  EXPECT_EQ(Count("VNet", vnet), 45'593'892);

  vox::MeshNetOptions mesh;
  EXPECT_EQ(Count("MeshNet", mesh), 5'598);
  mesh.features = 21;
  mesh.outputChannels = 18;
  EXPECT_EQ(Count("MeshNet", mesh), 96'408);
}

TEST(PaperNetworks, AttentionUNetsHaveAsManyParametersAsTheirOriginalsGateByGate)
{
  const vox::AttentionUNetOptions options;
  EXPECT_EQ(Count("AttentionUNet", options), 34'878'573);
  const auto gate = [&](const char * prefix) {
    return Count("AttentionUNet", options, [&](const std::string & name) { return name.starts_with(prefix); });
  };
  EXPECT_EQ(gate("Att5."), 263'939);
  EXPECT_EQ(gate("Att4."), 66'435);
  EXPECT_EQ(gate("Att3."), 16'835);
  EXPECT_EQ(gate("Att2."), 4'323);
  EXPECT_EQ(Count("GridAttentionUNet", vox::GridAttentionUNetOptions()), 6'213'613);
}

TEST(PaperNetworks, ThePaperOfUNet3DCountsNeitherScalesOfNormsNorBiasesOfUpsampling)
{
  const vox::UNet3DOptions options;
  EXPECT_EQ(Count("UNet3D", options), 19'075'523);
  EXPECT_EQ(Count("UNet3D", options,
                  [](const std::string & name) {
                    const std::string layer = name.substr(0, name.rfind('.'));
                    const bool ofUpsampling = name.starts_with("up.");
                    const bool ofNorm = !ofUpsampling && (layer.ends_with(".1") || layer.ends_with(".4"));
                    return !ofNorm && !(ofUpsampling && name.ends_with("bias"));
                  }),
            19'069'955);
}

TEST(PaperNetworks, UnpaddedUNetsTakeAndGiveTheSizesOfTheirPapers)
{
  const vox::NetworkSizes classic = SizesOf(vox::ClassicUNetOptions());
  EXPECT_EQ(classic.axes.x.Text(), "12 more than multiples of 16 from 188");
  EXPECT_EQ(classic.margin, (vox::Zyx<std::int64_t>{0, 92, 92}));
  EXPECT_TRUE(classic.axes.y.Takes(572));
  EXPECT_FALSE(classic.axes.y.Takes(172));

  const vox::NetworkSizes volumes = SizesOf(vox::UNet3DOptions());
  EXPECT_EQ(volumes.axes.z.Text(), "4 more than multiples of 8 from 92");
  EXPECT_EQ(volumes.margin, (vox::Zyx<std::int64_t>{44, 44, 44}));

  const at::NoGradGuard noGrad;
  vox::ClassicUNetOptions thin;
  thin.features = {2, 2, 2, 2, 2};
  vox::Network planar("ClassicUNet", thin);
  EXPECT_EQ(planar.Forward(at::randn({1, 1, 1, 572, 572})).front().sizes().vec(),
            (std::vector<std::int64_t>{1, 2, 1, 388, 388}));
  vox::UNet3DOptions thinVolume;
  thinVolume.features = {1, 1, 1, 1};
  vox::Network volume("UNet3D", thinVolume);
  EXPECT_EQ(volume.Forward(at::randn({1, 3, 116, 132, 132})).front().sizes().vec(),
            (std::vector<std::int64_t>{1, 3, 28, 44, 44}));
  VOX_EXPECT_ERROR(
      (void)planar.Forward(at::randn({1, 1, 1, 572, 570})), vox::ErrorKind::BadInput,
      "axis x has 570 voxels, expected 12 more than multiples of 16 from 188; the nearest are 556 and 572");
}

TEST(PaperNetworks, WithoutPaddingAVoxelDoesNotDependOnWhatIsBeyondTheMargin)
{
  const at::NoGradGuard noGrad;
  vox::ClassicUNetOptions options;
  options.features = {2, 3, 4};
  vox::Network network("ClassicUNet", options, 3);
  const std::int64_t margin = network.Sizes().margin.x;
  const at::Tensor image = at::randn({1, 1, 1, 84, 84});
  const at::Tensor whole = network.Forward(image).front();
  const at::Tensor part = network.Forward(image.slice(4, 4, 72)).front();
  ASSERT_EQ(whole.size(4), 84 - 2 * margin);
  EXPECT_LE((whole.slice(4, 4, 4 + part.size(4)) - part).abs().max().item<double>(), 1e-6);
}

TEST(PaperNetworks, SkipsAreConcatenatedAddedOrLeftOut)
{
  auto options = PaddedClassic({4, 6, 8}, vox::UNetUpsampling::Transposed);
  const auto inputsOfTheLastBlock = [&](vox::SkipConnection skip) {
    options.skip = skip;
    return vox::FindNetwork("ClassicUNet").make(vox::ToJson(options))->named_parameters()["dec.1.0.weight"].size(1);
  };
  EXPECT_EQ(inputsOfTheLastBlock(vox::SkipConnection::Concatenate), 8);
  EXPECT_EQ(inputsOfTheLastBlock(vox::SkipConnection::Add), 4);
  EXPECT_EQ(inputsOfTheLastBlock(vox::SkipConnection::None), 4);

  // Without the coarsest level's features only skips bring the image to the logits.
  const at::NoGradGuard noGrad;
  for (const vox::SkipConnection skip :
       {vox::SkipConnection::Concatenate, vox::SkipConnection::Add, vox::SkipConnection::None})
  {
    options.skip = skip;
    vox::Network network("ClassicUNet", options);
    for (auto & [name, weight] : network.Parameters())
    {
      if (name.starts_with("up.0."))
      {
        weight.zero_();
      }
    }
    const at::Tensor image = at::randn({1, 3, 1, 16, 16});
    const bool differs = !network.Forward(image).front().equal(network.Forward(2.0 * image).front());
    EXPECT_EQ(differs, skip != vox::SkipConnection::None);
  }
}

TEST(PaperNetworks, AttentionMapsAreThoseOfTheLastForward)
{
  const at::NoGradGuard noGrad;
  auto options = ThreeToOne<vox::AttentionUNetOptions>();
  options.features = {4, 6, 8};
  vox::Network network("AttentionUNet", options);
  EXPECT_TRUE(network.AttentionMaps().empty());
  (void)network.Forward(at::randn({2, 3, 1, 16, 24}));
  auto maps = network.AttentionMaps();
  ASSERT_EQ(maps.size(), 2u);
  EXPECT_EQ(maps[0].first, "Att3");
  EXPECT_EQ(maps[0].second.sizes().vec(), (std::vector<std::int64_t>{2, 1, 1, 8, 12}));
  EXPECT_EQ(maps[1].first, "Att2");
  EXPECT_EQ(maps[1].second.sizes().vec(), (std::vector<std::int64_t>{2, 1, 1, 16, 24}));
  for (const auto & [name, map] : maps)
  {
    EXPECT_GT(map.min().item<double>(), 0.0);
    EXPECT_LT(map.max().item<double>(), 1.0);
    EXPECT_GT(map.std().item<double>(), 0.0) << name;
  }

  vox::GridAttentionUNetOptions grid;
  grid.features = {2, 3, 4, 5};
  vox::Network volumes("GridAttentionUNet", grid);
  (void)volumes.Forward(at::randn({1, 1, 8, 16, 24}));
  maps = volumes.AttentionMaps();
  ASSERT_EQ(maps.size(), 2u);
  EXPECT_EQ(maps[0].first, "attentionblock3");
  EXPECT_EQ(maps[0].second.sizes().vec(), (std::vector<std::int64_t>{1, 1, 2, 4, 6}));
  EXPECT_EQ(maps[1].first, "attentionblock2");
  EXPECT_EQ(maps[1].second.sizes().vec(), (std::vector<std::int64_t>{1, 1, 4, 8, 12}));
}

TEST(PaperNetworks, AGateThatIsClosedLetsNothingOfTheSkipThrough)
{
  const at::NoGradGuard noGrad;
  auto options = ThreeToOne<vox::AttentionUNetOptions>();
  options.features = {4, 6};
  vox::Network network("AttentionUNet", options);
  for (auto & [name, weight] : network.Parameters())
  {
    if (name.starts_with("Up2.up.")) // nothing from below, so that the image comes through the skip alone
    {
      weight.zero_();
    }
    if (name == "Att2.psi.1.bias")
    {
      weight.fill_(-200.0);
    }
  }
  const at::Tensor image = at::randn({1, 3, 1, 16, 16});
  EXPECT_EQ(network.AttentionMaps().size(), 0u);
  EXPECT_TRUE(network.Forward(image).front().equal(network.Forward(image.flip(4)).front()));
  EXPECT_EQ(network.AttentionMaps().front().second.max().item<double>(), 0.0);
}

TEST(PaperNetworks, NestedUNetPredictsByTheAverageOrByOneHeadWithTheSameBits)
{
  const at::NoGradGuard noGrad;
  auto options = ThreeToOne<vox::NestedUNetOptions>();
  options.features = {4, 5, 6, 7};
  const vox::Network whole("NestedUNet", options, 7);
  vox::Network supervised = whole.Clone();
  supervised.SetDeepSupervision(true);
  const at::Tensor image = at::randn({2, 3, 1, 16, 24});
  const std::vector<at::Tensor> heads = supervised.Forward(image); // the last head first
  ASSERT_EQ(heads.size(), 3u);
  const at::Tensor average = (heads[0] + heads[1] + heads[2]) / 3.0;
  EXPECT_LE((vox::Network(whole).Forward(image).front() - average).abs().max().item<double>(), 1e-6);

  const auto parameters = whole.Parameters();
  const std::vector<std::set<std::string>> unused{
      {"conv2_0", "conv1_1", "conv0_2", "conv3_0", "conv2_1", "conv1_2", "conv0_3"},
      {"conv3_0", "conv2_1", "conv1_2", "conv0_3"},
      {}};
  for (std::size_t head = 1; head <= 3; ++head)
  {
    options.predictionHead = static_cast<std::int64_t>(head);
    vox::Network pruned(vox::Define("NestedUNet", options), {parameters.begin(), parameters.end()}, "copy");
    pruned.StartProfile();
    EXPECT_TRUE(pruned.Forward(image).front().equal(heads[3 - head])) << "head " << head;
    std::set<std::string> computed;
    for (const vox::LayerTime & layer : pruned.Profile())
    {
      computed.insert(layer.name.substr(0, layer.name.find('.')));
    }
    for (const char * const node :
         {"conv0_0", "conv1_0", "conv2_0", "conv3_0", "conv0_1", "conv1_1", "conv2_1", "conv0_2", "conv1_2", "conv0_3"})
    {
      EXPECT_EQ(computed.contains(node), !unused[head - 1].contains(node)) << node << ", head " << head;
    }
  }
}

TEST(PaperNetworks, KerasUNetAlignsItsUpsampledFeaturesAsTensorFlowDoes)
{
  const at::NoGradGuard noGrad;
  vox::KerasUNetOptions options;
  options.inputChannels = 1;
  options.outputChannels = 1;
  options.features = 1;
  vox::Network network("KerasUNet", options);
  std::map<std::string, at::Tensor> weights;
  for (const auto & [name, weight] : network.Parameters())
  {
    weights[name] = at::zeros(weight.sizes());
  }
  weights["conv2d.weight"][0][0][1][1] = 1.0; // the image as it is
  weights["conv2d_transpose.weight"][0][0].copy_(at::tensor({1.0, 2.0, 3.0}).expand({3, 3}));
  weights["conv2d_1.weight"][0][0] = 1.0; // upsampled features alone: they come first
  network.LoadParameters(weights, "test");
  at::Tensor image = at::zeros({1, 1, 1, 2, 4});
  image[0][0][0].copy_(at::tensor({1.0, 1.0, 10.0, 10.0}).expand({2, 4}));
  // 1 (1, 2, 3) and 10 (1, 2, 3) two voxels on: 1, 2, 3 + 10, 20, 30, of which the last is cut off.
  EXPECT_TRUE(network.Forward(image).front()[0][0][0][0].equal(at::tensor({1.0f, 2.0f, 13.0f, 20.0f})));
}

TEST(PaperNetworks, ARecurrentBlockAppliesOneUnitSeveralTimes)
{
  auto options = ThreeToOne<vox::R2UNetOptions>();
  options.features = {4, 6};
  const auto parameters = vox::Network("R2UNet", options).Parameters();
  const at::Tensor image = at::randn({1, 3, 1, 16, 16});
  const at::NoGradGuard noGrad;
  std::vector<at::Tensor> logits;
  for (const std::int64_t recurrences : {1, 2, 3})
  {
    options.recurrences = recurrences;
    vox::Network network(vox::Define("R2UNet", options), {parameters.begin(), parameters.end()}, "copy");
    network.StartProfile();
    logits.push_back(network.Forward(image).front());
    const std::vector<vox::LayerTime> layers = network.Profile();
    const auto unit = std::ranges::find(layers, "RRCNN1.RCNN.0.conv.0", &vox::LayerTime::name);
    ASSERT_NE(unit, layers.end());
    EXPECT_EQ(unit->calls, recurrences + 1);
  }
  EXPECT_FALSE(logits[0].equal(logits[1]));
  EXPECT_FALSE(logits[1].equal(logits[2]));
}

TEST(PaperNetworks, NamesOfNetworksWithoutAFixtureArePinnedBecauseTheyAreAFileFormat)
{
  const auto layers = [](const char * name, const vox::Json & options) {
    std::vector<std::string> names;
    for (const auto & parameter : vox::FindNetwork(name).make(options)->named_parameters())
    {
      const std::string layer = parameter.key().substr(0, parameter.key().rfind('.'));
      if (names.empty() || names.back() != layer)
      {
        names.push_back(layer);
      }
    }
    return names;
  };
  EXPECT_THAT(layers("KerasUNet", {{"features", 2}}), ::testing::ElementsAre("conv2d", "conv2d_transpose", "conv2d_1"));
  EXPECT_THAT(layers("MeshNet", {{"dilations", {1, 2}}, {"batch_norm", true}}),
              ::testing::ElementsAre("model.0", "model.1", "model.3", "model.4", "model.6"));
  EXPECT_THAT(layers("GroupNormUNet", {{"features", {16, 32}}}),
              ::testing::ElementsAre(
                  "encoders.0.basic_module.SingleConv1.groupnorm", "encoders.0.basic_module.SingleConv1.conv",
                  "encoders.0.basic_module.SingleConv2.groupnorm", "encoders.0.basic_module.SingleConv2.conv",
                  "encoders.1.basic_module.SingleConv1.groupnorm", "encoders.1.basic_module.SingleConv1.conv",
                  "encoders.1.basic_module.SingleConv2.groupnorm", "encoders.1.basic_module.SingleConv2.conv",
                  "decoders.0.basic_module.SingleConv1.groupnorm", "decoders.0.basic_module.SingleConv1.conv",
                  "decoders.0.basic_module.SingleConv2.groupnorm", "decoders.0.basic_module.SingleConv2.conv",
                  "final_conv"));
  EXPECT_THAT(layers("GridAttentionUNet", {{"features", {2, 3, 4}}}),
              ::testing::ElementsAre(
                  "conv1.conv1.0", "conv1.conv1.1", "conv1.conv2.0", "conv1.conv2.1", "conv2.conv1.0", "conv2.conv1.1",
                  "conv2.conv2.0", "conv2.conv2.1", "center.conv1.0", "center.conv1.1", "center.conv2.0",
                  "center.conv2.1", "gating.conv1.0", "gating.conv1.1", "attentionblock2.gate_block_1.W.0",
                  "attentionblock2.gate_block_1.W.1", "attentionblock2.gate_block_1.theta",
                  "attentionblock2.gate_block_1.phi", "attentionblock2.gate_block_1.psi",
                  "attentionblock2.combine_gates.0", "attentionblock2.combine_gates.1", "up_concat2.conv.conv1.0",
                  "up_concat2.conv.conv1.1", "up_concat2.conv.conv2.0", "up_concat2.conv.conv2.1",
                  "up_concat1.conv.conv1.0", "up_concat1.conv.conv1.1", "up_concat1.conv.conv2.0",
                  "up_concat1.conv.conv2.1", "dsv2.dsv.0", "dsv1", "final"));
}

/** Layers that no kernel for bf16 takes (without padding, strided with even kernels, dilated, transposed) get its
 * features too. */
TEST(PaperNetworks, PredictInBf16)
{
  const at::NoGradGuard noGrad;
  auto mesh = vox::MeshNetOptions();
  mesh.batchNorm = true;
  mesh.dilations = {1, 2, 4};
  auto vnet = vox::VNetOptions();
  vnet.baseFeatures = 4;
  auto volumes = vox::UNet3DOptions();
  volumes.inputChannels = 1;
  volumes.features = {4, 6, 8};
  auto gated = vox::GridAttentionUNetOptions();
  gated.features = {4, 6, 8};
  auto tutorial = vox::TutorialUNetOptions();
  tutorial.dimensions = 3;
  tutorial.inputChannels = 1;
  tutorial.features = {4, 6, 8};
  for (const vox::NetworkDefinition & definition :
       {vox::Define("MeshNet", mesh), vox::Define("VNet", vnet), vox::Define("UNet3D", volumes),
        vox::Define("GridAttentionUNet", gated), vox::Define("TutorialUNet", tutorial)})
  {
    const std::int64_t size = definition.name == "UNet3D" ? 48 : 16;
    const at::Tensor images = at::randn({1, 1, size, size, size});
    vox::Network network(definition, 2);
    const at::Tensor expected = network.Forward(images).front();
    network.PrepareToPredict(at::kBFloat16);
    const at::Tensor found = network.Forward(images).front();
    EXPECT_EQ(found.scalar_type(), at::kFloat) << definition.name;
    const double largest = expected.abs().max().item<double>();
    const double difference = (found - expected).abs().max().item<double>();
    EXPECT_LE(difference, 0.05 * largest) << definition.name;
    EXPECT_GT(difference, 1e-5 * largest) << definition.name << ": nothing was rounded";
  }
}
