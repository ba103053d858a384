// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocess.h"

#include "voxGeometryExamples.h"
#include "voxInvertMaps.h"
#include "voxPreprocessExamples.h"
#include "voxResampleArgmax.h"
#include "voxResampleTensor.h"
#include "voxSeparateAxis.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace
{
using vox::PreprocessedCase;
using vox::PreprocessOptions;
using vox::PreprocessRecord;
using vox::Volume;
using vox::Zyx;
using vox::testing::CertainLogits;
using vox::testing::GridOnly;
using vox::testing::NoiseTensor;
using vox::testing::RandomLabels;
using Size = Zyx<std::int64_t>;

constexpr std::int64_t classes = 4;

/** Image and labels that leave a rim of zeros, with a hole inside. */
std::pair<Volume, Volume>
RimmedCase(const vox::ImageGeometry & geometry, std::uint64_t seed)
{
  Volume image{NoiseTensor(1, geometry.size, seed), geometry};
  Volume labels{RandomLabels(geometry.size, classes, seed + 1), geometry};
  vox::Box box = vox::WholeBox(geometry.size);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] += geometry.size[axis] > 4 ? 1 : 0;
    box.upper[axis] -= geometry.size[axis] > 5 ? 2 : 0;
  }
  vox::testing::ClearOutside(image.voxels, box);
  vox::testing::ClearOutside(labels.voxels, box);
  image.voxels.masked_fill_(image.voxels.gt(100.0), 0.0); // holes and bays
  return {image, labels};
}

void
ExpectLabelsComeBack(const vox::ImageGeometry & geometry, const PreprocessOptions & options, std::uint64_t seed)
{
  const auto [image, labels] = RimmedCase(geometry, seed);
  const PreprocessedCase result = vox::Preprocess(image, {&labels}, options);
  const Volume fromLabels = vox::InvertLabels(result.labels, result.record);
  EXPECT_TRUE(fromLabels.voxels.equal(labels.voxels));
  EXPECT_EQ(fromLabels.geometry, geometry);
  const Volume fromLogits = vox::InvertLogits(CertainLogits(result.labels, classes), result.record);
  EXPECT_EQ(fromLogits.voxels.scalar_type(), at::kByte);
  EXPECT_TRUE(fromLogits.voxels.to(at::kInt).equal(labels.voxels));
  EXPECT_EQ(fromLogits.geometry, geometry);
}

TEST(Invert, GivesBackTheLabelsVoxelForVoxelForAll48OrdersOfAxes)
{
  const vox::ImageGeometry base = vox::testing::ObliqueGeometry();
  std::uint64_t seed = 0;
  for (const vox::AxisOrder & order : vox::testing::AllAxisOrders())
  {
    PreprocessOptions options = GridOnly();
    options.readingOrder = vox::ReadingOrder::Ras;
    options.transposeForward = order.source;
    ExpectLabelsComeBack(vox::Reordered(base, order), options, seed += 2);
  }
}

TEST(Invert, GivesBackTheLabelsVoxelForVoxelForOddSizesAndOneSlice)
{
  std::uint64_t seed = 1000;
  for (const Size & size : {Size{1, 9, 7}, Size{7, 1, 5}, Size{3, 5, 1}, Size{1, 1, 1}, Size{11, 3, 13}, Size{2, 2, 2}})
  {
    for (const std::array<int, 3> & transpose : {std::array{0, 1, 2}, std::array{2, 0, 1}, std::array{1, 2, 0}})
    {
      vox::ImageGeometry geometry{size, {4.5, 0.7, 0.9}, {1, 2, 3}, vox::testing::RotatedDirection(0.3, 0.2, -0.4)};
      PreprocessOptions options = GridOnly();
      options.transposeForward = transpose;
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        options.spacingMm[axis] = geometry.spacingMm[static_cast<std::size_t>(transpose[axis])];
      }
      ExpectLabelsComeBack(geometry, options, seed += 2);
    }
  }
}

