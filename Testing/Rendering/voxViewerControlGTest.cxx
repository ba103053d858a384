// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxViewerControl.h"
#include "voxViewerExamples.h"

#include <cmath>

namespace vox::testing
{
namespace
{

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ViewerControlTest : public ::testing::Test
{
protected:
  /** The middle of the pixel where a position is drawn. */
  [[nodiscard]] std::array<int, 2>
  PixelOf(Plane plane, const Vector3 & lps) const
  {
    const auto [x, y] = PlaneMap(scene, state, plane, layout.PaneOf(plane)).PixelOf(lps);
    return {static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y))};
  }

  ViewerScene scene{TwoStructures(), 1};
  ViewerState state{scene};
  ViewerLayout layout{1000, 700};
  ViewerControl control{scene, state};
};

TEST_F(ViewerControlTest, BeginsInTheMiddleWithTheImagesWindow)
{
  EXPECT_THAT(state.crosshairLps, ElementsAre(0.0, 0.0, 110.0));
  EXPECT_THAT(state.window, ElementsAre(0.0, 390.0));
  EXPECT_EQ(DescribeCrosshair(state, scene), "L 0.0  P 0.0  S 110.0 mm   value 200");
  ASSERT_EQ(scene.Structures().size(), 2u) << "the reference's is the one of the same name";
  EXPECT_THAT(scene.Structures()[0].color, ElementsAre(255, 0, 0));
}

TEST_F(ViewerControlTest, PlanesAreRadiological)
{
  const auto [rightX, rightY] = PixelOf(Plane::Axial, {-15.0, 0.0, 110.0});
  const auto [leftX, leftY] = PixelOf(Plane::Axial, {15.0, 0.0, 110.0});
  EXPECT_LT(rightX, leftX) << "the patient's right is on the left";
  EXPECT_EQ(rightY, leftY);
  EXPECT_LT(PixelOf(Plane::Axial, {0, -10, 110})[1], PixelOf(Plane::Axial, {0, 10, 110})[1]) << "front above";
  EXPECT_LT(PixelOf(Plane::Coronal, {0, 0, 118})[1], PixelOf(Plane::Coronal, {0, 0, 101})[1]) << "head above";
  EXPECT_LT(PixelOf(Plane::Coronal, {-15, 0, 110})[0], PixelOf(Plane::Coronal, {15, 0, 110})[0]);
  EXPECT_LT(PixelOf(Plane::Sagittal, {0, -10, 110})[0], PixelOf(Plane::Sagittal, {0, 10, 110})[0]) << "front left";
  EXPECT_LT(PixelOf(Plane::Sagittal, {0, 0, 118})[1], PixelOf(Plane::Sagittal, {0, 0, 101})[1]);
}

TEST_F(ViewerControlTest, PixelsAndPositionsAreInverse)
{
  state.zoom = 3.0;
  state.crosshairLps = {4.0, -3.0, 107.0};
  for (const Plane plane : kPlanes)
  {
    const PlaneMap map(scene, state, plane, layout.PaneOf(plane));
    const auto [x, y] = map.PixelOf(map.WorldAt(123.0, 45.0));
    EXPECT_NEAR(x, 123.0, 1e-9);
    EXPECT_NEAR(y, 45.0, 1e-9);
  }
}

TEST_F(ViewerControlTest, LeftDragMovesTheCrosshairOfAllPlanes)
{
  const auto [x, y] = PixelOf(Plane::Coronal, {10.0, 0.0, 104.0});
  EXPECT_TRUE(control.Press(layout, MouseButton::Left, x, y));
  const double half = PlaneMap(scene, state, Plane::Coronal, layout.PaneOf(Plane::Coronal)).MmPerPixel() / 2.0 + 1e-9;
  EXPECT_THAT(state.crosshairLps, ElementsAre(DoubleNear(10.0, half), 0.0, DoubleNear(104.0, half)));
  EXPECT_THAT(DescribeCrosshair(state, scene), HasSubstr("value 300   left one   reference: left one"));
  control.Move(layout, -5000, y);
  EXPECT_GT(state.crosshairLps[0], scene.Lower()[0]) << "stays in the image";
  EXPECT_THAT(DescribeCrosshair(state, scene), HasSubstr("value 0"));
  control.Release();
  const Vector3 before = state.crosshairLps;
  control.Move(layout, x, y);
  EXPECT_EQ(state.crosshairLps, before);
}

TEST_F(ViewerControlTest, TheWheelGoesFromSliceToSlice)
{
  const PixelBox axial = layout.PaneOf(Plane::Axial);
  control.Wheel(layout, axial.x + 50, axial.y + 50, 1, false);
  EXPECT_DOUBLE_EQ(state.crosshairLps[2], 112.0);
  control.Key("Next");
  control.Key("Next");
  EXPECT_DOUBLE_EQ(state.crosshairLps[2], 108.0) << "keys scroll the plane that was used last";
  for (int i = 0; i < 30; ++i)
  {
    control.Wheel(layout, axial.x + 50, axial.y + 50, 1, false);
  }
  EXPECT_DOUBLE_EQ(state.crosshairLps[2], 118.0) << "the last slice";
  control.Wheel(layout, axial.x + 50, axial.y + 50, 2, true);
  EXPECT_GT(state.zoom, 1.5);
  control.Key("0");
  EXPECT_EQ(state.zoom, 1.0);
}

