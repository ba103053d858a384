// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxAttention.h"
#include "Blocks/voxAttentionOverGrid.h"
#include "Blocks/voxMaskQueries.h"
#include "Blocks/voxPatchEmbedding.h"
#include "Blocks/voxWindowPlan.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace
{

double
LargestDifference(const at::Tensor & a, const at::Tensor & b)
{
  return (a - b).abs().max().item<double>();
}

void
Randomize(torch::nn::Module & module)
{
  const at::NoGradGuard noGrad;
  for (const auto & parameter : module.parameters())
  {
    parameter.normal_();
  }
}

} // namespace

TEST(Attention, IsTheSoftmaxOfProductsInEachHead)
{
  const at::Tensor query = at::randn({2, 3, 8});
  const at::Tensor key = at::randn({2, 5, 8});
  const at::Tensor value = at::randn({2, 5, 8});
  const at::Tensor mask = at::randn({3, 5});
  std::vector<at::Tensor> heads;
  for (std::int64_t head = 0; head < 2; ++head)
  {
    const at::Tensor products = at::matmul(query.narrow(2, 4 * head, 4), key.narrow(2, 4 * head, 4).transpose(1, 2));
    heads.push_back(at::matmul(at::softmax(products / 2.0 + mask, -1), value.narrow(2, 4 * head, 4)));
  }
  EXPECT_LE(LargestDifference(vox::Attend(query, key, value, 2, mask), at::cat(heads, 2)), 1e-6);
}

TEST(Attention, TokensGoBackToTheirVoxels)
{
  const at::Tensor features = at::randn({2, 3, 4, 5, 6});
  EXPECT_TRUE(vox::FeaturesOf(vox::TokensOf(features), {4, 5, 6}).equal(features));
  EXPECT_TRUE(
      vox::TokensOf(features)[1][6 * 5 + 2].equal(features.select(0, 1).select(1, 1).select(1, 0).select(1, 2)));
}

TEST(PatchEmbedding, IsAConvolutionWhoseKernelIsItsStride)
{
  const at::NoGradGuard noGrad;
  vox::PatchEmbedding layer(3, 7, {2, 4, 3}, 3);
  Randomize(layer);
  const at::Tensor images = at::randn({2, 3, 4, 8, 9});
  const auto weights = layer.named_parameters();
  const at::Tensor expected = at::conv3d(images, weights["weight"], weights["bias"], {2, 4, 3}).movedim(1, -1);
  EXPECT_LE(LargestDifference(layer.forward(images), expected), 1e-5);
}

/** The rules of shifted windows, token by token: a grid of 3 (no more than a window of 4) x 7 (two windows, one
 * token of padding). */
TEST(WindowPlan, TokensOfAWindowSeeEachOtherUnlessTheyAreOfOtherParts)
{
  const vox::WindowPlan plan = vox::PlanWindows(2, {3, 7}, 4, true);
  ASSERT_EQ(plan.tokens, 12); // 3 along the axis that is not longer than a window
  ASSERT_EQ(plan.groups.size(), 2u);
  EXPECT_EQ(plan.groups[0].windows, 2); // one for each sample
  EXPECT_FALSE(plan.groups[0].mask.defined());
  EXPECT_EQ(plan.groups[1].windows, 2);
  const at::Tensor order = plan.intoWindows.there.view({2, 2, 3, 4}); // group, sample, y, x
  for (std::int64_t sample = 0; sample < 2; ++sample)
  {
    for (std::int64_t y = 0; y < 3; ++y)
    {
      const std::int64_t row = (3 * sample + y) * 7;
      for (std::int64_t x = 0; x < 4; ++x)
      {
        EXPECT_EQ(order[0][sample][y][x].item<std::int64_t>(), row + 2 + x); // rolled by half a window
        const std::int64_t last[] = {row + 6, -1, row, row + 1};             // the end, padding, and the beginning
        EXPECT_EQ(order[1][sample][y][x].item<std::int64_t>(), last[x]);
      }
    }
  }
  const at::Tensor mask = plan.groups[1].mask.view({3, 4, 3, 4});
  for (std::int64_t a = 0; a < 4; ++a)
  {
    for (std::int64_t b = 0; b < 4; ++b)
    {
      EXPECT_EQ(mask[0][a][2][b].item<float>(), a / 2 == b / 2 ? 0.0F : -100.0F);
    }
  }
}

TEST(WindowPlan, RowsComeBackAndTheGradientGoesTheSameWay)
{
  const vox::WindowPlan plan = vox::PlanWindows(2, {5, 3, 7}, 2, true);
  const at::Tensor rows = at::randn({2 * 5 * 3 * 7, 3}).requires_grad_();
  const at::Tensor windows = vox::GatherRows(rows, plan.intoWindows);
  EXPECT_EQ(windows.size(0) % plan.tokens, 0);
  EXPECT_TRUE(vox::GatherRows(windows, plan.ontoGrid).equal(rows));
  const at::Tensor towards = at::randn_like(windows);
  (windows * towards).sum().backward();
  at::Tensor expected = at::zeros_like(rows.detach());
  for (std::int64_t i = 0; i < windows.size(0); ++i)
  {
    const auto row = plan.intoWindows.there[i].item<std::int64_t>();
    if (row >= 0)
    {
      expected[row] += towards[i];
    }
  }
  EXPECT_TRUE(rows.grad().equal(expected));
}

TEST(PlaceCode, TellsEveryVoxelOfAGridFromTheOthers)
{
  const at::Tensor code = vox::PlaceCode({3, 4}, 7)[0];
  ASSERT_EQ(code.size(0), 12);
  EXPECT_NEAR(code[4 * 2 + 3][0].item<double>(), std::sin(2.0), 1e-6); // y
  EXPECT_NEAR(code[4 * 2 + 3][1].item<double>(), std::sin(3.0), 1e-6); // x
  EXPECT_NEAR(code[4 * 2 + 3][3].item<double>(), std::cos(3.0), 1e-6);
  for (std::int64_t a = 0; a < 12; ++a)
  {
    for (std::int64_t b = 0; b < a; ++b)
    {
      EXPECT_GT(LargestDifference(code[a], code[b]), 1e-3);
    }
  }
}

TEST(MaskedCrossAttention, SeesOnlyWhereTheMaskIsAboveOneHalf)
{
  const at::NoGradGuard noGrad;
  vox::MaskedCrossAttention layer(6, {.channels = 8, .heads = 2, .mlpChannels = 5});
  Randomize(layer);
  const at::Tensor queries = at::randn({1, 1, 8});
  const at::Tensor features = at::randn({1, 6, 2, 4, 4});
  at::Tensor masks = at::full({1, 1, 2, 4, 4}, -1.0);
  masks.slice(4, 0, 2).fill_(1.0);
  const at::Tensor refined = layer.forward(queries, features, masks);
  at::Tensor elsewhere = features.clone();
  elsewhere.slice(4, 2, 4).normal_();
  EXPECT_LE(LargestDifference(layer.forward(queries, elsewhere, masks), refined), 1e-6);
  at::Tensor inside = features.clone();
  inside.slice(4, 0, 2).normal_();
  EXPECT_GT(LargestDifference(layer.forward(queries, inside, masks), refined), 1e-3);
  // An empty mask would leave nothing to look at: it sees all.
  const at::Tensor nowhere = at::full_like(masks, -1.0);
  const at::Tensor everywhere = at::full_like(masks, 1.0);
  EXPECT_LE(LargestDifference(layer.forward(queries, features, nowhere), layer.forward(queries, features, everywhere)),
            1e-6);
}
