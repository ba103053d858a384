// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocess.h"

#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxPreprocessExamples.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>

namespace
{
using vox::PreprocessOptions;
using vox::Volume;
using vox::Zyx;
using vox::testing::GridOnly;
using vox::testing::NoiseTensor;
using vox::testing::RandomLabels;

Volume
NoiseVolume(const vox::ImageGeometry & geometry, std::int64_t channels = 1)
{
  return {NoiseTensor(channels, geometry.size, 1), geometry};
}

TEST(Preprocess, ThatChangesNothingGivesBackTheImage)
{
  const Volume image = NoiseVolume(vox::testing::ObliqueGeometry());
  const auto result = vox::Preprocess(image, {}, GridOnly());
  EXPECT_TRUE(result.image.equal(image.voxels));
  EXPECT_FALSE(result.labels.defined());
  EXPECT_EQ(result.record.original, image.geometry);
  EXPECT_EQ(result.record.reordered, image.geometry);
  EXPECT_EQ(result.record.resampled, image.geometry);
  EXPECT_EQ(result.record.crop, vox::WholeBox(image.geometry.size));
}

TEST(Preprocess, LeavesItsInputAsItWas)
{
  const Volume image = NoiseVolume(vox::testing::ObliqueGeometry());
  const Volume labels{RandomLabels(image.geometry.size, 3, 2), image.geometry};
  const at::Tensor imageBefore = image.voxels.clone();
  const at::Tensor labelsBefore = labels.voxels.clone();
  (void)vox::Preprocess(image, {&labels}, {});
  EXPECT_TRUE(image.voxels.equal(imageBefore));
  EXPECT_TRUE(labels.voxels.equal(labelsBefore));
}

TEST(Preprocess, TreatsLabelsOfThePreviousStageAsAReference)
{
  const vox::ImageGeometry geometry{{7, 12, 11}, {2.0, 1.0, 1.5}};
  Volume image = NoiseVolume(geometry);
  vox::testing::ClearOutside(image.voxels, {{1, 2, 1}, {6, 10, 9}});
  const Volume reference{RandomLabels(geometry.size, 3, 2), geometry};
  const Volume previous{RandomLabels(geometry.size, 4, 3), geometry};
  PreprocessOptions options;
  options.spacingMm = {1.5, 1.5, 1.5};
  options.useMaskForNorm = {true};
  const auto both = vox::Preprocess(image, {&reference, &previous}, options);
  const auto first = vox::Preprocess(image, {&reference}, options);
  const auto second = vox::Preprocess(image, {nullptr, &previous}, options);
  EXPECT_TRUE(both.labels.equal(first.labels));
  EXPECT_TRUE(both.image.equal(first.image)) << "the reference decides what lies inside";
  EXPECT_TRUE(both.previousStage.equal(second.previousStage));
  EXPECT_TRUE(second.previousStage.equal(vox::Preprocess(image, {&previous}, options).labels));
  EXPECT_TRUE(second.image.equal(vox::Preprocess(image, {&previous}, options).image));
  EXPECT_FALSE(first.previousStage.defined());
  EXPECT_FALSE(second.labels.defined());
}

TEST(Preprocess, KeepsEveryVoxelAtItsPlaceInTheWorld)
{
  // Crop and axes alone: the value of a voxel is its own world position, which the new geometry must predict.
  vox::ImageGeometry geometry = vox::testing::ObliqueGeometry();
  for (int component = 0; component < 3; ++component)
  {
    Volume image{at::empty({1, geometry.size.z, geometry.size.y, geometry.size.x}), geometry};
    for (std::int64_t i = 0; i < image.voxels.numel(); ++i)
    {
      const auto & size = geometry.size;
      const Zyx<double> voxel{double(i / size.x / size.y), double(i / size.x % size.y), double(i % size.x)};
      image.voxels.view(-1)[i] = vox::WorldFromVoxel(geometry, voxel)[static_cast<std::size_t>(component)];
    }
    vox::testing::ClearOutside(image.voxels, {{1, 1, 2}, {5, 3, 6}});
    PreprocessOptions options = GridOnly();
    options.readingOrder = vox::ReadingOrder::Ras;
    options.transposeForward = {2, 0, 1};
    const auto result = vox::Preprocess(image, {}, options);
    const auto & size = result.record.resampled.size;
    ASSERT_EQ(result.image.numel(), Product(size));
    for (std::int64_t i = 0; i < result.image.numel(); ++i)
    {
      const Zyx<double> voxel{double(i / size.x / size.y), double(i / size.x % size.y), double(i % size.x)};
      EXPECT_NEAR(result.image.view(-1)[i].item<double>(),
                  vox::WorldFromVoxel(result.record.resampled, voxel)[static_cast<std::size_t>(component)], 1e-5);
    }
  }
}

TEST(Preprocess, ResamplesARampOntoTheGridOfTheRecord)
{
  // World position along an axis is linear, so interpolation reproduces it wherever both neighbors exist.
  const vox::ImageGeometry geometry{{12, 10, 8}, {2.0, 1.5, 1.0}, {-4.0, 3.0, 10.0}};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    std::array<std::int64_t, 3> shape{1, 1, 1};
    shape[axis] = geometry.size[axis];
    const double spacing = geometry.spacingMm[axis];
    const at::Tensor ramp = at::arange(geometry.size[axis], at::kFloat).mul(spacing).add(geometry.originLps[2 - axis]);
    const Volume image{ramp.view({1, shape[0], shape[1], shape[2]}).expand({1, 12, 10, 8}).contiguous(), geometry};
    PreprocessOptions options = GridOnly();
    options.spacingMm = {1.3, 2.0, 0.7};
    options.image.order = 1;
    options.image.forceSeparateZ = false;
    const auto result = vox::Preprocess(image, {}, options);
    const vox::ImageGeometry & grid = result.record.resampled;
    EXPECT_EQ(grid.size, (Zyx<std::int64_t>{18, 8, 11})); // 18.46, 7.5 and 11.43, half to even
    const double low = ramp.min().item<double>();
    const double high = ramp.max().item<double>();
    for (std::int64_t k = 0; k < grid.size[axis]; ++k)
    {
      Zyx<double> voxel{1.0, 1.0, 1.0};
      voxel[axis] = static_cast<double>(k);
      const double world = vox::WorldFromVoxel(grid, voxel)[2 - axis];
      const double value = result.image[0].select(static_cast<std::int64_t>(axis), k).mean().item<double>();
      EXPECT_NEAR(value, std::clamp(world, low, high), 1e-5) << axis << " " << k;
    }
  }
}

