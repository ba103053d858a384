// SPDX-License-Identifier: Apache-2.0
#include "voxBrightnessContrast.h"
#include "voxGamma.h"
#include "voxGaussianBlur.h"
#include "voxGaussianNoise.h"
#include "voxLowResolution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace vox;
using ::testing::FloatNear;
using ::testing::Pointwise;

namespace
{
std::vector<float>
Noise(std::size_t count)
{
  std::vector<float> values(count, 0.0F);
  Random random(3);
  AddGaussianNoise(values, 1.0, random);
  return values;
}

double
MeanOf(const std::vector<float> & values)
{
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double
DeviationOf(const std::vector<float> & values)
{
  const double mean = MeanOf(values);
  double squares = 0.0;
  for (const float value : values)
  {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}
} // namespace

TEST(GaussianNoise, HasThisStandardDeviationAndAddsToTheValues)
{
  std::vector<float> values(100000, 5.0F);
  Random random(1);
  AddGaussianNoise(values, 0.1, random);
  // Five standard errors: 5 * 0.1 / sqrt(n) and 5 * 0.1 / sqrt(2 n).
  EXPECT_NEAR(MeanOf(values), 5.0, 0.0016);
  EXPECT_NEAR(DeviationOf(values), 0.1, 0.0012);
}

TEST(GaussianNoise, OfDeviationZeroChangesNothing)
{
  std::vector<float> values(1500, 2.0F);
  Random random(1);
  AddGaussianNoise(values, 0.0, random);
  EXPECT_THAT(values, ::testing::Each(2.0F));
}

TEST(GaussianKernel, HasTheOddNumberOfTapsOfTheSourceAndSumsToOne)
{
  for (const auto & [sigma, taps] :
       std::vector<std::pair<double, std::size_t>>{{0.4, 3}, {0.5, 3}, {0.6, 5}, {0.9, 5}, {1.0, 7}, {2.0, 13}})
  {
    const std::vector<float> kernel = GaussianKernel(sigma);
    EXPECT_EQ(kernel.size(), taps) << sigma;
    EXPECT_NEAR(std::accumulate(kernel.begin(), kernel.end(), 0.0), 1.0, 1e-6);
    EXPECT_TRUE(std::equal(kernel.begin(), kernel.end(), kernel.rbegin()));
  }
}

TEST(GaussianBlur, SpreadsAPointByTheKernelOfEachAxis)
{
  const Zyx<std::int64_t> size{7, 9, 11};
  std::vector<float> values(static_cast<std::size_t>(Product(size)), 0.0F);
  values[(3 * 9 + 4) * 11 + 5] = 1.0F;
  GaussianBlur(values, size, {0.6, 0.5, 1.0});
  const std::vector<float> kz = GaussianKernel(0.6);
  const std::vector<float> ky = GaussianKernel(0.5);
  const std::vector<float> kx = GaussianKernel(1.0);
  EXPECT_NEAR(values[(3 * 9 + 4) * 11 + 5], kz[2] * ky[1] * kx[3], 1e-7);
  EXPECT_NEAR(values[(1 * 9 + 5) * 11 + 2], kz[0] * ky[2] * kx[0], 1e-7);
  EXPECT_EQ(values[(3 * 9 + 2) * 11 + 5], 0.0F);
  EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), 1.0, 1e-5);
}

TEST(GaussianBlur, ReflectsWithoutRepeatingTheBorderAlsoOnAxesShorterThanTheKernel)
{
  const std::vector<float> k = GaussianKernel(0.5);
  std::vector<float> values{1.0F, 2.0F, 4.0F};
  GaussianBlur(values, {1, 1, 3}, {0.5, 0.5, 0.5});
  EXPECT_THAT(values, Pointwise(FloatNear(1e-6F),
                                {k[1] * 1 + 2 * k[0] * 2, k[0] * 1 + k[1] * 2 + k[2] * 4, k[1] * 4 + 2 * k[0] * 2}));
  // Two voxels under seven taps: reflection alternates a b a b, so the result is a blend of the two.
  const std::vector<float> wide = GaussianKernel(1.0);
  std::vector<float> pair{0.0F, 1.0F};
  GaussianBlur(pair, {1, 2, 1}, {0.0, 1.0, 0.0});
  const float odd = wide[0] + wide[2] + wide[4] + wide[6];
  EXPECT_THAT(pair, Pointwise(FloatNear(1e-6F), {odd, 1.0F - odd}));
}

