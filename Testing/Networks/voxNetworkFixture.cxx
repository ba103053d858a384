// SPDX-License-Identifier: Apache-2.0
#include "voxNetworkFixture.h"

#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace vox::testing
{
namespace
{

/** Element `i` of tensor `t`: uniform in [-1, 1). */
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
Filled(at::IntArrayRef shape, std::uint64_t seed, std::uint64_t t, double amplitude, double offset = 0.0)
{
  at::Tensor tensor = at::empty(shape);
  float * const values = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i)
  {
    values[i] = static_cast<float>(offset + amplitude * Fill(seed, t, static_cast<std::uint64_t>(i)));
  }
  return tensor;
}

/** Amplitude and offset of a rule that is not "weight". */
std::pair<double, double>
RangeOf(const std::string & rule)
{
  static const std::map<std::string, std::pair<double, double>> ranges{{"embed", {0.5, 0.0}}, {"scale", {0.1, 1.0}},
                                                                       {"bias", {0.05, 0.0}}, {"prelu", {0.1, 0.25}},
                                                                       {"mean", {0.1, 0.0}},  {"var", {0.2, 1.0}}};
  return ranges.at(rule);
}

bool
BeginsWithAny(const std::string & name, const std::vector<std::string> & beginnings)
{
  return std::ranges::any_of(beginnings, [&](const std::string & begin) { return name.starts_with(begin); });
}

bool
IsStatistic(const std::string & name)
{
  return name.ends_with("running_mean") || name.ends_with("running_var");
}

/** The outputs of the network for the fixture's input, without a depth axis in two dimensions as there. */
std::vector<at::Tensor>
Forward(Network & network, const NetworkFixture & fixture, const ParitySettings & settings)
{
  const at::Tensor input = fixture.Input().to(network.Parameters().front().second.scalar_type());
  const bool planar = network.Definition().Dimensions() == 2;
  const at::Tensor images = planar ? input.unsqueeze(2) : input;
  std::vector<at::Tensor> outputs = settings.forward ? settings.forward(network, images) : network.Forward(images);
  if (planar)
  {
    for (at::Tensor & output : outputs)
    {
      output = output.squeeze(-3);
    }
  }
  return outputs;
}

void
ExpectOutputs(Network & network, const NetworkFixture & fixture, const ParitySettings & settings,
              const std::string & how)
{
  const std::vector<at::Tensor> outputs = Forward(network, fixture, settings);
  ASSERT_EQ(outputs.size(), fixture.Description()["outputs"].size());
  for (std::size_t k = 0; k < outputs.size(); ++k)
  {
    const at::Tensor expected = fixture.Output(k);
    ASSERT_EQ(outputs[k].sizes(), expected.sizes());
    const double difference = (outputs[k] - expected).abs().max().item<double>();
    EXPECT_LE(difference, fixture.Tolerance(k)) << "output " << k << ", " << how;
    ::testing::Test::RecordProperty(fmt::format("output {}, {}", k, how), fmt::format("{:.2e}", difference));
  }
}

void
ExpectTrainingStep(Network & network, const NetworkFixture & fixture, const ParitySettings & settings)
{
  const Json & train = fixture.Description()["train"];
  network.SetTraining(true);
  if (settings.trainingStepInDouble)
  {
    for (auto & [name, tensor] : network.Parameters())
    {
      tensor.set_data(tensor.detach().to(at::kDouble));
    }
  }
  const std::vector<at::Tensor> outputs = Forward(network, fixture, settings);
  at::Tensor loss = at::zeros({});
  for (std::size_t k = 0; k < outputs.size(); ++k)
  {
    loss = loss + (outputs[k] * fixture.LossWeights(k, outputs[k].sizes())).mean();
  }
  loss.backward();
  EXPECT_NEAR(loss.item<double>(), train["value"].get<double>(), 1e-5);
  const double total = train["grad_total_norm"];
  std::map<std::string, double> norms;
  double sum = 0.0;
  for (const auto & [name, weight] : network.Parameters())
  {
    norms[name] = weight.grad().defined() ? weight.grad().norm().item<double>() : 0.0;
    sum += norms[name] * norms[name];
  }
  EXPECT_NEAR(std::sqrt(sum), total, 1e-4 * total);
  for (const Json & row : train["grad"])
  {
    const double norm = row[1];
    EXPECT_NEAR(norms.at(row[0]), norm, norm > 1e-6 * total ? 1e-4 * norm : 1e-6 * total) << row[0];
  }
}

} // namespace

