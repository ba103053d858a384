// SPDX-License-Identifier: Apache-2.0
#include "voxResampleTensor.h"

#include "voxNpy.h"
#include "voxPreprocessExamples.h"
#include "voxResample.h"
#include "voxSeparateAxis.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace
{
using vox::Json;
using vox::Zyx;

template <typename T>
Zyx<T>
ZyxOf(const Json & json)
{
  const auto values = json.get<std::array<T, 3>>();
  return {values[0], values[1], values[2]};
}

std::optional<bool>
ForceOf(const Json & json)
{
  return json.is_null() ? std::nullopt : std::optional<bool>(json.get<bool>());
}

TEST(ResampledSize, RoundsHalfToEven)
{
  EXPECT_EQ(vox::ResampledSize({5, 7, 9}, {1, 1, 1}, {2, 2, 2}), (Zyx<std::int64_t>{2, 4, 4}));
  EXPECT_EQ(vox::ResampledSize({40, 512, 512}, {5, 0.8, 0.8}, {3, 0.7, 0.7}), (Zyx<std::int64_t>{67, 585, 585}));
}

TEST(ResampledSize, IsNeverBelowOne)
{
  EXPECT_EQ(vox::ResampledSize({1, 3, 2}, {1, 1, 1}, {9, 9, 1}), (Zyx<std::int64_t>{1, 1, 2}));
}

TEST(SeparateAxis, FollowsTheSpacings)
{
  const auto none = std::nullopt;
  EXPECT_EQ(vox::SeparateAxis({5, 1, 1}, {1, 1, 1}, none), 0U);
  EXPECT_EQ(vox::SeparateAxis({3, 1, 1}, {3, 1, 1}, none), none); // exactly 3 is not above 3
  EXPECT_EQ(vox::SeparateAxis({1, 1, 1}, {1, 1, 3.5}, none), 2U);
  EXPECT_EQ(vox::SeparateAxis({1, 5, 2}, {5, 1, 1}, none), 1U);   // the current spacing decides first
  EXPECT_EQ(vox::SeparateAxis({4, 4, 1}, {1, 1, 9}, none), none); // a tie ends the decision
  EXPECT_EQ(vox::SeparateAxis({2, 1, 1}, {1, 1, 1}, true), 0U);
  EXPECT_EQ(vox::SeparateAxis({1, 1, 1}, {5, 1, 1}, true), none);
  EXPECT_EQ(vox::SeparateAxis({9, 1, 1}, {9, 1, 1}, false), none);
}

TEST(ResampleImage, ToTheSameSizeIsTheSameTensor)
{
  const at::Tensor image = vox::testing::NoiseTensor(2, {3, 4, 5}, 1);
  EXPECT_TRUE(vox::ResampleImage(image, {3, 4, 5}, 0, {}, 1).is_same(image));
}

TEST(ResampleImage, WithASeparateAxisResizesEverySliceByItself)
{
  const at::Tensor image = vox::testing::NoiseTensor(1, {5, 9, 8}, 2);
  const at::Tensor result = vox::ResampleImage(image, {9, 6, 11}, 0, {3, 0, std::nullopt}, 2);
  const std::array<std::int64_t, 9> source{0, 0, 1, 1, 2, 3, 3, 4, 4};
  for (std::int64_t slice = 0; slice < 9; ++slice)
  {
    const at::Tensor plane = image[0][source[static_cast<std::size_t>(slice)]].contiguous();
    at::Tensor expected = at::empty({6, 11});
    vox::kernels::Resize(plane.const_data_ptr<float>(), {1, 9, 8}, expected.mutable_data_ptr<float>(), {1, 6, 11}, 3,
                         1);
    EXPECT_TRUE(result[0][slice].equal(expected)) << slice;
  }
}

TEST(ResampleImage, TreatsASeparateAxisAlikeWhereverItIs)
{
  const at::Tensor image = vox::testing::NoiseTensor(2, {6, 7, 5}, 3);
  for (const int orderZ : {0, 1})
  {
    const vox::ResampleOptions options{3, orderZ, std::nullopt};
    const at::Tensor first = vox::ResampleImage(image, {4, 9, 8}, 0, options, 1);
    EXPECT_TRUE(
        vox::ResampleImage(image.movedim(1, 2).contiguous(), {9, 4, 8}, 1, options, 1).equal(first.movedim(1, 2)));
    EXPECT_TRUE(
        vox::ResampleImage(image.movedim(1, 3).contiguous(), {9, 8, 4}, 2, options, 1).equal(first.movedim(1, 3)));
  }
}

TEST(ResampleImage, DoesNotDependOnTheNumberOfThreads)
{
  const at::Tensor image = vox::testing::NoiseTensor(2, {6, 7, 5}, 4);
  for (const std::optional<std::size_t> axis : {std::optional<std::size_t>(), std::optional<std::size_t>(1)})
  {
    const at::Tensor one = vox::ResampleImage(image, {13, 9, 8}, axis, {3, 1, std::nullopt}, 1);
    EXPECT_TRUE(vox::ResampleImage(image, {13, 9, 8}, axis, {3, 1, std::nullopt}, 5).equal(one));
  }
}

TEST(ResampleLabels, OfOrder0TakesTheNearestVoxel)
{
  const at::Tensor labels = vox::testing::RandomLabels({5, 6, 7}, 4, 5)[0];
  const at::Tensor result =
      vox::ResampleLabels(labels.to(at::kShort), {9, 4, 7}, std::nullopt, {0, 0, std::nullopt}, 1);
  const at::Tensor expected = labels.index_select(0, at::tensor(vox::kernels::NearestIndices(5, 9)))
                                  .index_select(1, at::tensor(vox::kernels::NearestIndices(6, 4)));
  EXPECT_TRUE(result.to(at::kInt).equal(expected));
}

TEST(Resampling, DecidesSizeAndSeparateAxisAsNnunet)
{
  VOX_REQUIRE_SHARED("parity/transforms/resampling.json");
  const Json facts = vox::ReadJson(vox::testing::SharedPath("parity/transforms/resampling.json"));
  for (const Json & fact : facts.at("compute_new_shape"))
  {
    EXPECT_EQ(vox::ResampledSize(ZyxOf<std::int64_t>(fact.at("shape")), ZyxOf<double>(fact.at("old")),
                                 ZyxOf<double>(fact.at("new"))),
              ZyxOf<std::int64_t>(fact.at("result")))
        << fact.dump();
  }
  for (const Json & fact : facts.at("separate_z"))
  {
    const auto axis =
        vox::SeparateAxis(ZyxOf<double>(fact.at("current")), ZyxOf<double>(fact.at("new")), ForceOf(fact.at("force")));
    EXPECT_EQ(axis.has_value(), fact.at("result").at(0).get<bool>()) << fact.dump();
    if (axis)
    {
      EXPECT_EQ(*axis, fact.at("result").at(1).get<std::size_t>()) << fact.dump();
    }
  }
}

TEST(Resampling, AgreesWithNnunet)
{
  VOX_REQUIRE_SHARED("parity/transforms/resampling.npz");
  const auto arrays = vox::testing::ReadNpz(vox::testing::SharedPath("parity/transforms/resampling.npz"));
  const Json facts = vox::ReadJson(vox::testing::SharedPath("parity/transforms/resampling.json"));
  int compared = 0;
  double largest = 0.0;
  for (const Json & fact : facts.at("cases"))
  {
    if (fact.contains("function"))
    {
      continue; // of the torch resampler, which this module does not offer
    }
    const auto name = fact.at("name").get<std::string>();
    const at::Tensor expected = arrays.at("out__" + name);
    const at::Tensor input = arrays.at(fact.at("input").get<std::string>());
    const auto size = ZyxOf<std::int64_t>(fact.at("new_shape"));
    const auto axis = vox::SeparateAxis(ZyxOf<double>(fact.at("current_spacing")),
                                        ZyxOf<double>(fact.at("new_spacing")), ForceOf(fact.at("force_separate_z")));
    const vox::ResampleOptions options{fact.at("order").get<int>(), fact.at("order_z").get<int>(), std::nullopt};
    if (fact.at("is_seg").get<bool>())
    {
      EXPECT_TRUE(vox::ResampleLabels(input[0], size, axis, options, 2).equal(expected[0])) << name;
    }
    else if (input.scalar_type() == at::kHalf)
    {
      // Weights like 1/2 put sums right between two half-precision numbers, and then the last bit of the double that
      // nnU-Net rounds decides; single precision rounds such a tie to even. Hence one unit in some values.
      const at::Tensor result = vox::ResampleImage(input.to(at::kFloat), size, axis, options, 2).to(at::kHalf);
      EXPECT_TRUE(at::allclose(result.to(at::kFloat), expected.to(at::kFloat), 0x1p-10, 0x1p-24)) << name;
      EXPECT_LT(result.ne(expected).to(at::kFloat).mean().item<double>(), 0.01) << name;
    }
    else
    {
      const at::Tensor result = vox::ResampleImage(input, size, axis, options, 2);
      const double range = (input.max() - input.min()).item<double>();
      const double difference = (result - expected).abs().max().item<double>() / range;
      EXPECT_LT(difference, 1e-6) << name;
      largest = std::max(largest, difference);
    }
    ++compared;
  }
  EXPECT_GE(compared, 20);
  RecordProperty("largest_difference_of_the_range", fmt::format("{:.1e}", largest));
}
} // namespace
