// SPDX-License-Identifier: Apache-2.0
#include "voxViewerExamples.h"
#include "voxViewerFrame.h"

#include <gmock/gmock.h>

#include <cmath>

namespace vox::testing
{
namespace
{

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

const ViewerLayout kLayout(900, 640);

/** The pixel of a position in a plane through it, with or without what else is drawn. */
Rgb
ColorAt(const ViewerScene & scene, ViewerState state, Plane plane, const Vector3 & lps)
{
  state.crosshairLps[AxesOf(plane).through] = lps[AxesOf(plane).through];
  Picture frame = DrawFrame(scene, state, kLayout, 1);
  const auto [x, y] = PlaneMap(scene, state, plane, kLayout.PaneOf(plane)).PixelOf(lps);
  const std::uint8_t * pixel = frame.At(static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y)));
  return {pixel[0], pixel[1], pixel[2]};
}

class ViewerFrameTest : public ::testing::Test
{
protected:
  ViewerFrameTest() { state.showsCrosshair = false; }
  ViewerScene scene{TwoStructures(), 1};
  ViewerState state{scene};
};

TEST_F(ViewerFrameTest, StructuresLieWhereTheyAreInAllPlanes)
{
  for (const Plane plane : kPlanes)
  {
    const Rgb left = ColorAt(scene, state, plane, {12.0, 0.3, 110.2});
    const Rgb right = ColorAt(scene, state, plane, {-12.0, 0.3, 110.2});
    EXPECT_GT(left[0], left[2] + 80) << AxesOf(plane).name << ": the left one is red";
    EXPECT_GT(right[2], right[0] + 80) << AxesOf(plane).name << ": the right one is blue";
    const Rgb between = ColorAt(scene, state, plane, {0.0, 0.3, 110.2});
    EXPECT_EQ(between[0], between[2]);
    EXPECT_NEAR(between[0], 200.0 / 390.0 * 255.0, 2.0);
  }
}

TEST_F(ViewerFrameTest, HiddenStructuresDisappearAndOpacityCounts)
{
  const Vector3 inside{12.0, 0.3, 110.2};
  state.structures[0].opacity = 1.0;
  EXPECT_THAT(ColorAt(scene, state, Plane::Axial, inside), ElementsAre(255, 0, 0));
  state.structures[0].isVisible = false;
  const Rgb hidden = ColorAt(scene, state, Plane::Axial, inside);
  EXPECT_EQ(hidden[0], hidden[1]);
  EXPECT_EQ(hidden[0], hidden[2]);
  const Rgb other = ColorAt(scene, state, Plane::Axial, {-12.0, 0.3, 110.2});
  EXPECT_GT(other[2], other[0]) << "the other one stays";
}

TEST_F(ViewerFrameTest, TheWindowChangesGrey)
{
  const Vector3 place{0.0, 0.3, 110.2};
  state.window = {0.0, 200.0};
  EXPECT_GE(ColorAt(scene, state, Plane::Coronal, place)[0], 254);
  state.window = {200.0, 400.0};
  EXPECT_LE(ColorAt(scene, state, Plane::Coronal, place)[0], 1);
}

TEST_F(ViewerFrameTest, TheReferenceIsAnOutlineThatCanBeHidden)
{
  const auto countLight = [&] {
    const Picture frame = DrawFrame(scene, state, kLayout, 1);
    const Rgb light = Mixed({255, 0, 0}, {255, 255, 255}, 0.6);
    std::size_t count = 0;
    for (std::size_t i = 0; i < frame.pixels.size(); i += 3)
    {
      count += std::equal(light.begin(), light.end(), frame.pixels.begin() + static_cast<std::ptrdiff_t>(i)) ? 1u : 0u;
    }
    return count;
  };
  EXPECT_GT(countLight(), 200u);
  EXPECT_LT(countLight(), 3000u) << "a line, no area";
  state.showsReference = false;
  EXPECT_EQ(countLight(), 0u);
}