TEST(Invert, GivesBackTheLabelsAfterAWholeRefinement)
{
  // Every voxel becomes 27; the middle one of them has the coordinate of the old one.
  const vox::ImageGeometry geometry{{5, 7, 6}, {3.0, 1.5, 1.5}};
  PreprocessOptions options = GridOnly();
  options.spacingMm = {1.0, 0.5, 0.5};
  options.labels.order = 0;
  const auto [image, labels] = RimmedCase(geometry, 5);
  const PreprocessedCase result = vox::Preprocess(image, {&labels}, options);
  EXPECT_TRUE(vox::InvertLabels(result.labels, result.record).voxels.equal(labels.voxels));
  EXPECT_TRUE(vox::InvertLogits(CertainLogits(result.labels, classes), result.record).voxels.equal(labels.voxels));
}

/** A case on another grid than the original, with a crop and permuted axes. */
PreprocessRecord
ResampledRecord(const Zyx<double> & spacingMm, vox::ResampleOptions probabilities = {1, 0, std::nullopt})
{
  const vox::ImageGeometry geometry{
      {13, 16, 19}, {1.0, 1.5, 0.75}, {4, 5, 6}, vox::testing::RotatedDirection(0.1, 0.2, 0.3)};
  const auto [image, labels] = RimmedCase(geometry, 7);
  PreprocessOptions options = GridOnly();
  options.transposeForward = {1, 2, 0};
  options.spacingMm = {spacingMm.z, spacingMm.y, spacingMm.x};
  options.probabilities = probabilities;
  return vox::Preprocess(image, {}, options).record;
}

/** The resampled scores of all classes on the crop, which the library itself never holds. */
at::Tensor
ScoresOnCrop(const at::Tensor & logits, const PreprocessRecord & record)
{
  const auto axis =
      vox::SeparateAxis(record.targetSpacingMm, record.reordered.spacingMm, record.probabilities.forceSeparateZ);
  return vox::ResampleImage(logits, record.crop.Size(), axis, record.probabilities, 1);
}

/** Of a volume in original order: the part inside the crop, in the order of the network. */
at::Tensor
OnCrop(const Volume & volume, const PreprocessRecord & record)
{
  return vox::Crop(vox::Reordered(volume, record.order), record.crop).voxels;
}

TEST(InvertLogits, IsTheArgmaxOfTheResampledLogits)
{
  for (const Zyx<double> & spacing :
       {Zyx<double>{1.1, 1.3, 0.6}, Zyx<double>{6.0, 0.9, 1.1}, Zyx<double>{0.8, 0.8, 4.0}})
  {
    for (const vox::ResampleOptions & options :
         {vox::ResampleOptions{1, 0, std::nullopt}, vox::ResampleOptions{1, 1, std::nullopt},
          vox::ResampleOptions{0, 0, false}, vox::ResampleOptions{3, 0, false},
          vox::ResampleOptions{3, 1, std::nullopt}})
    {
      const PreprocessRecord record = ResampledRecord(spacing, options);
      const at::Tensor logits = NoiseTensor(classes, record.resampled.size, 8);
      const at::Tensor scores = ScoresOnCrop(logits, record);
      const at::Tensor labels = OnCrop(vox::InvertLogits(logits, record), record);
      const at::Tensor chosen = scores.gather(0, labels.to(at::kLong));
      EXPECT_LT((chosen[0] - scores.amax(0)).abs().max().item<double>(), 1e-3)
          << spacing.z << " order " << options.order;
    }
  }
}

TEST(InvertLogits, PutsZeroOutsideTheCrop)
{
  const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6});
  at::Tensor logits = at::zeros({2, record.resampled.size.z, record.resampled.size.y, record.resampled.size.x});
  logits[1].fill_(1.0);
  const Volume labels = vox::InvertLogits(logits, record);
  EXPECT_EQ(labels.voxels.sum().item<std::int64_t>(), Product(record.crop.Size()));
  EXPECT_TRUE(OnCrop(labels, record).eq(1).all().item<bool>());
}

