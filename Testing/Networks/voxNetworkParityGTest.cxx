// SPDX-License-Identifier: Apache-2.0
// Numbers of dynamic_network_architectures 0.4.4 and torch 2.11 (float64 forward passes), and of three steps of
// nnU-Net 2.8.1's optimizer.
#include "voxJson.h"
#include "voxNetwork.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{

using vox::Json;
using vox::testing::SharedPath;

/** Element `i` of tensor `t`: uniform in [-1, 1), the fill formula of the fixtures. */
double
Fill(std::uint64_t seed, std::uint64_t t, std::uint64_t i)
{
  std::uint64_t z = seed + (t + 1) * 0xD1B54A32D192ED03u + (i + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  z = z ^ (z >> 31);
  return static_cast<double>(z >> 11) * 0x1p-52 - 1.0;
}

at::Tensor
Filled(std::vector<std::int64_t> shape, std::uint64_t seed, std::uint64_t t, double amplitude, double offset = 0.0)
{
  at::Tensor tensor = at::empty(shape);
  float * const values = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i)
  {
    values[i] = static_cast<float>(offset + amplitude * Fill(seed, t, static_cast<std::uint64_t>(i)));
  }
  return tensor;
}

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

/** The distinct tensors of a fixture, filled by its rules, in the order of the file. */
std::vector<std::pair<std::string, at::Tensor>>
WeightsOf(const Json & fixture)
{
  std::vector<std::pair<std::string, at::Tensor>> weights;
  for (const Json & row : fixture["keys"])
  {
    const std::string rule = row[4];
    if (rule == "alias")
    {
      continue;
    }
    const double amplitude = rule == "weight"  ? fixture["gain"].get<double>() * std::sqrt(3.0 / row[5].get<double>())
                             : rule == "scale" ? 0.1
                                               : 0.05;
    weights.emplace_back(row[0], Filled(row[1], fixture["seed"], row[3], amplitude, rule == "scale" ? 1.0 : 0.0));
  }
  return weights;
}

at::Tensor
InputOf(const Json & fixture)
{
  return Filled(fixture["inputs"][0]["shape"], fixture["seed"], 1'000'000, std::sqrt(3.0));
}

class NetworkParity : public ::testing::TestWithParam<const char *>
{};

} // namespace

TEST_P(NetworkParity, ForwardPassGivesTheLogitsOfNnUNetAtEveryScale)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  const auto folder = SharedPath("parity/numeric/networks");
  const Json fixture = vox::ReadJson(folder / (std::string(GetParam()) + ".json"));
  const Json & constructor = fixture["constructor"];
  vox::Network network(constructor["class"].get<std::string>(), OptionsOf(constructor["args"]));
  const auto weights = WeightsOf(fixture);

  const auto parameters = network.Parameters();
  ASSERT_EQ(parameters.size(), weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i)
  {
    EXPECT_EQ(parameters[i].first, weights[i].first); // the order too
  }
  network.LoadParameters({weights.begin(), weights.end()}, GetParam());
  network.SetDeepSupervision(true);

  const at::Tensor input = InputOf(fixture);
  const bool planar = network.Options().dimensions == 2;
  for (const bool channelsLast : {false, true})
  {
    if (channelsLast)
    {
      network.UseChannelsLast();
    }
    for (const bool inference : {true, false}) // small single samples are computed differently without gradients
    {
      const at::AutoGradMode gradients(!inference);
      const std::vector<at::Tensor> outputs = network.Forward(planar ? input.unsqueeze(2) : input);
      ASSERT_EQ(outputs.size(), fixture["outputs"].size());
      for (std::size_t i = 0; i < outputs.size(); ++i)
      {
        const Json & row = fixture["outputs"][i];
        const at::Tensor expected = vox::testing::ReadNpy(folder / row["file"].get<std::string>());
        const at::Tensor found = planar ? outputs[i].squeeze(2) : outputs[i];
        ASSERT_EQ(found.sizes(), expected.sizes());
        const double difference = (found - expected).abs().max().item<double>();
        EXPECT_LE(difference, row["tolerance_max_abs"].get<double>()) << "output " << i;
        RecordProperty(fmt::format("output_{}_{}{}", i, channelsLast, inference), fmt::format("{:.2e}", difference));
      }
    }
  }

  if (fixture.contains("train"))
  {
    const Json & train = fixture["train"];
    network.SetTraining(true);
    const std::vector<at::Tensor> outputs = network.Forward(planar ? input.unsqueeze(2) : input);
    at::Tensor loss = at::zeros({});
    for (std::size_t i = 0; i < outputs.size(); ++i)
    {
      loss = loss + (outputs[i] * Filled(outputs[i].sizes().vec(), fixture["seed"], 2'000'000 + i, 1.0)).mean();
    }
    loss.backward();
    EXPECT_NEAR(loss.item<double>(), train["value"].get<double>(), 1e-5);
    const double total = train["grad_total_norm"];
    std::map<std::string, at::Tensor> found;
    double sum = 0.0;
    for (const auto & [name, weight] : network.Parameters())
    {
      found[name] = weight.grad();
      sum += std::pow(weight.grad().norm().item<double>(), 2);
    }
    EXPECT_NEAR(std::sqrt(sum), total, 1e-4 * total);
    for (const Json & row : train["grad"])
    {
      const double norm = row[1];
      const double tolerance = norm > 1e-6 * total ? 1e-4 * norm : 1e-6 * total;
      EXPECT_NEAR(found.at(row[0]).norm().item<double>(), norm, tolerance) << row[0];
    }
  }
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
