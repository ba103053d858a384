// SPDX-License-Identifier: Apache-2.0
#include "voxForEachIndex.h"
#include "voxNormForward.h"
#include "voxRandomValues.h"

#include <gtest/gtest.h>

#include <cmath>

namespace
{
using vox::kernels::Bfloat16;
using vox::kernels::FeatureExtent;
using vox::kernels::NormForward;
using vox::kernels::ToFloat;

template <typename T>
std::vector<T>
Normalized(NormForward<T> norm, const std::vector<T> & input)
{
  const FeatureExtent & extent = norm.extent;
  std::vector<float> scratch(static_cast<std::size_t>(NormScratchBytes(extent)) / sizeof(float));
  std::vector<T> output(input.size());
  norm.input = input.data();
  norm.scratch = scratch.data();
  norm.output = output.data();
  ForEachNormStep(norm, [](const auto & step) { vox::kernels::ForEachIndex(step, 2); });
  return output;
}

/** In double, by the definition. */
template <typename T>
std::vector<double>
ByDefinition(const NormForward<T> & norm, const std::vector<T> & input)
{
  const auto [samples, voxels, channels] = norm.extent;
  std::vector<double> output(input.size());
  for (std::int64_t row = 0; row < samples * channels; ++row)
  {
    const std::int64_t channel = row % channels;
    const std::int64_t first = row / channels * voxels * channels + channel;
    const auto at = [&](std::int64_t v) { return static_cast<std::size_t>(first + v * channels); };
    double mean = 0.0;
    for (std::int64_t v = 0; v < voxels; ++v)
    {
      mean += ToFloat(input[at(v)]) / static_cast<double>(voxels);
    }
    double variance = 0.0;
    for (std::int64_t v = 0; v < voxels; ++v)
    {
      variance += std::pow(ToFloat(input[at(v)]) - mean, 2) / static_cast<double>(voxels);
    }
    for (std::int64_t v = 0; v < voxels; ++v)
    {
      double value = (ToFloat(input[at(v)]) - mean) / std::sqrt(variance + static_cast<double>(norm.eps));
      value = value * (norm.weight == nullptr ? 1.0F : norm.weight[channel]) +
              (norm.bias == nullptr ? 0.0F : norm.bias[channel]) +
              (norm.residual == nullptr ? 0.0F : ToFloat(norm.residual[at(v)]));
      output[at(v)] = value > 0.0 ? value : value * static_cast<double>(norm.slope);
    }
  }
  return output;
}

template <typename T>
void
ExpectDefinition(const NormForward<T> & norm, const std::vector<T> & input, double relative, double absolute)
{
  const auto expected = ByDefinition(norm, input);
  const auto found = Normalized(norm, input);
  for (std::size_t i = 0; i < input.size(); ++i)
  {
    ASSERT_NEAR(ToFloat(found[i]), expected[i], absolute + relative * std::fabs(expected[i])) << i;
  }
}

template <typename T>
void
ExpectDefinitionOfManyShapes(double relative, double absolute)
{
  // One run of voxels, several, and enough for two rounds of merging; with and without whole packs of four channels.
  for (const FeatureExtent & extent :
       {FeatureExtent{2, 7, 8}, FeatureExtent{1, 128, 4}, FeatureExtent{2, 300, 3}, FeatureExtent{1, 20000, 4}})
  {
    const std::int64_t count = extent.samples * extent.voxels * extent.channels;
    const auto input = vox::testing::NormalValues<T>(count, 1, 0.5F, 3.0);
    const auto residual = vox::testing::NormalValues<T>(count, 2);
    const auto weight = vox::testing::NormalValues(extent.channels, 3);
    const auto bias = vox::testing::NormalValues(extent.channels, 4);
    NormForward<T> norm;
    norm.extent = extent;
    ExpectDefinition(norm, input, relative, absolute);
    norm.weight = weight.data();
    norm.bias = bias.data();
    norm.slope = 0.01F;
    ExpectDefinition(norm, input, relative, absolute);
    norm.residual = residual.data();
    ExpectDefinition(norm, input, relative, absolute);
  }
}

TEST(NormForward, OfFloatIsTheDefinition)
{
  ExpectDefinitionOfManyShapes<float>(1e-5, 2e-6);
}

TEST(NormForward, OfBfloat16IsTheDefinitionRounded)
{
  ExpectDefinitionOfManyShapes<Bfloat16>(0x1p-8, 1e-5);
}

TEST(NormForward, KeepsItsDigitsFarFromZero)
{
  NormForward<float> norm;
  norm.extent = {1, 20000, 4};
  ExpectDefinition(norm, vox::testing::NormalValues(80000, 5, 1000.0F), 1e-4, 2e-4); // 1000 has digits of 6e-5
}

TEST(NormForward, OfEqualValuesIsTheBias)
{
  NormForward<float> norm;
  norm.extent = {1, 500, 4};
  const std::vector<float> bias{1.0F, -2.0F, 0.0F, 3.0F};
  norm.bias = bias.data();
  const auto found = Normalized(norm, std::vector<float>(2000, 0.1F));
  for (std::size_t i = 0; i < found.size(); ++i)
  {
    ASSERT_FLOAT_EQ(found[i], bias[i % 4]);
  }
}

TEST(NormForward, MayOverwriteItsInput)
{
  NormForward<float> norm;
  norm.extent = {2, 300, 8};
  norm.slope = 0.01F;
  auto input = vox::testing::NormalValues(2 * 300 * 8, 6);
  const auto expected = Normalized(norm, input);
  std::vector<float> scratch(static_cast<std::size_t>(NormScratchBytes(norm.extent)) / sizeof(float));
  norm.input = input.data();
  norm.output = input.data();
  norm.scratch = scratch.data();
  ForEachNormStep(norm, [](const auto & step) { vox::kernels::ForEachIndex(step, 1); });
  EXPECT_EQ(input, expected);
}
} // namespace
