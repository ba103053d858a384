// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxObjectTable.h"
#include "voxObjects.h"
#include "voxShapes.h"

#include <gmock/gmock.h>

namespace
{

using namespace vox;
using namespace vox::testing;
using Rows = std::vector<std::string>;

/** A 2D label map, one text a row; '.' is 0. */
Volume
Picture(const Rows & rows, const Zyx<double> & spacingMm = {1.0, 1.0, 1.0})
{
  Volume picture = Sampled({1, static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows[0].size())},
                           {1, 1, 1}, [&](Zyx<double> at) {
                             const char c = rows[static_cast<std::size_t>(at.y)][static_cast<std::size_t>(at.x)];
                             return c == '.' ? 0.0 : static_cast<double>(c - '0');
                           });
  picture.voxels = picture.voxels.to(at::kInt);
  picture.geometry.spacingMm = spacingMm;
  return picture;
}

Rows
RowsOf(const Volume & labels)
{
  Rows rows;
  for (std::int64_t y = 0; y < labels.geometry.size.y; ++y)
  {
    rows.emplace_back();
    for (std::int64_t x = 0; x < labels.geometry.size.x; ++x)
    {
      const int value = labels.voxels[0][0][y][x].item<int>();
      rows.back() += value == 0 ? '.' : static_cast<char>('0' + value);
    }
  }
  return rows;
}

const Rows kPicture{"2.111.", ".2...1", "3322.1"};

TEST(Objects, AreNumberedByDecreasingSizeThenByLabelThenByPlace)
{
  const ObjectMap full = FindObjects(Picture(kPicture));
  EXPECT_EQ(RowsOf(full.labels), (Rows{"2.111.", ".2...1", "3322.1"}));
  const ObjectMap face = FindObjects(Picture(kPicture), {.connectivity = ObjectConnectivity::Face});
  EXPECT_EQ(RowsOf(face.labels), (Rows{"5.111.", ".6...2", "4433.2"}));
  ASSERT_EQ(face.objects.size(), 6U);
  EXPECT_EQ(face.objects[2].label, 2);
  EXPECT_EQ(face.objects[3].label, 3);
}

TEST(Objects, HaveSizeCentroidAndBox)
{
  const ObjectMap map = FindObjects(Picture(kPicture, {9.0, 2.0, 0.5}));
  ASSERT_EQ(map.objects.size(), 3U);
  const SegmentedObject & first = map.objects.front();
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(first.label, 1);
  EXPECT_EQ(first.voxels, 5);
  EXPECT_DOUBLE_EQ(first.size, 5 * 2.0 * 0.5) << "mm2: the thickness of a single slice does not count";
  EXPECT_EQ(first.box, (Box{{0, 0, 2}, {1, 3, 6}}));
  EXPECT_DOUBLE_EQ(first.centroidVoxel.x, (2 + 3 + 4 + 5 + 5) / 5.0);
  EXPECT_DOUBLE_EQ(first.centroidVoxel.y, (1 + 2) / 5.0);
  EXPECT_DOUBLE_EQ(first.centroidLps[0], first.centroidVoxel.x * 0.5);
}

TEST(Objects, LieInTheWorldOfTheImage)
{
  const ImageGeometry geometry = ObliqueGeometry();
  at::Tensor voxels = at::zeros({1, 5, 4, 7}, at::kInt);
  voxels[0][1][2][3] = 4;
  voxels[0][2][2][3] = 4;
  const ObjectMap map = FindObjects({voxels, geometry});
  ASSERT_EQ(map.objects.size(), 1U);
  EXPECT_EQ(map.labels.geometry, geometry);
  EXPECT_NEAR(map.objects[0].size, 2 * 2.5 * 0.75 * 1.25, 1e-12);
  const Vector3 expected = WorldFromVoxel(geometry, {1.5, 2.0, 3.0});
  for (std::size_t i = 0; i < 3; ++i)
  {
    EXPECT_NEAR(map.objects[0].centroidLps[i], expected[i], 1e-12);
  }
}

