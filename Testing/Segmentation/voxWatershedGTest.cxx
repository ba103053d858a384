// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxShapes.h"
#include "voxWatershed.h"

namespace
{

using namespace vox;
using namespace vox::testing;

/** Three flat parts along x, of 10, 20 and 15 voxels. */
Volume
ThreeParts(std::int64_t depth, std::uint64_t seed)
{
  const auto level = [](Zyx<double> at) { return at.x < 10.0 ? 0.0 : at.x < 30.0 ? 100.0 : 40.0; };
  return Noisy(Sampled({depth, 20, 45}, {1, 1, 1}, level), 2.0, seed);
}

int
LabelAt(const Volume & labels, std::int64_t y, std::int64_t x)
{
  return labels.voxels[0][0][y][x].item<int>();
}

TEST(Watershed, FindsFlatPartsThroughNoiseIn2dAnd3d)
{
  for (const std::int64_t depth : {1, 9})
  {
    const SegmentedVolume result = Watershed(ThreeParts(depth, 31), {.sigmaMm = 1.5, .level = 0.3});
    EXPECT_EQ(result.found["basins"], 3) << depth;
    // Numbered by decreasing size; borders lie within a voxel of the edges.
    EXPECT_EQ(LabelAt(result.labels, 10, 4), 3) << depth;
    EXPECT_EQ(LabelAt(result.labels, 10, 20), 1) << depth;
    EXPECT_EQ(LabelAt(result.labels, 10, 40), 2) << depth;
    EXPECT_NEAR(static_cast<double>(Count(result.labels, 1)), 20.0 * 20.0 * static_cast<double>(depth),
                2.0 * 20.0 * static_cast<double>(depth));
    EXPECT_EQ(Count(result.labels, 0), 0) << depth;
  }
}

TEST(Watershed, MergesShallowBasinsAsTheLevelRises)
{
  const Volume image = ThreeParts(1, 32);
  const auto basins = [&](double level) -> int {
    return Watershed(image, {.level = level, .threshold = 0.0}).found["basins"];
  };
  EXPECT_GT(basins(0.0), basins(0.2));
  EXPECT_GE(basins(0.2), 3);
  EXPECT_EQ(basins(1.0), 1);
  // Flooding flat parts at one height has the same effect on noise.
  const auto flattened = [&](double threshold) -> int {
    return Watershed(image, {.level = 0.0, .threshold = threshold}).found["basins"];
  };
  EXPECT_EQ(flattened(0.3), 3);
}

TEST(Watershed, MeasuresTheGradientInMillimeters)
{
  // Two edges of the same height; that between rows is 8 times less steep, for rows are 8 mm apart.
  const auto level = [](Zyx<double> at) { return (at.x < 10.0 ? 0.0 : 100.0) + (at.y < 80.0 ? 0.0 : 100.0); };
  const Volume image = Sampled({1, 20, 20}, {1, 8, 1}, level);
  EXPECT_EQ(Watershed(image, {.sigmaMm = 0.0, .level = 0.05}).found["basins"], 4);
  const SegmentedVolume steep = Watershed(image, {.sigmaMm = 0.0, .level = 0.5});
  EXPECT_EQ(steep.found["basins"], 2);
  EXPECT_EQ(LabelAt(steep.labels, 2, 2), LabelAt(steep.labels, 17, 2));
  EXPECT_NE(LabelAt(steep.labels, 2, 2), LabelAt(steep.labels, 2, 17));
}

TEST(Watershed, GrowsFromMarkersThatKeepTheirLabels)
{
  const Volume image = ThreeParts(1, 33);
  Volume markers{at::zeros({1, 1, 20, 45}, at::kInt), image.geometry};
  markers.voxels[0][0][10][4] = 7;
  markers.voxels[0][0][10][20] = 2;
  const SegmentedVolume result = Watershed(image, {.sigmaMm = 1.5}, &markers);
  EXPECT_EQ(result.found["basins"], 2);
  EXPECT_EQ(Count(result.labels, 7) + Count(result.labels, 2), 20 * 45);
  EXPECT_NEAR(static_cast<double>(Count(result.labels, 7)), 10.0 * 20.0, 20.0);
  EXPECT_EQ(LabelAt(result.labels, 3, 40), 2);
}

TEST(Watershed, LeavesLinesBetweenBasins)
{
  const SegmentedVolume result = Watershed(ThreeParts(1, 34), {.sigmaMm = 1.5, .level = 0.3, .lines = true});
  EXPECT_EQ(result.found["basins"], 3);
  EXPECT_GE(Count(result.labels, 0), 2 * 20) << "two lines cross each row";
  EXPECT_LT(Count(result.labels, 0), 4 * 20);
}

TEST(Watershed, RefusesMarkersThatDoNotFit)
{
  const Volume image = ThreeParts(1, 35);
  Volume markers{at::zeros({1, 1, 20, 45}, at::kInt), image.geometry};
  VOX_EXPECT_ERROR((void)Watershed(image, {}, &markers), ErrorKind::BadInput, "markers that are all 0");
  markers.voxels[0][0][3][3] = -1;
  VOX_EXPECT_ERROR((void)Watershed(image, {}, &markers), ErrorKind::BadInput, "label -1");
  markers.geometry.spacingMm.x = 2.0;
  VOX_EXPECT_ERROR((void)Watershed(image, {}, &markers), ErrorKind::BadInput, "the markers");
}

TEST(Watershed, RefusesOptionsOutOfRange)
{
  VOX_EXPECT_ERROR(Validate(WatershedOptions{.level = 1.5}), ErrorKind::Usage, "level: found 1.5");
  VOX_EXPECT_ERROR(Validate(WatershedOptions{.threshold = -0.1}), ErrorKind::Usage, "threshold: found -0.1");
  VOX_EXPECT_ERROR(Validate(WatershedOptions{.sigmaMm = -1.0}), ErrorKind::Usage, "sigma_mm: found -1");
}

} // namespace
