// SPDX-License-Identifier: Apache-2.0
#include "voxRandom.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

using vox::Random;

TEST(Random, IsAPureFunctionOfSeedAndStream)
{
  Random a(5, {1, 2, 3});
  Random b(5, {1, 2, 3});
  for (int i = 0; i < 1000; ++i)
  {
    ASSERT_EQ(a.Bits(), b.Bits());
  }
}

TEST(Random, NeighbouringSeedsAndStreamsDiffer)
{
  std::set<std::uint32_t> firsts;
  for (std::uint64_t i = 0; i < 50; ++i)
  {
    firsts.insert(Random(i).Bits());
    firsts.insert(Random(0, {i, 0}).Bits());
    firsts.insert(Random(0, {0, i + 1}).Bits());
  }
  EXPECT_EQ(firsts.size(), 150U);
}

TEST(Random, UniformHasTheMomentsOfTheUniformDistribution)
{
  Random random(1);
  double sum = 0.0;
  double squares = 0.0;
  constexpr int n = 100000;
  for (int i = 0; i < n; ++i)
  {
    const double value = random.Uniform();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
    squares += value * value;
  }
  // Five standard errors: 5 sqrt(1/12/n) and 5 sqrt(4/45/n).
  EXPECT_NEAR(sum / n, 0.5, 0.0046);
  EXPECT_NEAR(squares / n, 1.0 / 3.0, 0.0048);
}

TEST(Random, IntegersCoverBothEndsEvenly)
{
  Random random(2);
  std::vector<int> counts(7, 0);
  for (int i = 0; i < 70000; ++i)
  {
    ++counts.at(static_cast<std::size_t>(random.Integer(-3, 3) + 3));
  }
  for (const int count : counts)
  {
    EXPECT_NEAR(count, 10000, 500);
  }
  EXPECT_EQ(random.Integer(9, 9), 9);
}

TEST(Random, BernoulliKeepsItsWordAtTheEnds)
{
  Random random(3);
  for (int i = 0; i < 1000; ++i)
  {
    ASSERT_FALSE(random.Bernoulli(0.0));
    ASSERT_TRUE(random.Bernoulli(1.0));
  }
}

TEST(Random, NormalNumbersHaveMeanZeroAndTheAskedDeviation)
{
  std::vector<float> values(100001);
  Random(4).FillNormal(values, 2.0);
  Random random(5);
  double sum = 0.0;
  double squares = 0.0;
  double singles = 0.0;
  for (const float value : values)
  {
    ASSERT_TRUE(std::isfinite(value));
    sum += value;
    squares += static_cast<double>(value) * value;
    const double single = random.Normal();
    singles += single * single;
  }
  const auto n = static_cast<double>(values.size());
  EXPECT_NEAR(sum / n, 0.0, 0.032);
  EXPECT_NEAR(squares / n, 4.0, 0.09);
  EXPECT_NEAR(singles / n, 1.0, 0.023);
}
