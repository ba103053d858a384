// SPDX-License-Identifier: Apache-2.0
#include "voxCanvas.h"
#include "voxExpectError.h"
#include "voxLabelDifference.h"
#include "voxMosaicPixels.h"
#include "voxOrientation.h"
#include "voxPercentileWindow.h"
#include "voxPictureTheme.h"
#include "voxSliceMosaic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string_view>

namespace
{

using namespace vox;

/** The same voxels turned about the patient's long axis, around the world's origin. */
ImageGeometry
TurnedAboutZ(ImageGeometry geometry, double degrees)
{
  const double c = std::cos(degrees * M_PI / 180.0);
  const double s = std::sin(degrees * M_PI / 180.0);
  const Matrix3 old = geometry.directionLps;
  const Vector3 origin = geometry.originLps;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    geometry.directionLps[0][axis] = c * old[0][axis] - s * old[1][axis];
    geometry.directionLps[1][axis] = s * old[0][axis] + c * old[1][axis];
  }
  geometry.originLps = {c * origin[0] - s * origin[1], s * origin[0] + c * origin[1], origin[2]};
  return geometry;
}

/** A cube of 40 mm around the world's origin. */
Volume
Cube()
{
  Volume cube = Flat({40, 40, 40}, 50.0F);
  cube.geometry.originLps = {-19.5, -19.5, -19.5};
  return cube;
}

/** A ball of this radius around a point of the world. */
Volume
Ball(const ImageGeometry & geometry, const Vector3 & center, double radiusMm)
{
  Volume labels = LabelsLike(Volume{at::Tensor(), geometry});
  auto values = labels.voxels.accessor<int, 4>();
  for (std::int64_t z = 0; z < geometry.size.z; ++z)
  {
    for (std::int64_t y = 0; y < geometry.size.y; ++y)
    {
      for (std::int64_t x = 0; x < geometry.size.x; ++x)
      {
        const Vector3 world =
            WorldFromVoxel(geometry, {static_cast<double>(z), static_cast<double>(y), static_cast<double>(x)});
        const double distance = std::hypot(world[0] - center[0], world[1] - center[1], world[2] - center[2]);
        values[0][z][y][x] = distance < radiusMm ? 1 : 0;
      }
    }
  }
  return labels;
}

SliceMosaicOptions
Filled()
{
  SliceMosaicOptions options;
  options.widthPixels = 700;
  options.slicesPerRow = 1;
  options.labelOpacity = 1.0;
  options.labelStyle = LabelStyle::Fill;
  return options;
}

/** True if this text stands on the picture with its top left corner here: its pixels are much brighter than without. */
bool
HasText(const at::Tensor & picture, std::int64_t x, std::int64_t y, std::string_view text)
{
  Canvas glyph(TextWidth(text), TextHeight, {0, 0, 0});
  glyph.DrawText(0, 0, text, {255, 255, 255});
  const at::Tensor ink = glyph.ToTensor()[0][0].gt(200);
  const at::Tensor there = picture[0][0].slice(0, y, y + TextHeight).slice(1, x, x + TextWidth(text)).gt(150);
  return ink.logical_and(there.logical_not()).sum().item<std::int64_t>() == 0 &&
         there.sum().item<std::int64_t>() <= 2 * ink.sum().item<std::int64_t>();
}

TEST(MosaicGrid, LettersStandAtTheirEdgesInEightOrientations)
{
  // 40 mm fill 322 pixels: half of the width between the margins.
  const Volume image = Cube();
  const SliceMosaicOptions options = Filled();
  constexpr std::int64_t Side = (700 - 2 * Margin) / 2;
  constexpr std::int64_t Inset = 6;
  const std::int64_t x = Margin;
  const std::int64_t y = Margin + TextHeight + HeadingGap + RowGap / 2 + TextHeight + HeadingGap;
  const std::int64_t middle = (Side - TextWidth("R")) / 2;
  for (unsigned flips = 0; flips < 8; ++flips)
  {
    AxisOrder order;
    order.source = flips % 2 == 0 ? std::array<int, 3>{0, 1, 2} : std::array<int, 3>{2, 0, 1};
    order.flipped = {(flips & 1U) != 0U, (flips & 2U) != 0U, (flips & 4U) != 0U};
    const at::Tensor picture = RenderSliceMosaic(Reordered(image, order), nullptr, nullptr, options);
    EXPECT_TRUE(HasText(picture, x + Inset, y + (Side - TextBaseline) / 2, "R")) << flips;
    EXPECT_TRUE(HasText(picture, x + Side - Inset - TextWidth("L"), y + (Side - TextBaseline) / 2, "L")) << flips;
    EXPECT_TRUE(HasText(picture, x + middle, y + Inset, "A")) << flips;
    EXPECT_TRUE(HasText(picture, x + middle, y + Side - Inset - TextBaseline, "P")) << flips;
    EXPECT_FALSE(HasText(picture, x + Inset, y + (Side - TextBaseline) / 2, "L")) << flips;
  }
}

