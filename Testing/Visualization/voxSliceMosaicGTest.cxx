// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxLabelColors.h"
#include "voxMosaicPixels.h"
#include "voxOrientation.h"
#include "voxSliceMosaic.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <set>

namespace
{

using namespace vox;

TEST(SliceMosaic, IsAnRgbPictureOfTheWidthAskedFor)
{
  const Volume image = Image(at::rand({1, 20, 24, 18}));
  const at::Tensor picture = RenderSliceMosaic(image, nullptr, nullptr, {.widthPixels = 900});
  EXPECT_EQ(picture.scalar_type(), at::kByte);
  EXPECT_EQ(picture.dim(), 4);
  EXPECT_EQ(picture.size(0), 3);
  EXPECT_EQ(picture.size(1), 1);
  EXPECT_EQ(picture.size(3), 900);
  EXPECT_TRUE(picture.is_contiguous());
}

TEST(SliceMosaic, DoesNotDependOnTheOrderOfAxesInTheFile)
{
  const Volume image = Image(at::rand({1, 10, 12, 9}), {2.0, 0.8, 1.1});
  Volume labels = LabelsLike(image);
  labels.voxels.slice(1, 3, 7).slice(2, 2, 9).slice(3, 4, 6).fill_(2);
  const SliceMosaicOptions options{.widthPixels = 400, .slicesPerRow = 2};
  const at::Tensor expected = RenderSliceMosaic(image, &labels, nullptr, options);
  for (const AxisOrder & order : {AxisOrder{{2, 0, 1}, {false, true, false}}, AxisOrder{{1, 0, 2}, {true, true, true}}})
  {
    const Volume turned = Reordered(labels, order);
    const at::Tensor picture = RenderSliceMosaic(Reordered(image, order), &turned, nullptr, options);
    // The line at the top right describes the file and may differ.
    EXPECT_EQ(picture.sizes(), expected.sizes());
    EXPECT_TRUE(picture.slice(2, 60).equal(expected.slice(2, 60)));
  }
}

TEST(SliceMosaic, ShowsTheRightOfThePatientOnTheLeftAndAnteriorOnTop)
{
  // LPS: x grows to the patient's left, y to posterior. The one label is at the right anterior corner: index 0, 0.
  const Volume image = Flat({1, 40, 40});
  Volume labels = LabelsLike(image);
  labels.voxels.slice(2, 2, 8).slice(3, 2, 8).fill_(1);
  const SliceMosaicOptions options{.widthPixels = 600, .labelOpacity = 1.0};
  const auto [row, column] =
      CenterOf(RenderSliceMosaic(image, &labels, nullptr, options).slice(2, 60, 330), LabelColor(0), 4);
  EXPECT_LT(row, 0.5);
  EXPECT_LT(column, 0.25);
}

TEST(SliceMosaic, KeepsTrueProportions)
{
  // A ball in mm on a grid of thick slices has as many pixels across as down, in every row of slices.
  const Zyx<double> spacingMm{4.0, 1.0, 2.0};
  const at::Tensor z = (at::arange(16) * 4.0 - 30.0).view({-1, 1, 1});
  const at::Tensor y = (at::arange(64) - 31.5).view({-1, 1});
  const at::Tensor x = at::arange(32) * 2.0 - 31.0;
  const Volume image = Image(at::zeros({1, 16, 64, 32}), spacingMm);
  Volume labels = LabelsLike(image);
  labels.voxels = ((z.square() + y.square() + x.square()) < 400.0).to(at::kInt).unsqueeze(0);
  const at::Tensor picture =
      RenderSliceMosaic(image, &labels, nullptr, {.widthPixels = 620, .slicesPerRow = 1, .labelOpacity = 1.0});
  const at::Tensor target = at::tensor({int{LabelColor(0)[0]}, int{LabelColor(0)[1]}, int{LabelColor(0)[2]}});
  const at::Tensor near = std::get<0>((picture.to(at::kInt) - target.view({3, 1, 1, 1})).abs().max(0))
                              .le(6)[0]
                              .slice(0, 60, picture.size(2) - 80);
  const at::Tensor rowWidths = near.sum(1);
  // Three discs below each other: the widest line of each third against the number of its lines.
  const at::Tensor filledRows = rowWidths.gt(2).nonzero().squeeze(1);
  const auto lines = static_cast<double>(filledRows.numel()) / 3.0;
  const double width = rowWidths.max().item<double>();
  EXPECT_NEAR(width / lines, std::round(width / lines), 0.06);
  EXPECT_GE(lines, 100.0);
}

TEST(SliceMosaic, LeavesOutPlanesInWhichTheImageIsALine)
{
  const Volume plane = Flat({1, 30, 30});
  const Volume cube = Flat({30, 30, 30});
  const SliceMosaicOptions options{.widthPixels = 600, .slicesPerRow = 2};
  const auto planeHeight = RenderSliceMosaic(plane, nullptr, nullptr, options).size(2);
  const auto cubeHeight = RenderSliceMosaic(cube, nullptr, nullptr, options).size(2);
  EXPECT_GT(cubeHeight, 2 * planeHeight);
}

TEST(SliceMosaic, AcceptsEveryDegenerateShape)
{
  for (const Zyx<std::int64_t> & size : {Zyx<std::int64_t>{1, 1, 1},
                                         {1, 1, 7},
                                         {1, 7, 1},
                                         {7, 1, 1},
                                         {1, 5, 6},
                                         {5, 1, 6},
                                         {5, 6, 1},
                                         {2, 2, 2},
                                         {1, 2, 900},
                                         {900, 2, 2}})
  {
    const Volume image = Flat(size, 3.0F);
    Volume labels = LabelsLike(image);
    EXPECT_EQ(RenderSliceMosaic(image, &labels, &labels, {.widthPixels = 320}).size(3), 320);
    labels.voxels.fill_(1);
    EXPECT_EQ(RenderSliceMosaic(image, &labels, nullptr, {.widthPixels = 320}).size(3), 320);
    EXPECT_EQ(RenderSliceMosaic(image, &labels, &labels, {.widthPixels = 320, .focusMarginMm = 0.0}).size(3), 320);
  }
}

TEST(SliceMosaic, AcceptsVoxelsThatAreNotFinite)
{
  Volume image = Image(at::rand({1, 6, 6, 6}));
  image.voxels[0][2][2][2] = NAN;
  image.voxels[0][3][3][3] = INFINITY;
  const at::Tensor picture = RenderSliceMosaic(image, nullptr, nullptr, {.widthPixels = 400});
  EXPECT_GT(picture.to(at::kFloat).std().item<double>(), 10.0);
  image.voxels.fill_(NAN);
  EXPECT_NO_THROW((void)RenderSliceMosaic(image, nullptr, nullptr, {.widthPixels = 400}));
}

TEST(SliceMosaic, StretchesThePercentilesToBlackAndWhite)
{
  // One voxel a thousand times brighter than the rest must not turn the rest black.
  at::Tensor voxels = at::linspace(0.0, 1.0, 20 * 20 * 20).view({1, 20, 20, 20}).clone();
  voxels[0][19][19][19] = 1000.0;
  const at::Tensor picture = RenderSliceMosaic(Image(voxels), nullptr, nullptr, {.widthPixels = 400});
  EXPECT_GT(PixelsNear(picture, {128, 128, 128}, 40), 1000);
}

TEST(SliceMosaic, FillsThePredictionAndOutlinesWhatItMissed)
{
  const Volume image = Flat({12, 30, 30});
  Volume reference = LabelsLike(image);
  reference.voxels.slice(1, 3, 9).slice(2, 5, 15).slice(3, 5, 15).fill_(1);
  const Volume nothing = LabelsLike(image);
  const SliceMosaicOptions options{.widthPixels = 600, .slicesPerRow = 2, .labelOpacity = 1.0};
  const Rgb line = Mixed(LabelColor(0), {255, 255, 255}, 0.25);
  const at::Tensor missed = RenderSliceMosaic(image, &nothing, &reference, options);
  const at::Tensor found = RenderSliceMosaic(image, &reference, &reference, options);
  EXPECT_GT(PixelsNear(missed, line, 12), 200);
  EXPECT_GT(PixelsNear(found, LabelColor(0), 4), 10 * PixelsNear(missed, LabelColor(0), 4));
}

TEST(SliceMosaic, ColorsAValueAsTheSmallestRegionThatHoldsIt)
{
  const Volume image = Flat({12, 30, 30});
  Volume labels = LabelsLike(image);
  labels.voxels.slice(1, 3, 9).slice(2, 5, 25).slice(3, 5, 25).fill_(1);
  labels.voxels.slice(1, 3, 9).slice(2, 10, 20).slice(3, 10, 20).fill_(3);
  const SliceMosaicOptions options{
      .widthPixels = 600, .labelOpacity = 1.0, .structures = {{"whole", {1, 2, 3}}, {"core", {2, 3}}, {"tip", {3}}}};
  const at::Tensor picture = RenderSliceMosaic(image, &labels, nullptr, options);
  EXPECT_GT(PixelsNear(picture, LabelColor(0), 4), 1000);
  EXPECT_GT(PixelsNear(picture, LabelColor(2), 4), 1000);
  EXPECT_LT(PixelsNear(picture, LabelColor(1), 4), 20);
}

TEST(SliceMosaic, TheFocusEnlargesTheLabeledPart)
{
  const Volume image = Flat({40, 40, 40});
  Volume labels = LabelsLike(image);
  labels.voxels.slice(1, 18, 22).slice(2, 18, 22).slice(3, 18, 22).fill_(1);
  SliceMosaicOptions options{.widthPixels = 600, .slicesPerRow = 3, .labelOpacity = 1.0};
  const auto whole = PixelsNear(RenderSliceMosaic(image, &labels, nullptr, options), LabelColor(0), 4);
  options.focusMarginMm = 3.0;
  const auto focused = PixelsNear(RenderSliceMosaic(image, &labels, nullptr, options), LabelColor(0), 4);
  EXPECT_GT(focused, 5 * whole);
}

TEST(SliceMosaic, ShowsAPhotographInItsColors)
{
  at::Tensor voxels = at::zeros({3, 1, 20, 20});
  voxels[0].fill_(200.0);
  voxels[1].fill_(40.0);
  voxels[2].fill_(90.0);
  const at::Tensor picture =
      RenderSliceMosaic(Image(voxels), nullptr, nullptr, {.widthPixels = 500, .photograph = true});
  EXPECT_GT(PixelsNear(picture, {200, 40, 90}, 2), 200 * 200);
}

TEST(SliceMosaic, OnePictureFillsTheWidthAndStandsBesideItsLabels)
{
  const Volume image = Flat({1, 40, 60}, 90.0F);
  const at::Tensor alone = RenderSliceMosaic(image, nullptr, nullptr, {.widthPixels = 600, .photograph = true});
  const std::int64_t width = 600 - 2 * 28;
  EXPECT_NEAR(PixelsNear(alone, {90, 90, 90}, 1), width * width * 2 / 3, 2000);

  Volume labels = LabelsLike(image);
  labels.voxels.slice(2, 10, 30).slice(3, 0, 60).fill_(1);
  const at::Tensor both =
      RenderSliceMosaic(image, &labels, nullptr, {.widthPixels = 600, .photograph = true, .labelOpacity = 1.0});
  EXPECT_GT(PixelsNear(both.narrow(3, 28, 264), {90, 90, 90}, 1), 260 * 170);
  EXPECT_EQ(PixelsNear(both.narrow(3, 28, 264).narrow(2, 0, 240), LabelColor(0), 4), 0); // its legend is below
  EXPECT_GT(PixelsNear(both.narrow(3, 300, 272), LabelColor(0), 4), 260 * 80);
}

TEST(SliceMosaic, ShowsAGreyPhotographAsItLiesInTheFile)
{
  Volume image = Flat({1, 20, 20}, 60.0F);
  image.voxels.slice(2, 0, 10).slice(3, 0, 10).fill_(250.0);
  const at::Tensor picture = RenderSliceMosaic(image, nullptr, nullptr, {.widthPixels = 500, .photograph = true});
  const auto [row, column] = CenterOf(picture, {250, 250, 250}, 2);
  EXPECT_LT(row, 0.5);
  EXPECT_LT(column, 0.5);
  Volume two = image;
  two.voxels = image.voxels.repeat({2, 1, 1, 1});
  VOX_EXPECT_ERROR((void)RenderSliceMosaic(two, nullptr, nullptr, {.photograph = true}), ErrorKind::Usage,
                   "photograph: found an image of 2 channels");
}

TEST(HeatMosaic, PutsNumbersWhereTheyLieInThePatient)
{
  // The right half, which is at the left of axial slices, is hot.
  const Volume image = Flat({6, 40, 40}, 100.0F);
  Volume heat = Flat({6, 40, 40});
  heat.voxels.slice(3, 0, 20).fill_(1.0);
  const SliceMosaicOptions options{.widthPixels = 600, .slicesPerRow = 1, .labelOpacity = 1.0};
  const at::Tensor picture = RenderHeatMosaic(image, heat, options);
  const at::Tensor axial = picture.slice(2, 100, 250).slice(3, 28, 28 + 272).to(at::kFloat).mean(at::IntArrayRef{0, 1});
  EXPECT_GT(axial.slice(1, 20, 120).mean().item<double>(), axial.slice(1, 150, 250).mean().item<double>() + 100.0);
  for (const AxisOrder & order : {AxisOrder{{2, 0, 1}, {false, true, false}}, AxisOrder{{1, 0, 2}, {true, true, true}}})
  {
    const at::Tensor turned = RenderHeatMosaic(Reordered(image, order), Reordered(heat, order), options);
    EXPECT_TRUE(turned.slice(2, 60).equal(picture.slice(2, 60)));
  }
}

TEST(HeatMosaic, RefusesNumbersOfAnotherShape)
{
  const Volume image = Flat({6, 8, 10});
  Volume two = image;
  two.voxels = at::zeros({2, 6, 8, 10});
  VOX_EXPECT_ERROR((void)RenderHeatMosaic(image, two), ErrorKind::BadInput, "heat: found voxels of shape");
}

TEST(SliceMosaic, RefusesLabelsOfAnotherShape)
{
  const Volume image = Flat({5, 6, 7});
  Volume twoChannels = LabelsLike(image);
  twoChannels.voxels = twoChannels.voxels.repeat({2, 1, 1, 1});
  VOX_EXPECT_ERROR((void)RenderSliceMosaic(image, &twoChannels, nullptr), ErrorKind::BadInput,
                   "labels: found voxels of shape [2, 5, 6, 7]");
  VOX_EXPECT_ERROR((void)RenderSliceMosaic(image, nullptr, &twoChannels), ErrorKind::BadInput, "reference");
}

TEST(SliceMosaic, RefusesOptionsThatDoNotFit)
{
  const Volume image = Flat({5, 6, 7});
  const auto render = [&](const std::function<void(SliceMosaicOptions &)> & change) {
    SliceMosaicOptions options;
    change(options);
    (void)RenderSliceMosaic(image, nullptr, nullptr, options);
  };
  VOX_EXPECT_ERROR(render([](auto & o) { o.widthPixels = 10; }), ErrorKind::Usage, "width_pixels: found 10");
  VOX_EXPECT_ERROR(render([](auto & o) { o.slicesPerRow = 0; }), ErrorKind::Usage, "slices_per_row: found 0");
  VOX_EXPECT_ERROR(render([](auto & o) { o.channel = -1; }), ErrorKind::Usage, "channel: found -1");
  VOX_EXPECT_ERROR(render([](auto & o) { o.channel = 1; }), ErrorKind::Usage, "channel: found 1, expected 0 to 0");
  VOX_EXPECT_ERROR(render([](auto & o) { o.window = IntensityWindow{2.0, 1.0}; }), ErrorKind::Usage, "window: found 2");
  VOX_EXPECT_ERROR(render([](auto & o) { o.heatRange = {0.0, NAN}; }), ErrorKind::Usage, "heat_range: found 0 to nan");
  VOX_EXPECT_ERROR(render([](auto & o) { o.difference = true; }), ErrorKind::Usage, "neither labels nor a reference");
  VOX_EXPECT_ERROR(render([](auto & o) { o.lowerPercentile = 99.9; }), ErrorKind::Usage, "found 99.9 and 99.5");
  VOX_EXPECT_ERROR(render([](auto & o) { o.labelOpacity = 2.0; }), ErrorKind::Usage, "label_opacity: found 2");
  VOX_EXPECT_ERROR(render([](auto & o) { o.focusMarginMm = -1.0; }), ErrorKind::Usage, "focus_margin_mm: found -1");
}

TEST(LabelColor, DiffersBetweenTheFirstStructures)
{
  std::set<Rgb> colors;
  for (std::size_t i = 0; i < 60; ++i)
  {
    colors.insert(LabelColor(i));
  }
  EXPECT_EQ(colors.size(), 60U);
}

TEST(Mixed, GoesFromOneColorToTheOther)
{
  EXPECT_EQ(Mixed({0, 100, 200}, {200, 0, 100}, 0.0), (Rgb{0, 100, 200}));
  EXPECT_EQ(Mixed({0, 100, 200}, {200, 0, 100}, 0.5), (Rgb{100, 50, 150}));
  EXPECT_EQ(Mixed({0, 100, 200}, {200, 0, 100}, 2.0), (Rgb{200, 0, 100}));
}

} // namespace
