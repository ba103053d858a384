// SPDX-License-Identifier: Apache-2.0
#include "voxDisplayGrid.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxRankedLabels.h"
#include "voxReducedGrid.h"
#include "voxReportPages.h"
#include "voxSliceViewer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ReducedGrid, HoldsAtMostTheVoxelsAndKeepsTheCenter)
{
  ImageGeometry whole;
  whole.size = {7, 30, 41};
  whole.spacingMm = {3.0, 1.0, 0.8};
  whole.originLps = {5.0, -3.0, 2.0};
  const Vector3 center = WorldFromVoxel(whole, {3.0, 14.5, 20.0});
  for (const std::int64_t most : {100'000, 4000, 1000, 100, 8, 1})
  {
    const ReducedGrid grid = MakeReducedGrid(whole, most);
    const auto & size = grid.reduced.size;
    EXPECT_LE(Product(size), most);
    const Vector3 found =
        WorldFromVoxel(grid.reduced, {static_cast<double>(size.z - 1) / 2.0, static_cast<double>(size.y - 1) / 2.0,
                                      static_cast<double>(size.x - 1) / 2.0});
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      EXPECT_NEAR(found[axis], center[axis], 1e-9) << most;
      EXPECT_DOUBLE_EQ(grid.reduced.spacingMm[axis], whole.spacingMm[axis] * static_cast<double>(grid.factors[axis]));
    }
  }
  // The finest axes first.
  EXPECT_EQ(MakeReducedGrid(whole, 5000).factors, (Zyx<std::int64_t>{1, 1, 2}));
}

TEST(ReducedGrid, IntensitiesAreTheMeanOfFiniteVoxels)
{
  at::Tensor voxels = at::zeros({1, 1, 2, 4});
  // In display order the last column comes first.
  voxels[0][0][0] = at::tensor({10.0F, 20.0F, NAN, 51.0F});
  voxels[0][0][1] = at::tensor({30.0F, 40.0F, INFINITY, NAN});
  ImageGeometry geometry;
  geometry.size = {1, 2, 4};
  geometry.directionLps = {{{0, 0, -1}, {0, -1, 0}, {1, 0, 0}}};
  const Volume image = MakeVolume(voxels, geometry);
  const ReducedGrid grid = MakeReducedGrid(geometry, 2);
  EXPECT_EQ(grid.factors, (Zyx<std::int64_t>{1, 2, 2}));
  EXPECT_THAT(ReducedIntensities(image, grid, {0.0, 255.0}), ElementsAre(51, 25));
  voxels.fill_(NAN);
  EXPECT_THAT(ReducedIntensities(image, grid, {0.0, 255.0}), ElementsAre(0, 0));
}

TEST(ReducedGrid, AnyAxisOrderGivesTheSameBytes)
{
  const Volume image = BrightCorner();
  const Volume labels = TwoLabels();
  const auto bytesOf = [](const Volume & volume, std::int64_t most) {
    return ReducedIntensities(volume, MakeReducedGrid(DisplayGeometry(volume.geometry, false), most), {0.0, 255.0});
  };
  const auto labelsOf = [](const Volume & volume, std::int64_t most) {
    return ReducedLabels(volume, MakeReducedGrid(DisplayGeometry(volume.geometry, false), most));
  };
  for (const std::int64_t most : {100'000, 4000})
  {
    const DisplayBytes expected = bytesOf(image, most);
    const auto expectedLabels = labelsOf(labels, most);
    for (const AxisOrder & order : AllAxisOrders())
    {
      EXPECT_EQ(bytesOf(Reordered(image, order), most), expected);
      EXPECT_EQ(labelsOf(Reordered(labels, order), most), expectedLabels);
    }
  }
}

TEST(RankedLabels, AThousandLabelsKeepTheLargest)
{
  std::vector<std::int32_t> labels{0, 0, 0};
  for (std::int32_t value = 1; value <= 1000; ++value)
  {
    labels.insert(labels.end(), value == 7 || value > 990 ? 3 : 1, value);
  }
  const LabelRanks ranks = RanksOf({&labels, 1});
  EXPECT_EQ(ranks.values.size(), 254U);
  EXPECT_EQ(ranks.others, 746U);
  EXPECT_TRUE(std::ranges::is_sorted(ranks.values));
  EXPECT_TRUE(std::ranges::binary_search(ranks.values, 7));
  EXPECT_TRUE(std::ranges::binary_search(ranks.values, 1000));
  const auto bytes = Ranked({0, ranks.values[0], ranks.values[253], 900}, ranks);
  EXPECT_THAT(bytes, ElementsAre(0, 1, 254, 255));
}

TEST(SliceViewer, SaysWhatTheSlicesAre)
{
  const Volume image = BrightCorner();
  const Volume labels = TwoLabels();
  const SliceViewerMap map{&labels, "prediction"};
  SliceViewerOptions options = TwoStructures();
  EXPECT_THAT(
      SliceViewer(image, {&map, 1}, options).html,
      ::testing::AllOf(HasSubstr("<h3>Case 1</h3>"), HasSubstr("Black is 0, white is 255"), Not(HasSubstr("Smaller"))));
  options.mostVoxels = 4000;
  EXPECT_THAT(SliceViewer(image, {&map, 1}, options).html, HasSubstr("Smaller than the image: 2 x 2 x 1 voxels"));

  Volume oblique = image;
  oblique.geometry.directionLps = RotatedDirection(0.0, 0.0, 0.1);
  EXPECT_THAT(SliceViewer(oblique, {&map, 1}, options).html,
              ::testing::AllOf(HasSubstr("5.7 degrees"), HasSubstr("prediction: on another grid")));
}

TEST(SliceViewer, ScriptIsSmall)
{
  const PageWidget widget = SliceViewer(BrightCorner(), {});
  EXPECT_LT(widget.script.size(), 30'000U);
  EXPECT_GT(widget.script.size(), 1000U);
  EXPECT_FALSE(widget.style.empty());
}

TEST(SliceViewer, RefusesWhatCannotBeShown)
{
  const Volume image = BrightCorner();
  Volume labels = TwoLabels();
  const SliceViewerMap map{&labels, "prediction"};
  VOX_EXPECT_ERROR((void)SliceViewer(image, {}, {.channel = 1}), ErrorKind::Usage, "channel 1, expected 0 to 0");
  VOX_EXPECT_ERROR((void)SliceViewer(image, {}, {.mostVoxels = 0}), ErrorKind::Usage, "at most 0 voxels");
  VOX_EXPECT_ERROR((void)SliceViewer(image, {}, {.window = IntensityWindow{5.0, 5.0}}), ErrorKind::Usage, "5 to 5");
  labels.geometry.originLps[0] += 1000.0;
  VOX_EXPECT_ERROR((void)SliceViewer(image, {&map, 1}), ErrorKind::BadInput, "no labeled voxel inside of the image");
  labels.voxels.zero_(); // nothing to show anywhere is no mistake
  EXPECT_NO_THROW((void)SliceViewer(image, {&map, 1}));
  labels.voxels = at::zeros({2, 12, 32, 40}, at::kInt);
  VOX_EXPECT_ERROR((void)SliceViewer(image, {&map, 1}), ErrorKind::BadInput, "expected [1, D, H, W]");
}

TEST(SliceViewer, TakesImagesWithoutContrastOrNumbers)
{
  Volume image = BrightCorner();
  image.voxels.fill_(3.0F);
  EXPECT_THAT(SliceViewer(image, {}).html, HasSubstr("Black is 3, white is 4"));
  image.voxels.fill_(NAN);
  EXPECT_THAT(SliceViewer(image, {}).html, HasSubstr("Black is 0, white is 1"));
}

} // namespace
