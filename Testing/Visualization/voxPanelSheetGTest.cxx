// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxLabelColors.h"
#include "voxPanelSheet.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace
{

using namespace vox;
using Pixel = std::array<int, 3>;

const std::vector<LabelEntry> Structures{{"disc", {1}}, {"cup", {2}}};

/** One slice [C, 1, H, W]. */
Volume
Slice(const at::Tensor & voxels, double rowSpacingMm = 1.0)
{
  ImageGeometry geometry;
  geometry.size = {1, voxels.size(2), voxels.size(3)};
  geometry.spacingMm = {1.0, rowSpacingMm, 1.0};
  return {voxels, geometry};
}

Pixel
At(const at::Tensor & picture, std::int64_t row, std::int64_t column)
{
  const at::Tensor pixel = picture.select(1, 0).select(1, row).select(1, column).to(at::kInt);
  return {pixel[0].item<int>(), pixel[1].item<int>(), pixel[2].item<int>()};
}

Pixel
ToPixel(const Rgb & color)
{
  return {color[0], color[1], color[2]};
}

/** A picture of one color. */
Panel
Plain(std::int64_t height, std::int64_t width, const Pixel & color, std::string title = {})
{
  const at::Tensor channels = at::tensor({color[0], color[1], color[2]}).view({3, 1, 1, 1});
  return {channels.expand({3, 1, height, width}).to(at::kByte).contiguous(), std::move(title)};
}

at::Tensor
Sheet(const std::vector<std::vector<Panel>> & rows, const PanelSheetOptions & options = {})
{
  return RenderPanelSheet(rows, options);
}

/** Number of pixels of exactly this color. */
std::int64_t
Count(const at::Tensor & sheet, const Pixel & color)
{
  const at::Tensor target = at::tensor({color[0], color[1], color[2]}).view({3, 1, 1, 1});
  return sheet.to(at::kInt).eq(target).all(0).sum().item<std::int64_t>();
}

constexpr std::int64_t Margin = 28;
constexpr std::int64_t ColumnGap = 14;

TEST(PicturePanel, ShowsAPhotographAsItIsAndCutsOff)
{
  const at::Tensor voxels = at::tensor({0.0F, 12.4F, 300.0F, -4.0F, 128.0F, 255.0F}).view({3, 1, 1, 2});
  const Panel panel = PicturePanel(Slice(voxels), "photo");
  EXPECT_EQ(panel.title, "photo");
  EXPECT_EQ(panel.picture.scalar_type(), at::kByte);
  EXPECT_EQ(At(panel.picture, 0, 0), (Pixel{0, 255, 128}));
  EXPECT_EQ(At(panel.picture, 0, 1), (Pixel{12, 0, 255}));
}

TEST(PicturePanel, StretchesOneChannelFromItsLowestToItsHighestFiniteValue)
{
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const Volume image = Slice(at::tensor({-100.0F, 0.0F, 100.0F, nan, inf, -inf}).view({1, 1, 2, 3}));
  const at::Tensor picture = PicturePanel(image).picture;
  EXPECT_EQ(At(picture, 0, 0), (Pixel{0, 0, 0}));
  EXPECT_EQ(At(picture, 0, 1), (Pixel{128, 128, 128}));
  EXPECT_EQ(At(picture, 0, 2), (Pixel{255, 255, 255}));
  for (std::int64_t column = 0; column < 3; ++column)
  {
    EXPECT_EQ(At(picture, 1, column), (Pixel{0, 0, 0}));
  }
  const at::Tensor windowed = PicturePanel(image, "", std::array{0.0, 50.0}).picture;
  EXPECT_EQ(At(windowed, 0, 1), (Pixel{0, 0, 0}));
  EXPECT_EQ(At(windowed, 0, 2), (Pixel{255, 255, 255}));
}

TEST(PicturePanel, OfOneValueIsBlack)
{
  EXPECT_EQ(At(PicturePanel(Slice(at::full({1, 1, 2, 2}, 7.0F))).picture, 1, 1), (Pixel{0, 0, 0}));
  EXPECT_EQ(At(PicturePanel(Slice(at::full({1, 1, 2, 2}, std::nanf("")))).picture, 1, 1), (Pixel{0, 0, 0}));
}

TEST(LabelPanel, HasTheColorsOfTheStructures)
{
  const Volume labels = Slice(at::tensor({0, 1, 2, 9}, at::kInt).view({1, 1, 2, 2}));
  const at::Tensor picture = LabelPanel(labels, Structures).picture;
  EXPECT_EQ(At(picture, 0, 0), (Pixel{0, 0, 0}));
  EXPECT_EQ(At(picture, 0, 1), ToPixel(LabelColor(0)));
  EXPECT_EQ(At(picture, 1, 0), ToPixel(LabelColor(1)));
  // Without a name: beyond the colors of all structures.
  EXPECT_EQ(At(picture, 1, 1), ToPixel(LabelColor(2 + 9 - 1)));
}

TEST(LabelPanel, ColorsAValueAsTheSmallestRegionThatHoldsIt)
{
  const std::vector<LabelEntry> regions{{"whole", {1, 2}}, {"core", {2}}};
  const Volume labels = Slice(at::tensor({1, 2}, at::kInt).view({1, 1, 1, 2}));
  const at::Tensor picture = LabelPanel(labels, regions).picture;
  EXPECT_EQ(At(picture, 0, 0), ToPixel(LabelColor(0)));
  EXPECT_EQ(At(picture, 0, 1), ToPixel(LabelColor(1)));
}

TEST(OverlayPanel, FillsTheLabelAndDrawsItsEdgeBrighter)
{
  // 20 x 20 pixels, enlarged ten times, the left half labeled.
  const Volume image = Slice(at::cat({at::full({1, 1, 20, 19}, 50.0F), at::full({1, 1, 20, 1}, 60.0F)}, 3));
  Volume labels = Slice(at::zeros({1, 1, 20, 20}, at::kInt));
  labels.voxels.slice(3, 0, 10).fill_(1);
  const OverlayOptions options{.panelPixels = 209, .window = std::array{0.0, 255.0}};
  const at::Tensor picture = OverlayPanel(image, labels, Structures, "", options).picture;
  ASSERT_EQ(picture.size(2), 200);
  EXPECT_EQ(At(picture, 100, 50), ToPixel(Mixed({50, 50, 50}, LabelColor(0), 0.4)));
  EXPECT_EQ(At(picture, 100, 150), (Pixel{50, 50, 50}));
  // The line lies just inside of the edge, which is at column 100.
  EXPECT_EQ(At(picture, 100, 99), ToPixel(Mixed(LabelColor(0), {255, 255, 255}, 0.25)));
  EXPECT_EQ(At(picture, 100, 101), (Pixel{50, 50, 50}));
}

TEST(OverlayPanel, IsShownBySheetsOfItsSizeWithoutResampling)
{
  const Volume image = Slice(at::rand({1, 1, 30, 40}), 1.7);
  Volume labels = Slice(at::zeros({1, 1, 30, 40}, at::kInt), 1.7);
  labels.voxels.slice(2, 5, 15).slice(3, 8, 30).fill_(2);
  const Panel panel = OverlayPanel(image, labels, Structures, "", {.panelPixels = 150});
  const at::Tensor sheet = Sheet({{panel}}, {.panelPixels = 150});
  const at::Tensor shown = sheet.narrow(2, Margin, panel.picture.size(2)).narrow(3, Margin, panel.picture.size(3));
  EXPECT_TRUE(shown.equal(panel.picture));
}

TEST(HeatPanel, ShowsNumbersInColorsOverTheGreyImage)
{
  const Volume image = Slice(at::tensor({30.0F, 60.0F, 90.0F}).view({3, 1, 1, 1}).expand({3, 1, 8, 8}).contiguous());
  Volume heat = Slice(at::zeros({1, 1, 8, 8}));
  heat.voxels.slice(3, 4).fill_(1.0);
  heat.voxels.slice(2, 7).fill_(std::nanf(""));
  const auto at = [&](double opacity, std::int64_t row, std::int64_t column) {
    const at::Tensor picture = HeatPanel(image, heat, "", {.opacity = opacity}).picture;
    EXPECT_EQ(picture.sizes(), (std::vector<std::int64_t>{3, 1, 8, 8}));
    return At(picture, row, column);
  };
  EXPECT_EQ(at(0.0, 2, 2), (Pixel{60, 60, 60}));
  const Pixel cold = at(1.0, 2, 2);
  const Pixel hot = at(1.0, 2, 6);
  EXPECT_GT(hot[0] + hot[1] + hot[2], cold[0] + cold[1] + cold[2] + 300);
  EXPECT_EQ(at(1.0, 7, 6), cold); // not a number
  EXPECT_EQ(at(0.5, 2, 6), ToPixel(Mixed({60, 60, 60},
                                         {static_cast<std::uint8_t>(hot[0]), static_cast<std::uint8_t>(hot[1]),
                                          static_cast<std::uint8_t>(hot[2])},
                                         0.5)));
}

TEST(PanelSheet, EnlargesByWholeFactorsWithoutSmoothing)
{
  const Volume checker = Slice(at::tensor({0.0F, 1.0F, 1.0F, 0.0F}).view({1, 1, 2, 2}));
  const at::Tensor sheet = Sheet({{PicturePanel(checker)}}, {.panelPixels = 21});
  EXPECT_EQ(sheet.sizes(), (std::vector<std::int64_t>{3, 1, 2 * Margin + 20, 2 * Margin + 20}));
  EXPECT_EQ(sheet.scalar_type(), at::kByte);
  EXPECT_EQ(Count(sheet, {255, 255, 255}), 200);
  EXPECT_EQ(Count(sheet, {0, 0, 0}), 200);
  EXPECT_EQ(At(sheet, Margin + 9, Margin + 10), (Pixel{255, 255, 255}));
  EXPECT_EQ(At(sheet, Margin + 9, Margin + 9), (Pixel{0, 0, 0}));
}

TEST(PanelSheet, ShrinksLargePicturesSmoothly)
{
  // Columns of black and white in turns become an even grey.
  const at::Tensor stripes = at::arange(400).remainder(2).to(at::kFloat).expand({1, 1, 200, 400});
  const at::Tensor sheet = Sheet({{PicturePanel(Slice(stripes))}}, {.panelPixels = 100});
  EXPECT_EQ(sheet.size(2), 2 * Margin + 50);
  EXPECT_EQ(sheet.size(3), 2 * Margin + 100);
  EXPECT_NEAR(At(sheet, Margin + 25, Margin + 50)[0], 127, 3);
}

TEST(PanelSheet, KeepsTrueProportionsOfPixelsThatAreNotSquare)
{
  const Volume tall = Slice(at::full({1, 1, 10, 10}, 1.0F), 3.0);
  const at::Tensor sheet = Sheet({{PicturePanel(tall, "", std::array{0.0, 1.0})}}, {.panelPixels = 95});
  EXPECT_EQ(sheet.size(2), 2 * Margin + 90);
  EXPECT_EQ(sheet.size(3), 2 * Margin + 30);
  EXPECT_EQ(Count(sheet, {255, 255, 255}), 90 * 30);
}

TEST(PanelSheet, PutsPanelsInRowsAndColumns)
{
  const Pixel red{250, 0, 0};
  const Pixel green{0, 250, 0};
  const Pixel blue{0, 0, 250};
  const at::Tensor sheet =
      Sheet({{Plain(20, 40, red), Plain(40, 20, green)}, {Plain(40, 40, blue)}}, {.panelPixels = 40});
  EXPECT_EQ(sheet.size(3), 2 * Margin + 40 + ColumnGap + 20);
  EXPECT_EQ(At(sheet, Margin, Margin), red);
  EXPECT_EQ(At(sheet, Margin, Margin + 40 + ColumnGap), green);
  EXPECT_EQ(At(sheet, sheet.size(2) - Margin - 1, Margin), blue);
  EXPECT_EQ(Count(sheet, red), 800);
  EXPECT_EQ(Count(sheet, green), 800);
  EXPECT_EQ(Count(sheet, blue), 1600);
}

TEST(PanelSheet, TitlesAndLegendTakeRoomOfTheirOwn)
{
  const Pixel red{250, 0, 0};
  const Panel panel = Plain(64, 64, red);
  const at::Tensor bare = Sheet({{panel}}, {.panelPixels = 64});
  PanelSheetOptions options{.panelPixels = 64};
  const auto isHigher = [&](const Panel & shown) {
    const at::Tensor sheet = Sheet({{shown}}, options);
    EXPECT_EQ(Count(sheet, red), 64 * 64);
    return sheet.size(2) > bare.size(2);
  };
  EXPECT_TRUE(isHigher(Plain(64, 64, red, "prediction")));
  options.rowTitles = {"case_1"};
  EXPECT_TRUE(isHigher(panel));
  options.rowTitles.clear();
  options.title = "Retina";
  EXPECT_TRUE(isHigher(panel));
  options.title.clear();
  options.structures = Structures;
  EXPECT_TRUE(isHigher(panel));
  const at::Tensor legend = Sheet({{panel}}, options);
  EXPECT_EQ(Count(legend, ToPixel(LabelColor(0))), 14 * 14);
  EXPECT_EQ(Count(legend, ToPixel(LabelColor(1))), 14 * 14);
}

TEST(PanelSheet, ALongTitleDoesNotReachIntoTheNextPanel)
{
  const Panel left = Plain(64, 64, {9, 9, 9}, std::string(300, 'W'));
  const Panel right = Plain(64, 64, {8, 8, 8});
  const at::Tensor sheet = Sheet({{left, right}}, {.panelPixels = 64});
  EXPECT_EQ(sheet.size(3), 2 * Margin + 64 + ColumnGap + 64);
  const at::Tensor besideTitle = sheet.narrow(2, Margin, 20).narrow(3, Margin + 64, ColumnGap + 64);
  EXPECT_EQ(Count(besideTitle, At(sheet, 0, 0)), besideTitle.numel() / 3);
  EXPECT_LT(Count(sheet.narrow(2, Margin, 20).narrow(3, Margin, 64), At(sheet, 0, 0)), 20 * 64);
}

TEST(PanelSheet, RefusesWhatDoesNotFit)
{
  const Panel panel = Plain(4, 4, {1, 2, 3});
  VOX_EXPECT_ERROR((void)Sheet({{panel}}, {.panelPixels = 8}), ErrorKind::Usage, "panel_pixels: found 8");
  VOX_EXPECT_ERROR((void)Sheet({}), ErrorKind::Usage, "found no panel");
  VOX_EXPECT_ERROR((void)Sheet({{}, {}}), ErrorKind::Usage, "found no panel");
  const PanelSheetOptions twoTitles{.rowTitles = {"a", "b"}};
  VOX_EXPECT_ERROR((void)Sheet({{panel}}, twoTitles), ErrorKind::Usage, "row_titles: found 2 for 1 rows");
  const Panel grey{at::zeros({1, 1, 4, 4}, at::kByte), "grey"};
  VOX_EXPECT_ERROR((void)Sheet({{grey}}), ErrorKind::Internal, "panel 'grey': found Byte [1, 1, 4, 4]");
}

TEST(PanelMakers, RefuseOtherShapes)
{
  const Volume image = Slice(at::zeros({1, 1, 4, 4}));
  const Volume labels = Slice(at::zeros({1, 1, 4, 4}, at::kInt));
  Volume deep = image;
  deep.voxels = at::zeros({1, 2, 4, 4});
  VOX_EXPECT_ERROR((void)PicturePanel(deep), ErrorKind::BadInput, "found voxels of shape [1, 2, 4, 4]");
  VOX_EXPECT_ERROR((void)PicturePanel(Slice(at::zeros({2, 1, 4, 4}))), ErrorKind::BadInput, "found 2 channels");
  const std::optional<std::array<double, 2>> reversed = std::array{1.0, 0.0};
  VOX_EXPECT_ERROR((void)PicturePanel(image, "", reversed), ErrorKind::Usage, "window: found 1 to 0");
  VOX_EXPECT_ERROR((void)LabelPanel(image, Structures), ErrorKind::BadInput, "found 1 channels of Float");
  const Volume other = Slice(at::zeros({1, 1, 4, 5}, at::kInt));
  VOX_EXPECT_ERROR((void)OverlayPanel(image, other, Structures), ErrorKind::BadInput, "labels");
  VOX_EXPECT_ERROR((void)HeatPanel(image, Slice(at::zeros({1, 1, 5, 4}))), ErrorKind::BadInput, "heat");
  VOX_EXPECT_ERROR((void)HeatPanel(image, Slice(at::zeros({2, 1, 4, 4}))), ErrorKind::BadInput, "found 2 channels");
  const OverlayOptions opaque{.opacity = 1.5};
  VOX_EXPECT_ERROR((void)OverlayPanel(image, labels, Structures, "", opaque), ErrorKind::Usage, "opacity: found 1.5");
}

} // namespace
