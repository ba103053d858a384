// SPDX-License-Identifier: Apache-2.0
#include "voxNormalize.h"

#include "voxError.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{
using vox::Normalization;

at::Tensor
Normalized(const at::Tensor & channel, Normalization scheme, const vox::IntensityStatistics & statistics = {},
           const at::Tensor & mask = {})
{
  at::Tensor copy = channel.clone();
  vox::Normalize(copy, scheme, statistics, mask);
  return copy;
}

void
ExpectClose(const at::Tensor & result, const at::Tensor & expected, double tolerance)
{
  EXPECT_LE((result - expected).abs().max().item<double>(), tolerance);
}

const at::Tensor example = at::tensor({1.0F, 2.0F, 3.0F, 6.0F}).view({1, 2, 2});

TEST(Normalize, ByZScoreGivesMeanZeroAndPopulationDeviationOne)
{
  const at::Tensor result = Normalized(example, Normalization::ZScore);
  ExpectClose(result.mean(), at::zeros({}), 1e-7);
  ExpectClose(result.std(false), at::ones({}), 1e-6);
}

TEST(Normalize, ByMaskedZScoreNeitherCountsNorChangesTheOutside)
{
  const at::Tensor mask = at::tensor({1, 1, 1, 0}).to(at::kBool).view({1, 2, 2});
  const float step = 1.2247449F; // 1 / sqrt(2 / 3)
  ExpectClose(Normalized(example, Normalization::ZScore, {}, mask),
              at::tensor({-step, 0.0F, step, 6.0F}).view({1, 2, 2}), 1e-6);
  const at::Tensor nothing = at::zeros({1, 2, 2}, at::kBool);
  EXPECT_TRUE(Normalized(example, Normalization::ZScore, {}, nothing).equal(example));
}

TEST(Normalize, OfAConstantChannelIsZero)
{
  const at::Tensor constant = at::full({2, 3, 4}, 0.1F);
  ExpectClose(Normalized(constant, Normalization::ZScore), at::zeros({2, 3, 4}), 1e-6);
  EXPECT_TRUE(Normalized(constant, Normalization::RescaleTo01).equal(at::zeros({2, 3, 4})));
}

TEST(Normalize, ByCtClipsThenStandardizes)
{
  vox::IntensityStatistics statistics;
  statistics.mean = 3.0;
  statistics.standardDeviation = 2.0;
  statistics.percentile005 = 2.0;
  statistics.percentile995 = 5.0;
  EXPECT_TRUE(
      Normalized(example, Normalization::Ct, statistics).equal(at::tensor({-0.5F, -0.5F, 0.0F, 1.0F}).view({1, 2, 2})));
}

TEST(Normalize, ByRangeMapsTheEndsToZeroAndOne)
{
  EXPECT_TRUE(
      Normalized(example, Normalization::RescaleTo01).equal(at::tensor({0.0F, 0.2F, 0.4F, 1.0F}).view({1, 2, 2})));
  EXPECT_TRUE(Normalized(example * 51, Normalization::None).equal(example * 51));
  const at::Tensor colors = at::tensor({0.0F, 51.0F, 255.0F}).view({1, 1, 3});
  EXPECT_TRUE(Normalized(colors, Normalization::RgbTo01).equal(at::tensor({0.0F, 0.2F, 1.0F}).view({1, 1, 3})));
}

TEST(Normalize, RefusesColorsOutsideOfAByte)
{
  try
  {
    Normalized(example * 100, Normalization::RgbTo01);
    FAIL();
  }
  catch (const vox::Error & error)
  {
    EXPECT_EQ(error.Kind(), vox::ErrorKind::BadInput);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("from 100 to 600, expected 0 to 255"));
  }
}

TEST(Normalize, AgreesWithNnunet)
{
  VOX_REQUIRE_SHARED("parity/transforms/normalization.npz");
  const auto arrays = vox::testing::ReadNpz(vox::testing::SharedPath("parity/transforms/normalization.npz"));
  const vox::Json facts = vox::ReadJson(vox::testing::SharedPath("parity/transforms/normalization.json"));
  vox::IntensityStatistics statistics;
  vox::FromJson(facts.at("intensityproperties_for_CT"), statistics, "normalization.json");
  const at::Tensor input = arrays.at("input");
  const double tolerance = 1e-5;
  ExpectClose(Normalized(input, Normalization::ZScore), arrays.at("ZScoreNormalization"), tolerance);
  ExpectClose(Normalized(arrays.at("input_masked"), Normalization::ZScore, {}, arrays.at("seg").ge(0)),
              arrays.at("ZScoreNormalization_mask"), tolerance);
  ExpectClose(Normalized(input, Normalization::Ct, statistics), arrays.at("CTNormalization"), tolerance);
  ExpectClose(Normalized(input, Normalization::None), arrays.at("NoNormalization"), 0.0);
  ExpectClose(Normalized(input, Normalization::RescaleTo01), arrays.at("RescaleTo01Normalization"), tolerance);
  ExpectClose(Normalized(arrays.at("rgb"), Normalization::RgbTo01), arrays.at("RGBTo01Normalization"), tolerance);
}
} // namespace
