// SPDX-License-Identifier: Apache-2.0
#include "voxTopology.h"

#include <gtest/gtest.h>

namespace vox
{
namespace
{

using Sizes = std::vector<Zyx<std::int64_t>>;

TEST(Topology, HalvesAnIsotropicPatchUntilFewerThanEightVoxelsRemain)
{
  const Topology topology = MakeTopology({1, 1, 1}, {64, 64, 64}, 3);
  // 64 32 16 8 4: four poolings.
  EXPECT_EQ(topology.strides, (Sizes{{1, 1, 1}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}}));
  EXPECT_EQ(topology.kernelSizes, Sizes(5, {3, 3, 3}));
  EXPECT_EQ(topology.divisors, (Zyx<std::int64_t>{16, 16, 16}));
  EXPECT_EQ(topology.patchSize, (Zyx<std::int64_t>{64, 64, 64}));
}

TEST(Topology, LeavesACoarseAxisAloneUntilTheOthersHaveCaughtUp)
{
  // z becomes comparable after two poolings in the plane: 5 / 4 < 2, and its kernel becomes 3 at the same time.
  const Topology topology = MakeTopology({5, 1, 1}, {16, 64, 64}, 3);
  EXPECT_EQ(topology.strides, (Sizes{{1, 1, 1}, {1, 2, 2}, {1, 2, 2}, {2, 2, 2}, {2, 2, 2}}));
  EXPECT_EQ(topology.kernelSizes, (Sizes{{1, 3, 3}, {1, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}}));
}

TEST(Topology, RefusesToPoolALastAxisOfFewerThanTwelveVoxels)
{
  EXPECT_EQ(MakeTopology({1, 1, 1}, {4, 4, 11}, 3).strides.size(), 1U);
  EXPECT_EQ(MakeTopology({1, 1, 1}, {4, 4, 12}, 3).strides, (Sizes{{1, 1, 1}, {1, 1, 2}}));
}

TEST(Topology, PadsThePatchUpToTheNextMultipleOfItsDivisors)
{
  const Topology topology = MakeTopology({1, 1, 1}, {36, 50, 35}, 3);
  EXPECT_EQ(topology.patchSize, (Zyx<std::int64_t>{40, 56, 40}));
  EXPECT_EQ(topology.divisors, (Zyx<std::int64_t>{8, 8, 8}));
  // Halves come from medians over an even number of cases.
  EXPECT_EQ(MakeTopology({1, 1, 1}, {7, 7, 6.5}, 3).patchSize, (Zyx<std::int64_t>{7, 7, 7}));
}

TEST(Topology, KeepsTheThirdAxisOutOfTwoDimensionalNetworks)
{
  // A z spacing far finer than the plane and a large z extent change nothing.
  const Topology topology = MakeTopology({0.01, 1, 1}, {512, 50, 35}, 2);
  EXPECT_EQ(topology.patchSize, (Zyx<std::int64_t>{1, 56, 40}));
  EXPECT_EQ(topology.strides, (Sizes{{1, 1, 1}, {1, 2, 2}, {1, 2, 2}, {1, 2, 2}}));
  EXPECT_EQ(topology.kernelSizes, Sizes(4, {1, 3, 3}));
}

TEST(Topology, PermutesWithTheAxes)
{
  const Topology a = MakeTopology({3, 1, 0.8}, {24, 96, 160}, 3);
  const Topology b = MakeTopology({0.8, 3, 1}, {160, 24, 96}, 3);
  ASSERT_EQ(a.strides.size(), b.strides.size());
  for (std::size_t stage = 0; stage < a.strides.size(); ++stage)
  {
    EXPECT_EQ(b.strides[stage], (Zyx<std::int64_t>{a.strides[stage].x, a.strides[stage].z, a.strides[stage].y}));
    EXPECT_EQ(b.kernelSizes[stage],
              (Zyx<std::int64_t>{a.kernelSizes[stage].x, a.kernelSizes[stage].z, a.kernelSizes[stage].y}));
  }
}

TEST(Topology, DividesByTheProductOfTheStrides)
{
  const Topology topology = MakeTopology({2.5, 0.7, 0.7}, {50, 300, 280}, 3);
  Zyx<std::int64_t> product{1, 1, 1};
  for (const Zyx<std::int64_t> & stride : topology.strides)
  {
    product = {product.z * stride.z, product.y * stride.y, product.x * stride.x};
  }
  EXPECT_EQ(product, topology.divisors);
}

} // namespace
} // namespace vox