TEST(GaussianBlur, LeavesAConstantAndAxesOfSigmaZeroAlone)
{
  std::vector<float> constant(5 * 6 * 7, 3.5F);
  GaussianBlur(constant, {5, 6, 7}, {0.7, 0.8, 0.9});
  EXPECT_THAT(constant, ::testing::Each(FloatNear(3.5F, 1e-5F)));
  const std::vector<float> before = Noise(5 * 6 * 7);
  std::vector<float> values = before;
  GaussianBlur(values, {5, 6, 7}, {0.0, 0.0, 0.0});
  EXPECT_EQ(values, before);
}

TEST(Contrast, KeepsTheMeanInsideTheRangeAndNeverLeavesIt)
{
  std::vector<float> values{-2.0F, -1.0F, 1.0F, 2.0F};
  ChangeContrast(values, 1.5);
  EXPECT_EQ(values, (std::vector<float>{-2.0F, -1.5F, 1.5F, 2.0F})); // the ends are clipped
  ChangeContrast(values, 0.5);
  EXPECT_EQ(values, (std::vector<float>{-1.0F, -0.75F, 0.75F, 1.0F}));
}

TEST(Contrast, OfFactorOneAndOfAConstantIsTheIdentity)
{
  std::vector<float> constant(19, 7.0F);
  ChangeContrast(constant, 1.3);
  EXPECT_THAT(constant, ::testing::Each(7.0F));
  const std::vector<float> before = Noise(100);
  std::vector<float> values = before;
  ChangeContrast(values, 1.0);
  EXPECT_THAT(values, Pointwise(FloatNear(1e-6F), before));
}

TEST(Brightness, MultipliesEveryVoxel)
{
  std::vector<float> values{-1.0F, 0.0F, 2.0F};
  MultiplyBrightness(values, 1.25);
  EXPECT_EQ(values, (std::vector<float>{-1.25F, 0.0F, 2.5F}));
}

TEST(Gamma, OfOneIsTheIdentityAndAnyKeepsMeanAndDeviation)
{
  const std::vector<float> before = Noise(3000);
  for (const bool inverted : {false, true})
  {
    std::vector<float> values = before;
    ChangeGamma(values, 1.0, inverted);
    EXPECT_THAT(values, Pointwise(FloatNear(1e-5F), before));
    ChangeGamma(values, 1.4, inverted);
    EXPECT_NEAR(MeanOf(values), MeanOf(before), 1e-5);
    EXPECT_NEAR(DeviationOf(values), DeviationOf(before), 1e-5);
  }
}

TEST(Gamma, KeepsTheOrderAndInvertedMirrorsTheEffect)
{
  std::vector<float> values = Noise(500);
  std::sort(values.begin(), values.end());
  std::vector<float> negated;
  std::transform(values.begin(), values.end(), std::back_inserter(negated), std::negate<>());
  ChangeGamma(values, 0.7, false);
  EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
  ChangeGamma(negated, 0.7, true);
  std::transform(negated.begin(), negated.end(), negated.begin(), std::negate<>());
  EXPECT_THAT(negated, Pointwise(FloatNear(1e-6F), values));
}

TEST(Gamma, LeavesAConstantChannelAlone)
{
  std::vector<float> values(30, -4.0F);
  ChangeGamma(values, 1.5, false);
  ChangeGamma(values, 0.7, true);
  EXPECT_THAT(values, ::testing::Each(-4.0F));
}

TEST(LowResolution, OfScaleOneIsTheIdentity)
{
  const std::vector<float> before = Noise(5 * 6 * 7);
  std::vector<float> values = before;
  SimulateLowResolution(values, {5, 6, 7}, {1.0, 1.0, 1.0});
  EXPECT_THAT(values, Pointwise(FloatNear(1e-6F), before));
}

TEST(LowResolution, HalfTakesEverySecondVoxelAndBlendsBack)
{
  // Four voxels become voxels 1 and 3, whose centres lie at 0.5 and 2.5 of the full grid.
  std::vector<float> values{9.0F, 0.0F, 9.0F, 4.0F};
  SimulateLowResolution(values, {1, 1, 4}, {0.5, 0.5, 0.5});
  EXPECT_THAT(values, Pointwise(FloatNear(1e-6F), {0.0F, 1.0F, 3.0F, 4.0F}));
}

TEST(LowResolution, StaysWithinTheRangeOfTheImage)
{
  const std::vector<float> before = Noise(9 * 8 * 7);
  const auto [low, high] = std::minmax_element(before.begin(), before.end());
  std::vector<float> values = before;
  SimulateLowResolution(values, {9, 8, 7}, {0.6, 0.5, 0.9});
  EXPECT_GE(*std::min_element(values.begin(), values.end()), *low - 1e-5F);
  EXPECT_LE(*std::max_element(values.begin(), values.end()), *high + 1e-5F);
  EXPECT_NE(values, before);
}