TEST(MosaicGrid, ObliqueVolumesAreCutAlongThePatient)
{
  const Volume straight = Cube();
  const Vector3 center{-10.0, -8.0, 5.0}; // right, anterior, superior
  const Volume labels = Ball(straight.geometry, center, 5.0);
  const Volume oblique{straight.voxels, TurnedAboutZ(straight.geometry, 25.0)};
  const Volume turned = Ball(oblique.geometry, center, 5.0);

  // The field of view differs, the ball does not: as far from the middle, as large.
  const auto [row, column] = CenterOf(RenderSliceMosaic(straight, &labels, nullptr, Filled()), LabelColor(0), 4);
  const at::Tensor picture = RenderSliceMosaic(oblique, &turned, nullptr, Filled());
  const auto pixels = PixelsNear(picture, LabelColor(0), 4);
  const auto [obliqueRow, obliqueColumn] = CenterOf(picture, LabelColor(0), 4);
  EXPECT_LT(column, 0.28);
  EXPECT_LT(obliqueColumn, 0.28);
  // Three discs of radius 5 mm at (700 - 2 margins) / 2 pixels for 40 * (cos 25 + sin 25) mm.
  const double pixelsPerMm = 322.0 / (40.0 * (std::cos(25.0 * M_PI / 180.0) + std::sin(25.0 * M_PI / 180.0)));
  EXPECT_NEAR(static_cast<double>(pixels), 3.0 * M_PI * 25.0 * pixelsPerMm * pixelsPerMm,
              0.1 * static_cast<double>(pixels));

  // Along the voxels it is the picture of the file.
  SliceMosaicOptions along = Filled();
  along.alongVoxels = true;
  EXPECT_NE(RenderSliceMosaic(oblique, &turned, nullptr, along).size(2), picture.size(2));
}

TEST(MosaicGrid, WhatLiesBeyondAnObliqueVolumeIsBlack)
{
  Volume image = Cube();
  image.voxels.fill_(-1000.0);
  image.voxels.slice(1, 10, 30).slice(2, 10, 30).slice(3, 10, 30).fill_(-900.0);
  image.geometry = TurnedAboutZ(image.geometry, 30.0);
  const at::Tensor picture = RenderSliceMosaic(image, nullptr, nullptr, Filled());
  EXPECT_LT(PixelsNear(picture, {255, 255, 255}, 2), PixelsNear(picture, {0, 0, 0}, 2));
}

TEST(MosaicGrid, LabelsOnAnotherGridLieWhereTheyAreInTheWorld)
{
  const Volume image = Cube();
  const Vector3 center{-10.0, -8.0, 5.0};
  const Volume same = Ball(image.geometry, center, 6.0);
  ImageGeometry finer = Resized(Cropped(image.geometry, {{10, 2, 0}, {40, 38, 30}}), {60, 72, 60});
  const Volume other = Ball(TurnedAboutZ(finer, 0.0), center, 6.0);
  const at::Tensor expected = RenderSliceMosaic(image, &same, nullptr, Filled());
  const at::Tensor picture = RenderSliceMosaic(image, &other, nullptr, Filled());
  // One line more says that the grid is another.
  EXPECT_EQ(picture.size(2), expected.size(2) + TextHeight + 10);
  const auto [row, column] = CenterOf(expected, LabelColor(0), 4);
  const auto [otherRow, otherColumn] = CenterOf(picture, LabelColor(0), 4);
  EXPECT_NEAR(otherColumn, column, 0.005);
  EXPECT_NEAR(otherRow * static_cast<double>(picture.size(2)), row * static_cast<double>(expected.size(2)), 4.0);
  EXPECT_NEAR(static_cast<double>(PixelsNear(picture, LabelColor(0), 4)),
              static_cast<double>(PixelsNear(expected, LabelColor(0), 4)), 1500.0);
}

