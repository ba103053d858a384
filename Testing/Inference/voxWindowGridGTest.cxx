// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxJson.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"
#include "voxSlidingWindow.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <cmath>

namespace vox
{
namespace
{

using ::testing::ElementsAre;
using Starts = std::vector<std::int64_t>;

TEST(WindowStarts, AWindowThatCoversTheAxisStartsAtZero)
{
  EXPECT_THAT(WindowStarts(40, 40, 0.5), ElementsAre(0));
}

TEST(WindowStarts, PositionsAreRoundedHalfToEven)
{
  EXPECT_THAT(WindowStarts(104, 64, 0.25), ElementsAre(0, 13, 27, 40)); // 40 voxels of room in steps of 13.3
  EXPECT_THAT(WindowStarts(129, 64, 1.0), ElementsAre(0, 32, 65));      // 65 voxels of room in steps of 32.5
}

TEST(WindowStarts, WindowsCoverTheAxisWithoutGapsAndStepsOfAtMostThePart)
{
  for (const double step : {0.1, 0.25, 0.5, 0.7, 1.0})
  {
    for (std::int64_t patch = 1; patch <= 9; ++patch)
    {
      for (std::int64_t size = patch; size <= 30; ++size)
      {
        const Starts starts = WindowStarts(size, patch, step);
        ASSERT_EQ(starts.front(), 0);
        ASSERT_EQ(starts.back(), size - patch);
        for (std::size_t i = 1; i < starts.size(); ++i)
        {
          const std::int64_t distance = starts[i] - starts[i - 1];
          ASSERT_GT(distance, 0);
          ASSERT_LE(distance, std::max(1.0, std::ceil(step * static_cast<double>(patch))));
        }
      }
    }
  }
}

TEST(WindowStarts, APatchOfOneVoxelVisitsEverySliceOnce)
{
  for (const double step : {0.3, 0.5, 1.0})
  {
    EXPECT_THAT(WindowStarts(5, 1, step), ElementsAre(0, 1, 2, 3, 4));
  }
}

TEST(WindowStarts, EqualThoseOfNnUNet)
{
  VOX_REQUIRE_SHARED("parity/transforms/sliding_window_steps.json");
  const Json examples = ReadJson(testing::SharedPath("parity/transforms/sliding_window_steps.json"));
  ASSERT_FALSE(examples.empty());
  for (const Json & example : examples)
  {
    for (std::size_t axis = 0; axis < example["image"].size(); ++axis)
    {
      EXPECT_EQ(WindowStarts(example["image"][axis], example["tile"][axis], example["step"]),
                example["starts"][axis].get<Starts>())
          << example.dump();
    }
  }
}

TEST(WindowStarts, RefusesAnAxisShorterThanThePatchAndStepsOutsideZeroToOne)
{
  VOX_EXPECT_ERROR((void)WindowStarts(7, 8, 0.5), ErrorKind::Internal, "windows of 8 voxels do not fit an axis of 7");
  for (const double step : {0.0, -0.5, 1.5, std::nan("")})
  {
    VOX_EXPECT_ERROR((void)WindowStarts(16, 8, step), ErrorKind::Usage, "above 0 and up to 1");
  }
}

TEST(GaussianWeights, AreTenAtTheCentreAndNowhereZero)
{
  const at::Tensor weights = GaussianWeights({6, 8, 20});
  EXPECT_EQ(weights.scalar_type(), at::kFloat);
  EXPECT_THAT(weights.sizes(), ElementsAre(6, 8, 20));
  EXPECT_EQ(weights[3][4][10].item<float>(), 10.0F);
  EXPECT_EQ(weights.max().item<float>(), 10.0F);
  EXPECT_GT(weights.min().item<float>(), 0.0F);
}

TEST(GaussianWeights, AreTheProductOfOneDimensionalGaussians)
{
  const at::Tensor weights = GaussianWeights({1, 8, 16});
  for (std::int64_t y = 0; y < 8; ++y)
  {
    for (std::int64_t x = 0; x < 16; ++x)
    {
      const double dy = static_cast<double>(y - 4) / 1.0;
      const double dx = static_cast<double>(x - 8) / 2.0;
      const double expected = 10.0 * std::exp(-0.5 * (dy * dy + dx * dx));
      // Half precision: 11 bits of mantissa, subnormal below 6e-5 in steps of 6e-8.
      EXPECT_NEAR(weights[0][y][x].item<double>(), expected, expected / 2048.0 + 6e-8) << y << " " << x;
    }
  }
}

TEST(GaussianWeights, OfOneVoxelAreTen)
{
  EXPECT_TRUE(GaussianWeights({1, 1, 1}).equal(at::full({1, 1, 1}, 10.0F)));
}

TEST(GaussianWeights, EqualThoseOfNnUNetInHalfPrecision)
{
  VOX_REQUIRE_SHARED("parity/transforms/gaussian.npz");
  const auto arrays = testing::ReadNpz(testing::SharedPath("parity/transforms/gaussian.npz"));
  const std::vector<std::pair<std::string, Zyx<std::int64_t>>> patches{
      {"32_40_24", {32, 40, 24}}, {"16_64_48", {16, 64, 48}}, {"56_40", {1, 56, 40}}};
  for (const auto & [name, patch] : patches)
  {
    const at::Tensor expected = arrays.at(name + "__scale10__f16").to(at::kFloat);
    EXPECT_TRUE(GaussianWeights(patch).reshape_as(expected).equal(expected)) << name;
  }
}

TEST(GaussianWeights, HaveTheSmallestHalfOfThePatchOfTheHippocampus)
{
  // Measured with nnU-Net 2.8.1: 829 voxels share the smallest subnormal after zeros were replaced.
  const at::Tensor weights = GaussianWeights({40, 56, 40});
  EXPECT_FLOAT_EQ(weights.min().item<float>(), 5.960464e-08F);
  EXPECT_EQ((weights == weights.min()).sum().item<std::int64_t>(), 829);
  EXPECT_EQ(weights[20][28][20].item<float>(), 10.0F);
}

TEST(GaussianWeights, RefuseAnEmptyPatch)
{
  VOX_EXPECT_ERROR((void)GaussianWeights({4, 0, 4}), ErrorKind::Usage, "4 x 0 x 4");
}

TEST(SlidingWindowOptions, RefuseMirrorAxesThatRepeatOrDoNotExist)
{
  for (const std::vector<int> & axes : {std::vector<int>{0, 0}, {3}, {-1}})
  {
    VOX_EXPECT_ERROR(Validate(SlidingWindowOptions({{4, 4, 4}, 0.5, true, axes})), ErrorKind::Usage, "mirror axes");
  }
  EXPECT_NO_THROW(Validate({{4, 4, 4}, 0.5, true, {2, 0}}));
}

} // namespace
} // namespace vox