TEST(Preprocess, KeepsTheEdgesOfTheFieldOfView)
{
  Volume image = NoiseVolume(vox::testing::ObliqueGeometry());
  vox::testing::ClearOutside(image.voxels, {{0, 1, 1}, {4, 4, 6}});
  PreprocessOptions options = GridOnly();
  options.spacingMm = {0.8, 1.1, 0.9};
  const auto record = vox::Preprocess(image, {}, options).record;
  const auto cropped = vox::Cropped(record.reordered, record.crop);
  for (const double corner : {0.0, 1.0})
  {
    const auto edge = [&](const vox::ImageGeometry & grid) {
      return vox::WorldFromVoxel(grid, {corner * static_cast<double>(grid.size.z) - 0.5,
                                        corner * static_cast<double>(grid.size.y) - 0.5,
                                        corner * static_cast<double>(grid.size.x) - 0.5});
    };
    EXPECT_THAT(edge(record.resampled), ::testing::Pointwise(::testing::DoubleNear(1e-9), edge(cropped)));
  }
}

TEST(Preprocess, NormalizesBeforeItResamples)
{
  const Volume image = NoiseVolume({{6, 7, 8}});
  PreprocessOptions options;
  options.spacingMm = {0.7, 0.7, 0.7};
  const auto result = vox::Preprocess(image, {}, options);
  options.spacingMm = {};
  const Volume normalized{vox::Preprocess(image, {}, options).image, image.geometry};
  PreprocessOptions resample = GridOnly();
  resample.spacingMm = {0.7, 0.7, 0.7};
  EXPECT_TRUE(result.image.equal(vox::Preprocess(normalized, {}, resample).image));
}

TEST(Preprocess, WithoutAZSpacingKeepsTheSlices)
{
  const Volume image = NoiseVolume({{5, 8, 6}, {3.7, 1.0, 1.0}});
  PreprocessOptions options = GridOnly();
  options.spacingMm = {std::nullopt, 0.5, 2.0};
  const auto record = vox::Preprocess(image, {}, options).record;
  EXPECT_EQ(record.resampled.size, (Zyx<std::int64_t>{5, 16, 3}));
  EXPECT_EQ(record.targetSpacingMm, (Zyx<double>{3.7, 0.5, 2.0}));
}