TEST(Objects, BelowTheMinimumAreNone)
{
  const Volume picture = Picture(kPicture, {1.0, 0.1, 0.1});
  const ObjectMap map = FindObjects(picture, {.minimumSize = 4 * 0.1 * 0.1});
  EXPECT_EQ(map.objects.size(), 2U) << "one of exactly the minimum stays";
  EXPECT_EQ(RowsOf(KeepObjects(picture, map)), (Rows{"2.111.", ".2...1", "..22.1"}));
  EXPECT_TRUE(FindObjects(picture, {.minimumSize = 1.0}).objects.empty());
}

TEST(Objects, OfBackgroundAreNone)
{
  const ObjectMap map = FindObjects(Picture({"...", "..."}));
  EXPECT_TRUE(map.objects.empty());
  EXPECT_EQ(Count(map.labels, 0), 6);
}

TEST(Objects, StayTheSameWhenFoundAgain)
{
  Volume noise = Noisy(Sampled({8, 20, 20}, {1, 1, 1}, [](Zyx<double>) { return 0.0; }), 1.0, 51);
  const Volume labels{noise.voxels.gt(0.5).to(at::kInt) + noise.voxels.gt(1.2).to(at::kInt), noise.geometry};
  const ObjectMap first = FindObjects(labels);
  const ObjectMap second = FindObjects(first.labels);
  EXPECT_GT(first.objects.size(), 10U);
  EXPECT_TRUE(first.labels.voxels.equal(second.labels.voxels));
  std::int64_t voxels = 0;
  for (const SegmentedObject & object : first.objects)
  {
    EXPECT_EQ(object.voxels, Count(first.labels, object.number));
    voxels += object.voxels;
  }
  EXPECT_EQ(voxels, labels.voxels.gt(0).sum().item<std::int64_t>());
}

TEST(Objects, AndLabelsMakeOnePanopticMap)
{
  const Volume picture = Picture(kPicture);
  const ObjectMap map = FindObjects(picture, {.minimumSize = 3.0});
  const Volume panoptic = PanopticMap(picture, map);
  EXPECT_EQ(panoptic.voxels[0][0][0][2].item<int>(), 1001);
  EXPECT_EQ(panoptic.voxels[0][0][0][0].item<int>(), 2002);
  EXPECT_EQ(panoptic.voxels[0][0][2][0].item<int>(), 0) << "too small for an object";
  EXPECT_TRUE(panoptic.voxels.remainder(1000).equal(map.labels.voxels));
  VOX_EXPECT_ERROR((void)PanopticMap(picture, map, 2), ErrorKind::BadInput, "found 2 for 2 objects");
  VOX_EXPECT_ERROR((void)PanopticMap(picture, map, 2'000'000'000), ErrorKind::BadInput, "2^31");
}

TEST(Objects, RefuseWhatIsNoLabelMap)
{
  Volume picture = Picture(kPicture);
  picture.voxels[0][0][0][0] = -3;
  VOX_EXPECT_ERROR((void)FindObjects(picture), ErrorKind::BadInput, "label -3");
  VOX_EXPECT_ERROR((void)FindObjects(Picture(kPicture), {.minimumSize = -1.0}), ErrorKind::Usage, "minimum_size");
}

TEST(ObjectTable, WritesOneLineAnObject)
{
  CaseObjects oneCase{"a, b", true, FindObjects(Picture({"11..", "...2"})).objects};
  const std::vector<CaseObjects> cases{oneCase, {"empty", false, {}}};
  EXPECT_EQ(ObjectsCsv(cases), "case,object,label,voxels,size,unit,centroid_l,centroid_p,centroid_s,"
                               "lower_z,lower_y,lower_x,upper_z,upper_y,upper_x\n"
                               "\"a, b\",1,1,2,2,mm2,0.5,0,0,0,0,0,1,1,2\n"
                               "\"a, b\",2,2,1,1,mm2,3,1,0,0,1,3,1,2,4\n");
  const Json json = ObjectsJson(cases);
  EXPECT_EQ(json[0]["count"], 2);
  EXPECT_EQ(json[0]["total_size"], 3.0);
  EXPECT_EQ(json[0]["objects"][1]["box_upper"], (Json{1, 2, 4}));
  EXPECT_EQ(json[1]["count"], 0);
  EXPECT_EQ(json[1]["unit"], "mm3");
}

} // namespace