TEST_F(ViewerControlTest, RightDragChangesWindowAndLevel)
{
  const PixelBox pane = layout.PaneOf(Plane::Sagittal);
  control.Press(layout, MouseButton::Right, pane.x + 50, pane.y + 50);
  control.Move(layout, pane.x + 150, pane.y + 50);
  EXPECT_THAT(state.window, ElementsAre(DoubleNear(-39.0, 1e-9), DoubleNear(429.0, 1e-9)));
  control.Move(layout, pane.x + 150, pane.y + 100);
  EXPECT_THAT(state.window, ElementsAre(DoubleNear(0.0, 1e-9), DoubleNear(468.0, 1e-9)));
  control.Move(layout, pane.x - 5000, pane.y + 100);
  EXPECT_GT(state.window[1], state.window[0]);
  control.Key("w");
  EXPECT_THAT(state.window, ElementsAre(0.0, 390.0));
}

TEST_F(ViewerControlTest, TheListShowsHidesAndFades)
{
  const PixelBox row = layout.ListRow(1);
  EXPECT_TRUE(control.Press(layout, MouseButton::Left, row.x + 5, row.y + 5));
  EXPECT_FALSE(state.structures[1].isVisible);
  EXPECT_TRUE(state.structures[0].isVisible);
  EXPECT_EQ(state.selected, 1u);
  control.Key("space");
  EXPECT_TRUE(state.structures[1].isVisible);
  control.Wheel(layout, row.x + 5, row.y + 5, 2, false);
  EXPECT_NEAR(state.structures[1].opacity, 0.6, 1e-12);
  control.Key("Up");
  for (int i = 0; i < 9; ++i)
  {
    control.Key("minus");
  }
  EXPECT_EQ(state.structures[0].opacity, 0.0);
  control.Key("a");
  EXPECT_FALSE(state.structures[0].isVisible || state.structures[1].isVisible);
  control.Key("a");
  EXPECT_TRUE(state.structures[0].isVisible && state.structures[1].isVisible);
}

TEST_F(ViewerControlTest, KeysAskTheWindowOrAreLeftAlone)
{
  EXPECT_EQ(control.Key("n"), ViewerAction::NextCase);
  EXPECT_EQ(control.Key("p"), ViewerAction::PreviousCase);
  EXPECT_EQ(control.Key("s"), ViewerAction::Screenshot);
  EXPECT_EQ(control.Key("q"), ViewerAction::Quit);
  EXPECT_EQ(control.Key("h"), ViewerAction::None);
  EXPECT_TRUE(state.showsHelp);
  EXPECT_EQ(control.Key("Escape"), ViewerAction::None) << "closes the help, not the window";
  EXPECT_FALSE(state.showsHelp);
  const PixelBox surfaces = layout.SurfacePane();
  EXPECT_FALSE(control.Press(layout, MouseButton::Left, surfaces.x + 9, surfaces.y + 9)) << "the camera's";
}

TEST(ViewerScene, AThousandStructuresAreListedInPages)
{
  ViewerCase shown = TwoStructures();
  shown.labels.segments.clear();
  for (std::int64_t value = 1; value <= 1000; ++value)
  {
    shown.labels.segments.push_back({value, "structure " + std::to_string(value), {}, {}, 0});
  }
  shown.reference = {};
  const ViewerScene scene(std::move(shown), 1);
  ViewerState state(scene);
  const ViewerLayout layout(1000, 700);
  ViewerControl control(scene, state);
  control.Key("Up");
  EXPECT_EQ(state.selected, 999u);
  const std::size_t row = 999 - layout.FirstListed(state);
  ASSERT_LT(row, layout.ListRows());
  const PixelBox box = layout.ListRow(row);
  EXPECT_EQ(layout.StructureAt(state, box.x + 1, box.y + 1), std::optional<std::size_t>(999));
  EXPECT_EQ(layout.StructureAt(state, box.x + 1, box.y + box.height + 1), std::nullopt) << "none below the last";
}

TEST(ViewerScene, TakesImagesWithoutContrastAndLabelsWithoutVoxels)
{
  ViewerCase shown = TwoStructures();
  shown.image.voxels.fill_(5.0);
  shown.labels.layers.front().voxels.zero_();
  shown.reference = {};
  const ViewerScene scene(std::move(shown), 1);
  EXPECT_THAT(scene.StartWindow(), ElementsAre(5.0, 6.0));
  EXPECT_EQ(scene.Structures().size(), 2u);
}

TEST(ViewerScene, RefusesLabelsOfAnotherGrid)
{
  ViewerCase shown = TwoStructures();
  shown.labels.layers.front().geometry.originLps[0] += 3.0;
  VOX_EXPECT_ERROR(ViewerScene(shown, 1), ErrorKind::BadInput, "case: labels");
}

} // namespace
} // namespace vox::testing
