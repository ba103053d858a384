// SPDX-License-Identifier: Apache-2.0
#include "voxComponents.h"
#include "voxExpectError.h"
#include "voxOrientation.h"
#include "voxRandom.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{

using namespace vox;
using Values = std::vector<std::int64_t>;

Volume
Labels(const at::Tensor & labels, const Zyx<double> & spacingMm = {1.0, 1.0, 1.0})
{
  ImageGeometry geometry;
  geometry.size = {labels.size(0), labels.size(1), labels.size(2)};
  geometry.spacingMm = spacingMm;
  return MakeVolume(labels.to(at::kInt).unsqueeze(0), geometry);
}

/** A 2D label map, one text per row; '.' is 0. */
Volume
Picture(const std::vector<std::string> & rows, const Zyx<double> & spacingMm = {1.0, 1.0, 1.0})
{
  at::Tensor labels =
      at::zeros({1, static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows[0].size())}, at::kInt);
  std::int32_t * voxel = labels.data_ptr<std::int32_t>();
  for (const std::string & row : rows)
  {
    for (const char c : row)
    {
      *voxel++ = c == '.' ? 0 : c - '0';
    }
  }
  return Labels(labels, spacingMm);
}

std::vector<std::string>
Rows(const Volume & labels)
{
  std::vector<std::string> rows;
  for (std::int64_t y = 0; y < labels.geometry.size.y; ++y)
  {
    std::string row;
    for (std::int64_t x = 0; x < labels.geometry.size.x; ++x)
    {
      const int value = labels.voxels[0][0][y][x].item<int>();
      row += value == 0 ? '.' : static_cast<char>('0' + value);
    }
    rows.push_back(row);
  }
  return rows;
}

Volume
Noise(const Zyx<std::int64_t> & size, double density, std::uint64_t seed)
{
  at::Tensor labels = at::zeros({size.z, size.y, size.x}, at::kInt);
  Random random(seed);
  for (std::int64_t i = 0; i < labels.numel(); ++i)
  {
    labels.data_ptr<std::int32_t>()[i] = random.Bernoulli(density) ? static_cast<int>(random.Integer(1, 3)) : 0;
  }
  return Labels(labels, {2.0, 0.5, 0.8});
}

bool
Same(const Volume & a, const Volume & b)
{
  return a.voxels.equal(b.voxels) && a.geometry == b.geometry;
}

TEST(KeepLargestComponent, KeepsTheLargestOfAStructureAndAllOtherLabels)
{
  const Volume labels = Picture({"11...2", //
                                 "11.2..", "......", "1..111"});
  EXPECT_EQ(Rows(KeepLargestComponent(labels, Values{1})),
            (std::vector<std::string>{"11...2", //
                                      "11.2..", "......", "......"}));
}

TEST(KeepLargestComponent, JoinsTheValuesOfARegion)
{
  const Volume labels = Picture({"12..1", //
                                 "..3.1", "3...1"});
  EXPECT_EQ(Rows(KeepLargestComponent(labels, Values{1, 2})),
            (std::vector<std::string>{"....1", //
                                      "..3.1", "3...1"}));
}

TEST(KeepLargestComponent, CountsDiagonalNeighborsAsConnected)
{
  const Volume plane = Picture({"1...1", //
                                ".1..1", "..1.."});
  EXPECT_EQ(Rows(KeepLargestComponent(plane, Values{1})),
            (std::vector<std::string>{"1....", //
                                      ".1...", "..1.."}));
  at::Tensor corners = at::zeros({4, 4, 4}, at::kInt);
  corners[0][0][0] = 1;
  corners[1][1][1] = 1;
  corners[3][3][0] = 1;
  EXPECT_EQ(KeepLargestComponent(Labels(corners), Values{1}).voxels.sum().item<int>(), 2);
}

TEST(KeepLargestComponent, KeepsAllOfEqualSize)
{
  const Volume labels = Picture({"11.11.1"});
  EXPECT_EQ(Rows(KeepLargestComponent(labels, Values{1})), (std::vector<std::string>{"11.11.."}));
}

TEST(KeepLargestComponent, TwiceIsOnce)
{
  const Volume once = KeepLargestComponent(Noise({9, 8, 7}, 0.12, 1), Values{1, 2});
  EXPECT_TRUE(Same(KeepLargestComponent(once, Values{1, 2}), once));
}

TEST(KeepLargestComponent, DoesNotDependOnTheOrderOfAxes)
{
  const Volume labels = Noise({9, 8, 7}, 0.12, 2);
  const AxisOrder order{{2, 0, 1}, {true, false, true}};
  const Values values{1, 3};
  EXPECT_TRUE(Same(KeepLargestComponent(Reordered(labels, order), values),
                   Reordered(KeepLargestComponent(labels, values), order)));
  EXPECT_TRUE(Same(FillHoles(Reordered(labels, order), values, 2), Reordered(FillHoles(labels, values, 2), order)));
}

TEST(KeepLargestComponent, LeavesItsArgumentAndAnAbsentStructure)
{
  const Volume labels = Picture({"11.1.2"});
  const Volume before = {labels.voxels.clone(), labels.geometry};
  (void)KeepLargestComponent(labels, Values{1});
  EXPECT_TRUE(Same(labels, before));
  EXPECT_TRUE(Same(KeepLargestComponent(labels, Values{5}), labels));
}