NetworkFixture::NetworkFixture(const std::string & name)
    : m_Folder(SharedPath("parity/numeric/networks")), m_Json(ReadJson(m_Folder / (name + ".json")))
{}

const Json &
NetworkFixture::Description() const
{
  return m_Json;
}

std::uint64_t
NetworkFixture::Seed() const
{
  return m_Json["seed"];
}

std::vector<std::pair<std::string, at::Tensor>>
NetworkFixture::Weights() const
{
  std::vector<std::pair<std::string, at::Tensor>> weights;
  for (const Json & row : m_Json["keys"])
  {
    const std::string rule = row[4];
    if (rule == "alias" || rule == "keep")
    {
      continue;
    }
    const auto [amplitude, offset] =
        rule == "weight" ? std::pair(m_Json["gain"].get<double>() * std::sqrt(3.0 / row[5].get<double>()), 0.0)
                         : RangeOf(rule);
    weights.emplace_back(row[0], Filled(row[1].get<std::vector<std::int64_t>>(), Seed(), row[3], amplitude, offset));
  }
  return weights;
}

at::Tensor
NetworkFixture::Input(std::size_t k) const
{
  return Filled(m_Json["inputs"][k]["shape"].get<std::vector<std::int64_t>>(), Seed(), 1'000'000 + k, std::sqrt(3.0));
}

at::Tensor
NetworkFixture::Output(std::size_t k) const
{
  return ReadNpy(m_Folder / m_Json["outputs"][k]["file"].get<std::string>());
}

double
NetworkFixture::Tolerance(std::size_t k) const
{
  return m_Json["outputs"][k]["tolerance_max_abs"];
}

at::Tensor
NetworkFixture::LossWeights(std::size_t k, at::IntArrayRef sizes) const
{
  return Filled(sizes, Seed(), 2'000'000 + k, 1.0);
}

void
ExpectParity(const std::string & name, const NetworkDefinition & definition, const ParitySettings & settings)
{
  const NetworkFixture fixture(name);
  Network network(definition);
  network.SetDeepSupervision(settings.deepSupervision);

  std::map<std::string, at::Tensor> weights;
  std::vector<std::string> names;
  std::int64_t unusedParameters = 0;
  for (const auto & [key, tensor] : fixture.Weights())
  {
    if (BeginsWithAny(key, settings.unused))
    {
      unusedParameters += IsStatistic(key) ? 0 : tensor.numel();
      continue;
    }
    weights[key] = tensor;
    if (!IsStatistic(key))
    {
      names.push_back(key);
    }
  }
  std::vector<std::string> ours;
  std::int64_t parameters = 0;
  for (const auto & [key, tensor] : network.Parameters())
  {
    if (!IsStatistic(key))
    {
      ours.push_back(key);
      parameters += tensor.numel();
    }
  }
  if (!settings.sameOrder)
  {
    std::ranges::sort(names);
    std::ranges::sort(ours);
  }
  EXPECT_EQ(ours, names);
  EXPECT_EQ(parameters + unusedParameters, fixture.Description()["parameters"].get<std::int64_t>());
  network.LoadParameters(weights, name);

  for (const char * const order : {"torch's order", "channels last"})
  {
    for (const bool gradients : {false, true}) // small single samples are computed differently without gradients
    {
      const at::AutoGradMode mode(gradients);
      ExpectOutputs(network, fixture, settings, fmt::format("{}{}", order, gradients ? ", with gradients" : ""));
    }
    network.UseChannelsLast();
  }
  {
    const at::NoGradGuard noGrad;
    network.PrepareToPredict();
    ExpectOutputs(network, fixture, settings, "prepared");
    ExpectOutputs(network, fixture, settings, "prepared, again"); // with features of the pool
  }
  if (fixture.Description().contains("train"))
  {
    ExpectTrainingStep(network, fixture, settings);
  }
}

} // namespace vox::testing
