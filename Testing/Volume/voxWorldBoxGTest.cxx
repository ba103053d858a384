// SPDX-License-Identifier: Apache-2.0
#include "voxWorldBox.h"

#include "voxError.h"
#include "voxExpectError.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace
{

using vox::Box;
using vox::ImageGeometry;
using vox::WorldBox;
using vox::Zyx;

/** Turned about the first and the last axis, uneven spacing. */
ImageGeometry
ObliqueGeometry()
{
  const double a = 0.4;
  const double b = -0.7;
  ImageGeometry geometry{{9, 14, 11}, {3.0, 0.8, 1.7}, {-12.0, 31.0, 7.0}, {}};
  const vox::Matrix3 about{{{std::cos(a), -std::sin(a), 0}, {std::sin(a), std::cos(a), 0}, {0, 0, 1}}};
  const vox::Matrix3 tilt{{{1, 0, 0}, {0, std::cos(b), -std::sin(b)}, {0, std::sin(b), std::cos(b)}}};
  for (std::size_t row = 0; row < 3; ++row)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      for (std::size_t k = 0; k < 3; ++k)
      {
        geometry.directionLps[row][2 - axis] += about[row][k] * tilt[k][axis];
      }
    }
  }
  return geometry;
}

TEST(WorldBox, TakesCenterHalfSizesAndAxes)
{
  const std::vector<double> numbers{1, 2, 3, 4, 5, 6, 0, -1, 0, 1, 0, 0, 0, 0, 1};
  const WorldBox box = vox::ParseWorldBox(numbers, "--region");
  EXPECT_EQ(box.centerLps, (vox::Vector3{1, 2, 3}));
  EXPECT_EQ(box.halfMm, (vox::Vector3{4, 5, 6}));
  // The first axis points along y, so its half size 4 counts there.
  EXPECT_TRUE(box.Holds({1 + 5, 2 + 4, 3 + 6}));
  EXPECT_FALSE(box.Holds({1, 2 + 4.1, 3}));
  EXPECT_FALSE(box.Holds({1 + 5.1, 2, 3}));
}

TEST(WorldBox, RefusesWhatIsNoBox)
{
  using Numbers = std::vector<double>;
  constexpr auto usage = vox::ErrorKind::Usage;
  VOX_EXPECT_ERROR((void)vox::ParseWorldBox(Numbers{1, 2, 3}, "--region"), usage, "found 3 numbers, expected 6");
  VOX_EXPECT_ERROR((void)vox::ParseWorldBox(Numbers{1, 2, 3, 4, 0, 6}, "--region"), usage, "half size 0");
  VOX_EXPECT_ERROR((void)vox::ParseWorldBox(Numbers{1, 2, std::nan(""), 4, 5, 6}, "--region"), usage, "not finite");
  const Numbers leaning{1, 2, 3, 4, 5, 6, 1, 0.1, 0, 0, 1, 0, 0, 0, 1};
  VOX_EXPECT_ERROR((void)vox::ParseWorldBox(leaning, "--region"), usage, "right angles");
}

TEST(WorldBox, IsTheWholeGridWhereItHoldsAll)
{
  const ImageGeometry geometry = ObliqueGeometry();
  const WorldBox all{geometry.originLps, {200, 200, 200}, WorldBox().axesLps};
  EXPECT_EQ(vox::VoxelsAround(geometry, all), vox::WholeBox(geometry.size));
  EXPECT_EQ(vox::CountCenters(geometry, all, vox::WholeBox(geometry.size)), vox::Product(geometry.size));
}

TEST(WorldBox, IsEmptyOutsideOfTheGrid)
{
  const ImageGeometry geometry = ObliqueGeometry();
  const WorldBox away{{500, 0, 0}, {20, 20, 20}, WorldBox().axesLps};
  EXPECT_TRUE(vox::VoxelsAround(geometry, away).Empty());
}

/** Every voxel is asked, over random boxes on an oblique grid: no center inside is left out. */
TEST(WorldBox, BoxOfVoxelsHoldsAllCentersInside)
{
  const ImageGeometry geometry = ObliqueGeometry();
  std::mt19937 random(3);
  std::uniform_real_distribution<double> part(0.0, 1.0);
  std::int64_t held = 0;
  for (int round = 0; round < 60; ++round)
  {
    WorldBox box;
    box.centerLps = vox::WorldFromVoxel(geometry, {9 * part(random), 14 * part(random), 11 * part(random)});
    box.halfMm = {1 + 8 * part(random), 1 + 8 * part(random), 1 + 8 * part(random)};
    const double angle = 3 * part(random);
    box.axesLps = {{{std::cos(angle), -std::sin(angle), 0}, {std::sin(angle), std::cos(angle), 0}, {0, 0, 1}}};
    const Box voxels = vox::VoxelsAround(geometry, box);
    const std::int64_t inside = vox::CountCenters(geometry, box, voxels);
    EXPECT_EQ(inside, vox::CountCenters(geometry, box, vox::WholeBox(geometry.size)));
    held += inside;
  }
  EXPECT_GT(held, 1000);
}

} // namespace