TEST(RemoveSmallComponents, MeasuresInCubicMillimeters)
{
  // A voxel is 0.3 mm3, of which ten are 3.0000000000000004 mm3.
  const Volume labels = Picture({"1111111111..111111111.2"}, {1.0, 0.5, 0.6});
  const auto removed = [&](double minimumMm3) { return Rows(RemoveSmallComponents(labels, Values{1}, minimumMm3))[0]; };
  EXPECT_EQ(removed(0.0), "1111111111..111111111.2");
  EXPECT_EQ(removed(2.7), "1111111111..111111111.2");
  EXPECT_EQ(removed(2.8), "1111111111............2");
  EXPECT_EQ(removed(3.0), "1111111111............2");
  EXPECT_EQ(removed(3.1), "......................2");
}

TEST(RemoveSmallComponents, RemovesMoreWithALargerMinimum)
{
  const Volume labels = Noise({9, 8, 7}, 0.15, 3);
  const double voxelMm3 = VoxelVolumeMm3(labels.geometry);
  std::int64_t previous = labels.voxels.count_nonzero().item<std::int64_t>();
  for (const double voxels : {2.0, 4.0, 8.0, 1000.0})
  {
    const auto left = RemoveSmallComponents(labels, Values{1, 2, 3}, voxels * voxelMm3);
    const auto count = left.voxels.count_nonzero().item<std::int64_t>();
    EXPECT_LT(count, previous);
    previous = count;
  }
  EXPECT_EQ(previous, 0);
}

TEST(FillHoles, FillsEnclosedBackgroundAlone)
{
  const Volume labels = Picture({"11111..", //
                                 "1...1..", "1.2.1.1", "1...1.1", "11111.1"});
  EXPECT_EQ(Rows(FillHoles(labels, Values{1}, 3)),
            (std::vector<std::string>{"11111..", //
                                      "13331..", "13231.1", "13331.1", "11111.1"}));
}

TEST(FillHoles, AHoleLeaksThroughAGapButNotThroughADiagonal)
{
  const Volume diagonal = Picture({".1.", //
                                   "1.1", ".1."});
  EXPECT_EQ(Rows(FillHoles(diagonal, Values{1}, 1))[1], "111");
  const Volume gap = Picture({"111", //
                              "1.1", "1.1"});
  EXPECT_TRUE(Same(FillHoles(gap, Values{1}, 1), gap));
}

TEST(FillHoles, AHoleThatTwoStructuresCloseTogetherIsNotAHoleOfOne)
{
  const Volume labels = Picture({"112", //
                                 "1.2", "112"});
  EXPECT_TRUE(Same(FillHoles(labels, Values{1}, 1), labels));
  EXPECT_EQ(Rows(FillHoles(labels, Values{1, 2}, 1))[1], "112");
}

TEST(FillHoles, InAVolumeNeedsWallsOnAllSixSides)
{
  at::Tensor hollow = at::zeros({7, 7, 7}, at::kInt);
  hollow.slice(0, 1, 6).slice(1, 1, 6).slice(2, 1, 6).fill_(1);
  hollow.slice(0, 2, 5).slice(1, 2, 5).slice(2, 2, 5).fill_(0);
  EXPECT_EQ(FillHoles(Labels(hollow), Values{1}, 1).voxels.sum().item<int>(), 125);
  at::Tensor drilled = hollow.clone();
  drilled[1][3][3] = 0;
  EXPECT_TRUE(Same(FillHoles(Labels(drilled), Values{1}, 1), Labels(drilled)));
  // A ring in one slice of a volume is open above and below.
  const at::Tensor ring = Picture({"111", "1.1", "111"}).voxels[0];
  const Volume slices = Labels(at::cat({at::zeros_like(ring), ring, at::zeros_like(ring)}, 0));
  EXPECT_TRUE(Same(FillHoles(slices, Values{1}, 1), slices));
}

TEST(Components, AcceptAnImageOfOneVoxel)
{
  const Volume voxel = Picture({"1"});
  EXPECT_TRUE(Same(KeepLargestComponent(voxel, Values{1}), voxel));
  EXPECT_TRUE(Same(FillHoles(voxel, Values{1}, 1), voxel));
  EXPECT_EQ(RemoveSmallComponents(voxel, Values{1}, 2.0).voxels.sum().item<int>(), 0);
}

TEST(Components, RefuseBackgroundAsAStructure)
{
  const Volume labels = Picture({"1"});
  for (const Values & values : {Values{}, Values{1, 0}})
  {
    VOX_EXPECT_ERROR((void)KeepLargestComponent(labels, values), ErrorKind::Usage, "none of them 0");
    VOX_EXPECT_ERROR((void)RemoveSmallComponents(labels, values, 1.0), ErrorKind::Usage, "none of them 0");
    VOX_EXPECT_ERROR((void)FillHoles(labels, values, 1), ErrorKind::Usage, "none of them 0");
  }
}

TEST(Components, RefuseAMinimumThatIsNoVolume)
{
  const Volume labels = Picture({"1"});
  for (const double minimum : {-1.0, std::nan(""), HUGE_VAL})
  {
    VOX_EXPECT_ERROR((void)RemoveSmallComponents(labels, Values{1}, minimum), ErrorKind::Usage,
                     "expected cubic millimeters, 0 or more");
  }
}

TEST(Components, RefuseOtherThanLabelMaps)
{
  Volume labels = Picture({"1"});
  labels.voxels = labels.voxels.repeat({2, 1, 1, 1});
  VOX_EXPECT_ERROR((void)KeepLargestComponent(labels, Values{1}), ErrorKind::BadInput,
                   "found voxels of shape [2, 1, 1, 1], expected a label map");
}

} // namespace
