// SPDX-License-Identifier: Apache-2.0
#include "voxDistanceMap.h"

#include "voxError.h"
#include "voxExpectError.h"
#include "voxRandomValues.h"

#include <algorithm>
#include <array>
#include <limits>

namespace
{
using Size = vox::Zyx<std::int64_t>;
using Spacing = vox::Zyx<double>;
using Mask = std::vector<std::uint8_t>;

std::vector<double>
DistanceMap(const Mask & mask, const Size & size, const Spacing & spacingMm, int threads = 1)
{
  std::vector<double> squared(mask.size());
  vox::kernels::SquaredDistanceMap(mask.data(), size, spacingMm, squared.data(), threads);
  return squared;
}

Size
Position(std::int64_t i, const Size & size)
{
  return {i / (size.y * size.x), i / size.x % size.y, i % size.x};
}

/** The definition: every voxel compared with every marked one. */
std::vector<double>
ByDefinition(const Mask & mask, const Size & size, const Spacing & spacingMm)
{
  std::vector<double> squared(mask.size(), std::numeric_limits<double>::infinity());
  for (std::size_t target = 0; target < mask.size(); ++target)
  {
    if (mask[target] == 0)
    {
      continue;
    }
    const Size to = Position(static_cast<std::int64_t>(target), size);
    for (std::size_t i = 0; i < mask.size(); ++i)
    {
      const Size from = Position(static_cast<std::int64_t>(i), size);
      double sum = 0.0;
      for (const std::size_t axis : {2U, 1U, 0U})
      {
        const double offset = static_cast<double>(from[axis] - to[axis]) * spacingMm[axis];
        sum += offset * offset;
      }
      squared[i] = std::min(squared[i], sum);
    }
  }
  return squared;
}

void
ExpectDefinition(const Mask & mask, const Size & size, const Spacing & spacingMm)
{
  const auto found = DistanceMap(mask, size, spacingMm);
  const auto expected = ByDefinition(mask, size, spacingMm);
  for (std::size_t i = 0; i < mask.size(); ++i)
  {
    ASSERT_DOUBLE_EQ(found[i], expected[i]) << "voxel " << i << " of " << size.z << " x " << size.y << " x " << size.x;
  }
}

constexpr std::array<Size, 6> sizes{{{7, 9, 8}, {3, 5, 33}, {5, 4, 70}, {1, 12, 31}, {20, 1, 1}, {1, 1, 64}}};

TEST(SquaredDistanceMap, IsTheDefinition)
{
  std::uint64_t seed = 0;
  for (const Size & size : sizes)
  {
    for (const double density : {0.003, 0.05, 0.5})
    {
      Mask mask = vox::testing::RandomMask(Product(size), ++seed, density);
      mask[seed % mask.size()] = 1;
      ExpectDefinition(mask, size, {1.0, 1.0, 1.0});
      ExpectDefinition(mask, size, {5.0, 0.8, 0.7});
      ExpectDefinition(mask, size, {0.1, 3.0, 1.3});
    }
  }
}

TEST(SquaredDistanceMap, OfOneVoxelReachesEveryCorner)
{
  for (const Size & size : sizes)
  {
    for (const std::int64_t marked : {std::int64_t{0}, Product(size) / 2, Product(size) - 1})
    {
      Mask mask(static_cast<std::size_t>(Product(size)), 0);
      mask[static_cast<std::size_t>(marked)] = 255;
      ExpectDefinition(mask, size, {2.5, 0.9, 0.6});
    }
  }
}

TEST(SquaredDistanceMap, OfNothingIsInfinite)
{
  EXPECT_THAT(DistanceMap(Mask(3 * 4 * 40, 0), {3, 4, 40}, {1, 1, 1}),
              ::testing::Each(std::numeric_limits<double>::infinity()));
}

TEST(SquaredDistanceMap, OfEverythingIsZero)
{
  EXPECT_THAT(DistanceMap(Mask(3 * 4 * 40, 1), {3, 4, 40}, {1, 1, 1}), ::testing::Each(0.0));
}

TEST(SquaredDistanceMap, DoesNotDependOnThreads)
{
  const Size size{40, 50, 60};
  const Mask mask = vox::testing::RandomMask(Product(size), 3, 0.001);
  EXPECT_EQ(DistanceMap(mask, size, {2, 1, 0.5}, 4), DistanceMap(mask, size, {2, 1, 0.5}, 1));
}

TEST(SquaredDistanceMap, RefusesWhatIsNoGrid)
{
  const Mask mask(8, 1);
  VOX_EXPECT_ERROR(DistanceMap(mask, {2, 0, 4}, {1, 1, 1}), vox::ErrorKind::Internal, "2 x 0 x 4 voxels");
  VOX_EXPECT_ERROR(DistanceMap(mask, {2, 2, 2}, {1, 0, 1}), vox::ErrorKind::Internal, "1 x 0 x 1 mm");
  VOX_EXPECT_ERROR(DistanceMap(mask, {1, 1, 65536}, {1, 1, 1}), vox::ErrorKind::Internal, "1 x 1 x 65536 voxels");
}
} // namespace