TEST(InvertLogits, GivesTiesToTheLowerClass)
{
  for (const int order : {1, 3})
  {
    const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6}, {order, 0, false});
    const at::Tensor one = NoiseTensor(1, record.resampled.size, 9);
    const at::Tensor logits = at::cat({one - 500, one, one, one - 500});
    EXPECT_TRUE(OnCrop(vox::InvertLogits(logits, record), record).eq(1).all().item<bool>());
  }
}

TEST(InvertLogits, WorksInSlabsThatDoNotShow)
{
  // 300 classes of 100 x 100 do not fit into one slab.
  PreprocessRecord record;
  record.original.size = record.reordered.size = {13, 100, 100};
  record.crop = vox::WholeBox({13, 100, 100});
  record.resampled = vox::Resized(record.original, {7, 100, 100});
  record.targetSpacingMm = record.resampled.spacingMm;
  record.probabilities = {1, 0, std::nullopt};
  const at::Tensor logits =
      at::arange(300 * 7 * 100 * 100, at::kInt).mul(1103515245).to(at::kFloat).view({300, 7, 100, 100});
  const vox::kernels::ArgmaxResize resize{300, {7, 100, 100}, {13, 100, 100}};
  at::Tensor expected = at::empty({1, 13, 100, 100}, at::kInt);
  vox::kernels::ResizeArgmax(resize, {logits.const_data_ptr<float>(), {0, 7}, 7 * 100 * 100},
                             expected.mutable_data_ptr<std::int32_t>(), {0, 13}, 2);
  EXPECT_TRUE(vox::InvertLogits(logits, record).voxels.to(at::kInt).equal(expected));
}

TEST(InvertLogits, RoundsHalfPrecisionLogitsAgain)
{
  const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6});
  const at::Tensor logits = NoiseTensor(1, record.resampled.size, 11).div(100).repeat({2, 1, 1, 1}).to(at::kHalf);
  // Class 1 is larger by less than half precision can tell after interpolation, except where it cannot be overlooked.
  logits[1].select(0, 0).add_(1.0);
  const at::Tensor scores = ScoresOnCrop(logits.to(at::kFloat), record).to(at::kHalf);
  EXPECT_TRUE(
      OnCrop(vox::InvertLogits(logits, record), record)[0].to(at::kLong).equal(scores.to(at::kFloat).argmax(0)));
}

TEST(InvertLogits, UsesTheTargetSpacingForTheSeparateAxis)
{
  // 3.0 mm was asked for, which is not more than three times 1 mm; whole voxels made 3.03 mm of it.
  PreprocessRecord record;
  record.original.size = record.reordered.size = {100, 4, 4};
  record.crop = vox::WholeBox({100, 4, 4});
  record.resampled = vox::Resized(record.original, {33, 4, 4});
  record.targetSpacingMm = {3.0, 1.0, 1.0};
  record.probabilities = {1, 0, std::nullopt};
  const at::Tensor logits = NoiseTensor(2, {33, 4, 4}, 12);
  const at::Tensor scores = vox::ResampleImage(logits, {100, 4, 4}, std::nullopt, record.probabilities, 1);
  EXPECT_TRUE(vox::InvertLogits(logits, record).voxels[0].to(at::kLong).equal(scores.argmax(0)));
}

TEST(InvertProbabilities, IsTheSoftmaxOfTheResampledLogits)
{
  const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6});
  const at::Tensor logits = NoiseTensor(classes, record.resampled.size, 13).div(50);
  const Volume probabilities = vox::InvertProbabilities(logits, record);
  EXPECT_EQ(probabilities.geometry, record.original);
  EXPECT_TRUE(at::allclose(probabilities.voxels.sum(0), at::ones({13, 16, 19})));
  const at::Tensor inside = OnCrop(probabilities, record);
  EXPECT_TRUE(at::allclose(inside, at::softmax(ScoresOnCrop(logits, record), 0)));
  EXPECT_TRUE(inside.argmax(0).equal(OnCrop(vox::InvertLogits(logits, record), record)[0].to(at::kLong)));
}

