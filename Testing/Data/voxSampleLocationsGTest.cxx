// SPDX-License-Identifier: Apache-2.0
#include "voxCaseFile.h"
#include "voxExpectError.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

#include <set>

using namespace vox;
using namespace vox::testing;

TEST(SampleLocations, KeepsEveryVoxelOfASmallStructureOnce)
{
  const at::Tensor labels = at::zeros({4, 5, 6}, at::kShort);
  labels.slice(0, 1, 3).slice(1, 2, 4).slice(2, 3, 6).fill_(1);
  const std::vector<at::Tensor> locations = SampleLocations(labels, {{1}});
  ASSERT_EQ(locations.size(), 1U);
  ASSERT_EQ(locations[0].sizes(), (std::vector<std::int64_t>{12, 3}));
  std::set<std::vector<int>> voxels;
  const auto rows = locations[0].accessor<int, 2>();
  for (int i = 0; i < 12; ++i)
  {
    voxels.insert({rows[i][0], rows[i][1], rows[i][2]});
    EXPECT_EQ(labels[rows[i][0]][rows[i][1]][rows[i][2]].item<int>(), 1);
  }
  EXPECT_EQ(voxels.size(), 12U);
}

TEST(SampleLocations, IsEmptyForAnAbsentStructureAndUnitesTheValuesOfARegion)
{
  const at::Tensor labels = at::tensor({0, 1, 2, 2, 3, -1}, at::kInt).view({1, 2, 3});
  const std::vector<at::Tensor> locations = SampleLocations(labels, {{9}, {1, 2}, {}});
  EXPECT_EQ(locations[0].sizes(), (std::vector<std::int64_t>{0, 3}));
  EXPECT_EQ(locations[1].size(0), 3);
  EXPECT_EQ(locations[2].size(0), 0);
}

TEST(SampleLocations, KeepsTenThousandOrOnePercent)
{
  EXPECT_EQ(SampleLocations(at::ones({1, 101, 100}, at::kShort), {{1}})[0].size(0), 10000);
  EXPECT_EQ(SampleLocations(at::ones({101, 100, 101}, at::kShort), {{1}})[0].size(0), 10201);
}

TEST(SampleLocations, RefusesWhatIsNotALabelMap)
{
  VOX_EXPECT_ERROR((void)SampleLocations(at::zeros({1, 4, 5, 6}, at::kShort), {{1}}), ErrorKind::Internal,
                   "labels: found 4 dimensions, expected 3");
}

TEST(SampleLocations, EqualsNnUNetVoxelForVoxel)
{
  constexpr const char * file = "parity/transforms/class_locations.npz";
  VOX_REQUIRE_SHARED(file);
  const auto arrays = ReadNpz(SharedPath(file));
  const std::vector<at::Tensor> found = SampleLocations(arrays.at("seg").squeeze(0), {{1}, {2}, {3}, {1, 2}, {9}});
  const char * const names[] = {"loc_1", "loc_2", "loc_3", "loc_(1,2)"};
  for (std::size_t i = 0; i < 4; ++i)
  {
    const at::Tensor expected = arrays.at(names[i]).slice(1, 1, 4).to(at::kInt); // the first column is the channel
    EXPECT_TRUE(at::equal(found[i], expected)) << names[i];
  }
  EXPECT_EQ(found[4].size(0), 0);
}

TEST(SampleLocations, OfTheAnnotatedVoxelsEqualNnUNets)
{
  // nnU-Net's _sample_foreground_locations of the same labels with label 3 as the ignore label: classes 1 and 2, then
  // the key (-1, 0, 1, 2) from the same generator; and with slices outside the mask and a region.
  constexpr const char * file = "parity/transforms/class_locations.npz";
  VOX_REQUIRE_SHARED(file);
  const at::Tensor labels = ReadNpz(SharedPath(file)).at("seg").squeeze(0);
  const auto expect = [](const at::Tensor & found, const std::vector<std::int32_t> & firstTwo,
                         const std::vector<std::int32_t> & last, const std::vector<std::int64_t> & sums) {
    ASSERT_EQ(found.size(0), 10000);
    EXPECT_TRUE(at::equal(found.slice(0, 0, 2).flatten(), at::tensor(firstTwo, at::kInt))) << found.slice(0, 0, 2);
    EXPECT_TRUE(at::equal(found[9999], at::tensor(last, at::kInt))) << found[9999];
    EXPECT_TRUE(at::equal(found.sum(0), at::tensor(sums, at::kLong))) << found.sum(0);
  };
  expect(SampleLocations(labels, {{1}, {2}, {-1, 0, 1, 2}})[2], {13, 10, 25, 9, 13, 34}, {2, 22, 28},
         {147835, 192221, 176580});
  at::Tensor cropped = labels.clone();
  cropped.slice(0, 0, 4).fill_(-1);
  expect(SampleLocations(cropped, {{1, 2}, {2}, {-1, 0, 1, 2}})[2], {13, 31, 26, 0, 7, 24}, {25, 1, 35},
         {145474, 192076, 175749});
}