TEST(MosaicGrid, RefusesLabelsOutsideOfTheImage)
{
  const Volume image = Cube();
  Volume labels = Ball(image.geometry, {0.0, 0.0, 0.0}, 5.0);
  labels.geometry.originLps[0] += 500.0;
  VOX_EXPECT_ERROR((void)RenderSliceMosaic(image, &labels, nullptr), ErrorKind::BadInput,
                   "labels: found no labeled voxel inside of the image");
}

TEST(MosaicGrid, ShowsTheSlicesWhereSmallStructuresLie)
{
  // Two small objects far apart: evenly spaced slices of the extent would show nothing but the gap.
  const Volume image = Flat({100, 20, 20});
  Volume labels = LabelsLike(image);
  labels.voxels.slice(1, 10, 12).slice(2, 5, 15).slice(3, 5, 15).fill_(1);
  labels.voxels.slice(1, 90, 92).slice(2, 5, 15).slice(3, 5, 15).fill_(2);
  SliceMosaicOptions options = Filled();
  options.slicesPerRow = 2;
  const at::Tensor axial = RenderSliceMosaic(image, &labels, nullptr, options).slice(2, 60, 300);
  EXPECT_GT(PixelsNear(axial, LabelColor(0), 4), 300);
  EXPECT_GT(PixelsNear(axial, LabelColor(1), 4), 300);
}

TEST(LabelDifference, NamesWhatAgreesIsMissedExtraOrAnother)
{
  const at::Tensor labels = at::tensor({0, 1, 0, 1, 2}, at::kInt).view({1, 5});
  const at::Tensor reference = at::tensor({0, 1, 1, 0, 1}, at::kInt).view({1, 5});
  EXPECT_TRUE(LabelDifference(labels, reference).equal(at::tensor({0, 1, 2, 3, 4}, at::kInt).view({1, 5})));
}

TEST(SliceMosaic, ADifferenceShowsWhatIsMissedAndWhatIsExtra)
{
  const Volume image = Flat({12, 30, 30});
  Volume reference = LabelsLike(image);
  reference.voxels.slice(1, 3, 9).slice(2, 5, 25).slice(3, 5, 20).fill_(1);
  Volume labels = LabelsLike(image);
  labels.voxels.slice(1, 3, 9).slice(2, 5, 25).slice(3, 10, 20).fill_(1);
  SliceMosaicOptions options = Filled();
  options.difference = true;
  const at::Tensor picture = RenderSliceMosaic(image, &labels, &reference, options);
  const auto agreed = static_cast<double>(PixelsNear(picture, DifferenceColor(Agreed), 4));
  const auto missed = static_cast<double>(PixelsNear(picture, DifferenceColor(Missed), 4));
  // 10 columns agree, 5 are missed in axial and coronal slices; the sagittal one through the middle shows agreement.
  EXPECT_GT(missed, 0.25 * agreed);
  EXPECT_LT(PixelsNear(picture, DifferenceColor(Extra), 4), 300); // its square in the legend
  const at::Tensor exchanged = RenderSliceMosaic(image, &reference, &labels, options);
  EXPECT_GT(PixelsNear(exchanged, DifferenceColor(Extra), 4), 1000);
  EXPECT_LT(PixelsNear(exchanged, DifferenceColor(Missed), 4), 300);
}

TEST(SliceMosaic, DrawsFillOutlineOrBoth)
{
  const Volume image = Flat({12, 30, 30});
  Volume labels = LabelsLike(image);
  labels.voxels.slice(1, 3, 9).slice(2, 5, 25).slice(3, 5, 20).fill_(1);
  SliceMosaicOptions options = Filled();
  const Rgb line = Mixed(LabelColor(0), {255, 255, 255}, 0.25);
  const auto filled = RenderSliceMosaic(image, &labels, nullptr, options);
  options.labelStyle = LabelStyle::Outline;
  const auto outlined = RenderSliceMosaic(image, &labels, nullptr, options);
  options.labelStyle = LabelStyle::Both;
  const auto both = RenderSliceMosaic(image, &labels, nullptr, options);
  EXPECT_GT(PixelsNear(filled, LabelColor(0), 4), 10000);
  EXPECT_LT(PixelsNear(filled, line, 4), 100);
  EXPECT_LT(PixelsNear(outlined, LabelColor(0), 4), 600);
  EXPECT_GT(PixelsNear(outlined, line, 4), 500);
  EXPECT_GT(PixelsNear(both, LabelColor(0), 4), 10000);
  EXPECT_GT(PixelsNear(both, line, 4), 500);
}