TEST(Preprocess, UsesTheMaskOfAnImageWithoutLabels)
{
  Volume image = NoiseVolume({{5, 6, 7}});
  image.voxels.add_(1000.0);
  image.voxels[0][2][3].slice(0, 0, 4).zero_(); // a bay, not a hole: it reaches the border of the crop
  PreprocessOptions options;
  options.useMaskForNorm = {true};
  const at::Tensor result = vox::Preprocess(image, {}, options).image;
  const at::Tensor inside = image.voxels.ne(0);
  EXPECT_NEAR(result.masked_select(inside).mean().item<double>(), 0.0, 1e-5);
  EXPECT_NEAR(result.masked_select(inside).std(false).item<double>(), 1.0, 1e-5);
  EXPECT_TRUE(result.masked_select(inside.logical_not()).equal(at::zeros({4})));
}

TEST(Preprocess, DoesNotDependOnTheNumberOfThreads)
{
  const Volume image = NoiseVolume({{9, 20, 17}, {4.0, 1.0, 1.0}}, 2);
  const Volume labels{RandomLabels(image.geometry.size, 4, 3), image.geometry};
  PreprocessOptions options;
  options.normalization = {vox::Normalization::ZScore, vox::Normalization::RescaleTo01};
  options.useMaskForNorm = {true, false};
  for (const double z : {3.0, 1.2})
  {
    options.spacingMm = {z, 0.8, 1.4};
    vox::RunContext context;
    context.threads = 1;
    const auto one = vox::Preprocess(image, {&labels}, options, context);
    context.threads = 4;
    const auto four = vox::Preprocess(image, {&labels}, options, context);
    EXPECT_TRUE(four.image.equal(one.image));
    EXPECT_TRUE(four.labels.equal(one.labels));
  }
}

TEST(Preprocess, RefusesInputThatDoesNotFit)
{
  const vox::ImageGeometry geometry{{3, 4, 5}};
  const Volume image = NoiseVolume(geometry);
  const auto message = [&](const Volume & input, const Volume * labels) -> std::string {
    try
    {
      (void)vox::Preprocess(input, {labels}, {});
    }
    catch (const vox::Error & error)
    {
      EXPECT_EQ(error.Kind(), vox::ErrorKind::BadInput);
      return error.what();
    }
    return {};
  };
  using ::testing::HasSubstr;
  EXPECT_THAT(message(NoiseVolume(geometry, 2), nullptr), HasSubstr("found 2 channels, expected 1"));
  const Volume elsewhere{RandomLabels(geometry.size, 2, 4), {geometry.size, {1, 1, 1}, {5, 0, 0}}};
  EXPECT_THAT(message(image, &elsewhere), HasSubstr("labels"));
  const Volume twice{RandomLabels(geometry.size, 2, 4).repeat({2, 1, 1, 1}), geometry};
  EXPECT_THAT(message(image, &twice), HasSubstr("labels: found 2 channels"));
  const Volume large{RandomLabels(geometry.size, 2, 4).mul(40000), geometry};
  EXPECT_THAT(message(image, &large), HasSubstr("found values from 0 to 40000"));
  VOX_EXPECT_ERROR((void)vox::Preprocess(image, {nullptr, &elsewhere}, {}), vox::ErrorKind::BadInput,
                   "labels of the previous stage");
  PreprocessOptions options;
  options.transposeForward = {1, 1, 1};
  EXPECT_THROW((void)vox::Preprocess(image, {}, options), vox::Error);
}

TEST(Preprocess, ReportsAndStopsWhenItIsAskedTo)
{
  const Volume image = NoiseVolume({{3, 4, 5}});
  double last = -1.0;
  vox::RunContext context;
  context.onProgress = [&](double fraction, std::string_view) {
    EXPECT_GE(fraction, last);
    last = fraction;
  };
  (void)vox::Preprocess(image, {}, {}, context);
  EXPECT_EQ(last, 1.0);
  const std::atomic<bool> stop{true};
  vox::RunContext stopped;
  stopped.cancelled = &stop;
  EXPECT_THROW((void)vox::Preprocess(image, {}, {}, stopped), vox::Cancelled);
}
} // namespace
