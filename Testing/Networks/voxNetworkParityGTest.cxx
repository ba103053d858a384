// SPDX-License-Identifier: Apache-2.0
// Numbers of dynamic_network_architectures 0.4.4 and torch 2.11 (float64 forward passes), and of three steps of
// nnU-Net 2.8.1's optimizer.
#include "voxJson.h"
#include "voxNetworkFixture.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"
#include "voxUNetOptions.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{

using vox::Json;
using vox::testing::SharedPath;

std::vector<vox::Zyx<std::int64_t>>
ZyxList(const Json & json)
{
  std::vector<vox::Zyx<std::int64_t>> list;
  for (const auto & item : json.get<std::vector<std::vector<std::int64_t>>>())
  {
    list.push_back({item.size() == 3 ? item[0] : 1, item[item.size() - 2], item.back()});
  }
  return list;
}

vox::UNetOptions
OptionsOf(const Json & args)
{
  vox::UNetOptions options;
  options.dimensions = args["conv_op"] == "Conv2d" ? 2 : 3;
  options.inputChannels = args["input_channels"];
  options.outputChannels = args["num_classes"];
  options.featuresPerStage = args["features_per_stage"].get<std::vector<std::int64_t>>();
  options.kernelSizes = ZyxList(args["kernel_sizes"]);
  options.strides = ZyxList(args["strides"]);
  options.blocksPerStage = args[args.contains("n_blocks_per_stage") ? "n_blocks_per_stage" : "n_conv_per_stage"]
                               .get<std::vector<std::int64_t>>();
  options.convsPerDecoderStage = args["n_conv_per_stage_decoder"].get<std::vector<std::int64_t>>();
  return options;
}

class NetworkParity : public ::testing::TestWithParam<const char *>
{};

} // namespace

TEST_P(NetworkParity, GivesTheLogitsAndGradientsOfNnUNetAtEveryScale)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  const Json constructor = vox::testing::NetworkFixture(GetParam()).Description()["constructor"];
  vox::testing::ExpectParity(GetParam(),
                             vox::Define(constructor["class"].get<std::string>(), OptionsOf(constructor["args"])),
                             {.deepSupervision = true});
}

INSTANTIATE_TEST_SUITE_P(NnUNet, NetworkParity,
                         ::testing::Values("nnunet_plain_2d", "nnunet_plain_3d", "nnunet_plain_3d_aniso",
                                           "nnunet_resenc_2d", "nnunet_resenc_3d"),
                         [](const auto & test) { return std::string(test.param); });

namespace
{

/** Tensors of an .npz whose names begin with `prefix`, without it. */
std::map<std::string, at::Tensor>
WithPrefix(const std::map<std::string, at::Tensor> & arrays, std::string_view prefix)
{
  std::map<std::string, at::Tensor> found;
  for (const auto & [name, array] : arrays)
  {
    if (name.starts_with(prefix))
    {
      found[name.substr(prefix.size())] = array;
    }
  }
  return found;
}

double
LargestDifference(const at::Tensor & a, const at::Tensor & b)
{
  return (a.detach() - b).abs().max().item<double>();
}

} // namespace

/** The gradients of nnU-Net's own loss are compared in the tests of Training; here the network alone. */
class NetworkSteps : public ::testing::TestWithParam<const char *>
{};

TEST_P(NetworkSteps, TrainingModeGivesTheLogitsOfNnUNet)
{
  VOX_REQUIRE_SHARED("parity/transforms");
  const std::string stem = std::string("sgd_steps_") + GetParam();
  const Json description = vox::ReadJson(SharedPath("parity/transforms/" + stem + ".json"));
  const auto arrays = vox::testing::ReadNpz(SharedPath("parity/transforms/" + stem + ".npz"));
  const bool plain = std::string(GetParam()) == "plain";

  vox::UNetOptions options;
  options.inputChannels = description["input_channels"];
  options.outputChannels = description["classes"];
  options.featuresPerStage = description["features"].get<std::vector<std::int64_t>>();
  options.kernelSizes = ZyxList(description["kernel_sizes"]);
  options.strides = ZyxList(description["strides"]);
  options.blocksPerStage = plain ? std::vector<std::int64_t>(3, description["n_conv_per_stage"])
                                 : description["n_blocks_per_stage"].get<std::vector<std::int64_t>>();
  options.convsPerDecoderStage = std::vector<std::int64_t>(2, description["n_conv_per_stage_decoder"]);

  vox::Network network(plain ? "PlainConvUNet" : "ResidualEncoderUNet", options);
  network.LoadParameters(WithPrefix(arrays, "init__"), stem);
  network.SetDeepSupervision(true);
  network.SetTraining(true);
  const std::vector<at::Tensor> outputs = network.Forward(arrays.at("input"));
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_LE(LargestDifference(outputs[0], arrays.at("out0_0")), 1e-5);
  EXPECT_LE(LargestDifference(outputs[1], arrays.at("out0_1")), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(NnUNet, NetworkSteps, ::testing::Values("plain", "resenc"));