TEST_F(ViewerFrameTest, TheCrosshairMoves)
{
  const auto isGreenAt = [&](double x) {
    const PixelBox pane = kLayout.PaneOf(Plane::Axial);
    Picture frame = DrawFrame(scene, state, kLayout, 1);
    const auto [column, row] = PlaneMap(scene, state, Plane::Axial, pane).PixelOf({x, 0.0, 110.0});
    const std::uint8_t * pixel = frame.At(static_cast<int>(std::lround(column)), pane.y + 3);
    return pixel[1] > pixel[0] + 30 && pixel[1] > pixel[2] + 30;
  };
  state.showsCrosshair = true;
  EXPECT_TRUE(isGreenAt(0.0));
  EXPECT_FALSE(isGreenAt(10.0));
  state.crosshairLps[0] = 10.0;
  EXPECT_FALSE(isGreenAt(0.0));
  EXPECT_TRUE(isGreenAt(10.0));
}

TEST_F(ViewerFrameTest, ThreadsChangeNothing)
{
  EXPECT_EQ(DrawFrame(scene, state, kLayout, 1).pixels, DrawFrame(scene, state, kLayout, 4).pixels);
}

TEST_F(ViewerFrameTest, ObliqueVolumesAreCutAlongThePatient)
{
  // The same world, stored in axes turned by 30 degrees about z: the block on the left stays on the left.
  ImageGeometry geometry;
  geometry.size = {4, 60, 60};
  const double c = std::cos(0.5235987755982988);
  const double s = std::sin(0.5235987755982988);
  geometry.directionLps = {{{0, -s, c}, {0, c, s}, {1, 0, 0}}};
  geometry.originLps = {-29.5 * c + 29.5 * s, -29.5 * s - 29.5 * c, 0.0};
  const at::Tensor voxels = at::zeros({1, 4, 60, 60}, at::kFloat);
  const Zyx<double> marked = VoxelFromWorld(geometry, {15.0, 5.0, 1.0});
  const auto y = static_cast<std::int64_t>(std::lround(marked.y));
  const auto x = static_cast<std::int64_t>(std::lround(marked.x));
  voxels.slice(2, y - 3, y + 4).slice(3, x - 3, x + 4).fill_(100.0);
  ViewerScene oblique({"oblique", MakeVolume(voxels, geometry), {}, {}, {}}, 1);
  ViewerState turned(oblique);
  turned.window = {0.0, 100.0};
  turned.showsCrosshair = false;
  EXPECT_EQ(ColorAt(oblique, turned, Plane::Axial, {15.0, 5.0, 1.0})[0], 255);
  EXPECT_EQ(ColorAt(oblique, turned, Plane::Axial, {-15.0, 5.0, 1.0})[0], 0);
  EXPECT_EQ(ColorAt(oblique, turned, Plane::Axial, {15.0, -5.0, 1.0})[0], 0);
}

TEST_F(ViewerFrameTest, TextsSayWhereAndWhat)
{
  state.crosshairLps = {12.0, 0.3, 110.2};
  const auto texts = FrameTexts(scene, state, kLayout, "making surfaces, 40 %");
  const auto says = [&](const std::string & part) { return Contains(Field(&FrameText::text, HasSubstr(part))); };
  for (const char * part : {"R", "L", "A", "P", "S", "I", "left one", "right one", "axial  S 110.2 mm",
                            "L 12.0  P 0.3  S 110.2 mm   value 320   left one", "making surfaces, 40 %", "40 %"})
  {
    EXPECT_THAT(texts, says(part));
  }
  const PixelBox axial = kLayout.PaneOf(Plane::Axial);
  for (const FrameText & text : texts)
  {
    if (text.text == "R" && axial.Holds(text.x, text.y))
    {
      EXPECT_LT(text.x, axial.x + axial.width / 4);
    }
  }
  state.showsHelp = true;
  EXPECT_THAT(FrameTexts(scene, state, kLayout, ""), says("quit"));
}

} // namespace
} // namespace vox::testing