TEST(SliceMosaic, TakesColorsOfAFileAndShortensALongLegend)
{
  const Volume image = Flat({12, 40, 40});
  Volume labels = LabelsLike(image);
  labels.voxels.slice(1, 3, 9).slice(2, 5, 35).slice(3, 5, 35).fill_(7);
  SliceMosaicOptions options = Filled();
  options.colors[7] = {10, 200, 30};
  EXPECT_GT(PixelsNear(RenderSliceMosaic(image, &labels, nullptr, options), {10, 200, 30}, 4), 10000);

  Volume many = LabelsLike(image);
  many.voxels.view(-1).copy_(at::arange(12 * 40 * 40, at::kInt).remainder(1000));
  const auto height = RenderSliceMosaic(image, &many, nullptr, options).size(2);
  EXPECT_LT(height, RenderSliceMosaic(image, &labels, nullptr, options).size(2) + 10 * 28);
}

TEST(SliceMosaic, AWindowIsBlackBelowAndWhiteAbove)
{
  Volume image = Cube();
  image.voxels.slice(3, 0, 20).fill_(-160.0);
  image.voxels.slice(3, 20, 40).fill_(240.0);
  SliceMosaicOptions options = Filled();
  options.window = ParseWindow("soft-tissue");
  const at::Tensor picture = RenderSliceMosaic(image, nullptr, nullptr, options);
  EXPECT_GT(PixelsNear(picture, {0, 0, 0}, 1), 40000);
  EXPECT_GT(PixelsNear(picture, {255, 255, 255}, 1), 40000);
  options.window = IntensityWindow{-160.0, 640.0};
  EXPECT_GT(PixelsNear(RenderSliceMosaic(image, nullptr, nullptr, options), {127, 127, 127}, 2), 40000);
}

TEST(HeatMosaic, NumbersFillTheirRange)
{
  const Volume image = Cube();
  Volume heat = Cube();
  SliceMosaicOptions options = Filled();
  options.heatRange = {0.0, 50.0};
  const at::Tensor hottest = RenderHeatMosaic(image, heat, options);
  heat.voxels.fill_(1.0);
  options.heatRange = {0.0, 1.0};
  EXPECT_TRUE(RenderHeatMosaic(image, heat, options).slice(2, 80, 380).equal(hottest.slice(2, 80, 380)));
  options.heatRange = {1.0, 2.0};
  EXPECT_FALSE(RenderHeatMosaic(image, heat, options).slice(2, 80, 380).equal(hottest.slice(2, 80, 380)));
}

TEST(IntensityWindow, HasNamesAndNumbers)
{
  EXPECT_EQ(ParseWindow("lung"), (IntensityWindow{-1350.0, 150.0}));
  EXPECT_EQ(ParseWindow("-10.5,1e3"), (IntensityWindow{-10.5, 1000.0}));
  for (const char * text : {"", "liver", "3", "3,", ",3", "5,5", "7,2", "nan,2", "1,inf", "1,2,3", "1 ,2"})
  {
    VOX_EXPECT_ERROR((void)ParseWindow(text), ErrorKind::Usage, "soft-tissue, lung, bone, brain");
  }
}

TEST(IntensityWindow, PercentilesAreThoseOfFiniteValues)
{
  at::Tensor voxels = at::arange(0.0, 101.0);
  voxels = at::cat({voxels, at::tensor({NAN, INFINITY})});
  EXPECT_EQ(PercentileWindow(voxels, 0.0, 100.0), (IntensityWindow{0.0, 100.0}));
  EXPECT_EQ(PercentileWindow(voxels, 10.0, 90.0), (IntensityWindow{10.0, 90.0}));
  EXPECT_EQ(PercentileWindow(at::full({5}, 3.0), 1.0, 99.0), (IntensityWindow{3.0, 4.0}));
  EXPECT_EQ(PercentileWindow(at::full({5}, NAN), 1.0, 99.0), (IntensityWindow{0.0, 1.0}));
}

} // namespace