TEST(InvertProbabilities, IsBackgroundOutsideTheCrop)
{
  const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6});
  at::Tensor logits = at::zeros({2, record.resampled.size.z, record.resampled.size.y, record.resampled.size.x});
  logits[1].fill_(100.0);
  const at::Tensor probabilities = vox::InvertProbabilities(logits, record).voxels;
  EXPECT_EQ(probabilities[0].sum().item<std::int64_t>(), Product(record.original.size) - Product(record.crop.Size()));
  EXPECT_EQ(probabilities[1].sum().item<std::int64_t>(), Product(record.crop.Size()));
}

TEST(InvertMap, IsTheResampledMapInsideTheCropAndZeroOutside)
{
  const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6});
  const at::Tensor map = NoiseTensor(1, record.resampled.size, 13).abs().add(1.0);
  const Volume inverted = vox::InvertMap(map, record);
  EXPECT_EQ(inverted.geometry, record.original);
  EXPECT_TRUE(OnCrop(inverted, record).equal(ScoresOnCrop(map, record)));
  EXPECT_EQ(inverted.voxels.eq(0).sum().item<std::int64_t>(),
            Product(record.original.size) - Product(record.crop.Size()));
}

TEST(Invert, DoesNotDependOnTheNumberOfThreads)
{
  const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6});
  const at::Tensor logits = NoiseTensor(classes, record.resampled.size, 14);
  vox::RunContext one;
  one.threads = 1;
  vox::RunContext four;
  four.threads = 4;
  EXPECT_TRUE(vox::InvertLogits(logits, record, four).voxels.equal(vox::InvertLogits(logits, record, one).voxels));
  EXPECT_TRUE(vox::InvertProbabilities(logits, record, four)
                  .voxels.equal(vox::InvertProbabilities(logits, record, one).voxels));
}

TEST(Invert, RefusesTensorsThatDoNotFitTheRecord)
{
  const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6});
  const Size size = record.resampled.size;
  const auto message = [&](auto && invert, const at::Tensor & tensor) -> std::string {
    try
    {
      (void)invert(tensor, record, vox::RunContext{});
    }
    catch (const vox::Error & error)
    {
      EXPECT_EQ(error.Kind(), vox::ErrorKind::Internal);
      return error.what();
    }
    return {};
  };
  using ::testing::HasSubstr;
  const at::Tensor labels = at::zeros({size.z, size.y, size.x}, at::kInt);
  EXPECT_THAT(message(vox::InvertLabels, labels.unsqueeze(0)), HasSubstr("expected integers"));
  EXPECT_THAT(message(vox::InvertLabels, labels.to(at::kFloat)), HasSubstr("expected integers"));
  EXPECT_THAT(message(vox::InvertLabels, labels.slice(0, 1)), HasSubstr("expected integers"));
  EXPECT_THAT(message(vox::InvertMap, labels.unsqueeze(0)), HasSubstr("expected floating point"));
  for (const auto invert : {vox::InvertLogits, vox::InvertProbabilities})
  {
    const at::Tensor oneClass = NoiseTensor(1, size, 15);
    EXPECT_THAT(message(invert, oneClass), HasSubstr("expected floating point [2 classes or more"));
    EXPECT_THAT(message(invert, oneClass.repeat({2, 1, 1, 1}).to(at::kInt)), HasSubstr("expected floating point"));
    EXPECT_THAT(message(invert, oneClass.repeat({2, 1, 1, 2})), HasSubstr("expected floating point"));
    EXPECT_THAT(message(invert, oneClass[0]), HasSubstr("expected floating point"));
  }
}

TEST(Invert, StopsWhenItIsAskedTo)
{
  const PreprocessRecord record = ResampledRecord({1.1, 1.3, 0.6});
  const at::Tensor logits = NoiseTensor(2, record.resampled.size, 16);
  const std::atomic<bool> stop{true};
  vox::RunContext context;
  context.cancelled = &stop;
  EXPECT_THROW((void)vox::InvertLogits(logits, record, context), vox::Cancelled);
  EXPECT_THROW((void)vox::InvertProbabilities(logits, record, context), vox::Cancelled);
  EXPECT_THROW((void)vox::InvertLabels(logits[0].to(at::kInt), record, context), vox::Cancelled);
}
} // namespace
