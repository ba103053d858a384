// SPDX-License-Identifier: Apache-2.0
#include "voxPredictor.h"

#include "voxDecodeLogits.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxSlidingWindow.h"
#include "voxTinyModel.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>

#include <gmock/gmock.h>

#include <atomic>

namespace vox
{
namespace
{

using ::testing::ElementsAre;
using testing::MakeTinyModel;
using testing::TinyModel;

/** An oblique image whose spacing is not the model's, with a border of zeros that is cropped away. */
Volume
RandomImage(std::int64_t channels = 1)
{
  ImageGeometry geometry = testing::ObliqueGeometry();
  geometry.size = {7, 14, 11};
  geometry.spacingMm = {1.5, 0.75, 1.0};
  at::Tensor voxels = at::zeros({channels, 7, 14, 11});
  at::Tensor inside = voxels.slice(1, 1).slice(2, 0, 13);
  inside.copy_(at::randn(inside.sizes(), at::make_generator<at::CPUGeneratorImpl>(7), at::kFloat) + 10.0);
  return MakeVolume(voxels, geometry);
}

at::Tensor
RandomTensor(at::IntArrayRef sizes)
{
  return at::randn(sizes, at::make_generator<at::CPUGeneratorImpl>(11), at::kFloat);
}

PredictOptions
Fp32(std::vector<std::string> folds = {})
{
  PredictOptions options;
  options.folds = std::move(folds);
  options.precision = Precision::Fp32;
  return options;
}

double
LargestDifference(const at::Tensor & a, const at::Tensor & b)
{
  return (a - b).abs().max().item<double>();
}

TEST(Predictor, LabelsLieOnTheGridOfTheInputBitForBit)
{
  const Volume image = RandomImage();
  const Prediction prediction = Predictor(MakeTinyModel(), Fp32()).Predict(image);
  EXPECT_EQ(prediction.labels.geometry, image.geometry);
  EXPECT_EQ(prediction.labels.voxels.scalar_type(), at::kByte);
  EXPECT_THAT(prediction.labels.voxels.sizes(), ElementsAre(1, 7, 14, 11));
  EXPECT_FALSE(prediction.probabilities.has_value());
  EXPECT_GT(std::get<0>(at::_unique(prediction.labels.voxels)).numel(), 1) << "a constant would prove little";
}

TEST(Predictor, ProbabilitiesSumToOneAndTheLargestIsTheLabel)
{
  PredictOptions options = Fp32();
  options.probabilities = true;
  const Volume image = RandomImage();
  const Prediction prediction = Predictor(MakeTinyModel(), options).Predict(image);
  ASSERT_TRUE(prediction.probabilities.has_value());
  const at::Tensor probabilities = prediction.probabilities->voxels;
  EXPECT_EQ(prediction.probabilities->geometry, image.geometry);
  EXPECT_EQ(probabilities.scalar_type(), at::kFloat);
  EXPECT_THAT(probabilities.sizes(), ElementsAre(3, 7, 14, 11));
  EXPECT_LT((probabilities.sum(0) - 1.0).abs().max().item<double>(), 1e-5);
  EXPECT_TRUE(probabilities.argmax(0).equal(prediction.labels.voxels[0].to(at::kLong)));
}

TEST(Predictor, OutsideTheNonZeroRegionEverythingIsBackground)
{
  PredictOptions options = Fp32();
  options.probabilities = true;
  const Prediction prediction = Predictor(MakeTinyModel(), options).Predict(RandomImage());
  for (const at::Tensor & border : {prediction.labels.voxels.slice(1, 0, 1), prediction.labels.voxels.slice(2, 13)})
  {
    EXPECT_EQ(border.abs().sum().item<std::int64_t>(), 0);
  }
  EXPECT_TRUE(prediction.probabilities->voxels[0].slice(0, 0, 1).equal(at::ones({1, 14, 11})));
}

TEST(Predictor, LogitsAreThoseOfTheSlidingWindow)
{
  const Model model = MakeTinyModel();
  Network network = model.MakeNetwork(0);
  const auto forward = [&](const at::Tensor & window) { return network.Forward(window).front(); };
  const at::Tensor image = RandomTensor({1, 9, 12, 8});
  for (const bool mirror : {false, true})
  {
    PredictOptions options = Fp32();
    options.mirror = mirror;
    options.step = 0.75;
    const std::vector<int> axes = mirror ? model.mirrorAxes : std::vector<int>{};
    const at::Tensor expected = SlidingWindowLogits(forward, image, {{8, 8, 8}, 0.75, true, axes});
    const at::Tensor logits = Predictor(model, options).PredictLogits(image);
    EXPECT_THAT(logits.sizes(), ElementsAre(3, 9, 12, 8));
    EXPECT_LT(LargestDifference(logits, expected), 1e-4);
  }
}

TEST(Predictor, MirroringIsTheMeanOverMirroredImages)
{
  // One window: mirroring the whole image is mirroring the window.
  PredictOptions options = Fp32();
  const at::Tensor image = RandomTensor({1, 8, 8, 8});
  const at::Tensor mirrored = Predictor(MakeTinyModel(), options).PredictLogits(image);
  options.mirror = false;
  Predictor plain(MakeTinyModel(), options);
  at::Tensor sum = at::zeros_like(mirrored);
  for (const std::vector<std::int64_t> & axes :
       std::vector<std::vector<std::int64_t>>{{}, {1}, {2}, {3}, {1, 2}, {1, 3}, {2, 3}, {1, 2, 3}})
  {
    sum += plain.PredictLogits(image.flip(axes)).flip(axes);
  }
  EXPECT_LT(LargestDifference(mirrored, sum / 8.0), 1e-5);
  EXPECT_GT(LargestDifference(mirrored, plain.PredictLogits(image)), 1e-2);
}

TEST(Predictor, FoldsAreAveragedAsLogits)
{
  TinyModel tiny;
  tiny.folds = {"0", "3", "all"};
  const Model model = MakeTinyModel(tiny);
  const at::Tensor image = RandomTensor({1, 8, 8, 8});
  std::vector<at::Tensor> single;
  for (const std::string & fold : tiny.folds)
  {
    single.push_back(Predictor(model, Fp32({fold})).PredictLogits(image));
  }
  EXPECT_GT(LargestDifference(single[0], single[1]), 1e-2);
  EXPECT_LT(LargestDifference(Predictor(model, Fp32()).PredictLogits(image), at::stack(single).mean(0)), 1e-5);
  EXPECT_LT(LargestDifference(Predictor(model, Fp32({"all", "0"})).PredictLogits(image), (single[2] + single[0]) / 2.0),
            1e-5);
}

TEST(Predictor, PredictsSliceBySliceWithA2DModel)
{
  TinyModel tiny;
  tiny.dimensions = 2;
  Predictor predictor(MakeTinyModel(tiny), Fp32());
  const at::Tensor image = RandomTensor({1, 3, 9, 12});
  const at::Tensor logits = predictor.PredictLogits(image);
  for (std::int64_t z = 0; z < 3; ++z)
  {
    EXPECT_LT(LargestDifference(logits.narrow(1, z, 1), predictor.PredictLogits(image.narrow(1, z, 1))), 1e-5);
  }
  const Volume volume = RandomImage();
  EXPECT_EQ(predictor.Predict(volume).labels.geometry, volume.geometry);
}

TEST(Predictor, PredictsOneSliceAndImagesSmallerThanAWindow)
{
  for (const int dimensions : {2, 3})
  {
    TinyModel tiny;
    tiny.dimensions = dimensions;
    const Volume whole = RandomImage();
    const Volume slice = Crop(whole, {{2, 3, 1}, {3, 8, 6}});
    const Prediction prediction = Predictor(MakeTinyModel(tiny), Fp32()).Predict(slice);
    EXPECT_THAT(prediction.labels.voxels.sizes(), ElementsAre(1, 1, 5, 5));
    EXPECT_EQ(prediction.labels.geometry, slice.geometry);
  }
}

TEST(Predictor, RegionsMayOverlapAndAreDecodedInTheirOrder)
{
  TinyModel tiny;
  tiny.labels = Json{{"background", 0}, {"whole", {1, 2}}, {"core", 2}};
  tiny.regionsClassOrder = {1, 2};
  PredictOptions options = Fp32();
  options.probabilities = true;
  const Prediction prediction = Predictor(MakeTinyModel(tiny), options).Predict(RandomImage());
  const at::Tensor probabilities = prediction.probabilities->voxels;
  ASSERT_EQ(probabilities.size(0), 2);
  const at::Tensor expected =
      at::where(probabilities[1] > 0.5, 2, at::where(probabilities[0] > 0.5, 1, at::zeros({}, at::kLong)));
  EXPECT_TRUE(prediction.labels.voxels[0].to(at::kLong).equal(expected));
}

TEST(Predictor, GivesTheSameOnAnyNumberOfThreadsAndEveryTime)
{
  Predictor predictor(MakeTinyModel(), Fp32());
  const at::Tensor image = RandomTensor({1, 10, 9, 12});
  RunContext one;
  one.threads = 1;
  RunContext two;
  two.threads = 2;
  const at::Tensor first = predictor.PredictLogits(image, one);
  EXPECT_TRUE(first.equal(predictor.PredictLogits(image, one)));
  EXPECT_LT(LargestDifference(first, predictor.PredictLogits(image, two)), 1e-5);
}

TEST(Predictor, ComputesBf16OnlyWhereTheProcessorDoes)
{
  const Model model = MakeTinyModel();
  PredictOptions options;
  EXPECT_EQ(Predictor(model, options).ChosenPrecision(), HasNativeBf16() ? Precision::Bf16 : Precision::Fp32);
  EXPECT_EQ(Predictor(model, Fp32()).ChosenPrecision(), Precision::Fp32);
  options.precision = Precision::Bf16;
  if (!HasNativeBf16())
  {
    VOX_EXPECT_ERROR(Predictor(model, options), ErrorKind::Usage, "bf16");
    return;
  }
  const at::Tensor image = RandomTensor({1, 8, 8, 8});
  const at::Tensor exact = Predictor(model, Fp32()).PredictLogits(image);
  const at::Tensor rounded = Predictor(model, options).PredictLogits(image);
  EXPECT_LT(LargestDifference(exact, rounded), 0.05 * exact.abs().max().item<double>());
  EXPECT_GT(LargestDifference(exact, rounded), 0.0);
}

TEST(Predictor, LeavesTorchsAutocastAsItWas)
{
  Predictor predictor(MakeTinyModel(), PredictOptions{});
  (void)predictor.PredictLogits(RandomTensor({1, 8, 8, 8}));
  EXPECT_FALSE(at::autocast::is_autocast_enabled(at::kCPU));
  at::autocast::set_autocast_enabled(at::kCPU, true);
  (void)predictor.PredictLogits(RandomTensor({1, 8, 8, 8}));
  EXPECT_TRUE(at::autocast::is_autocast_enabled(at::kCPU));
  at::autocast::set_autocast_enabled(at::kCPU, false);
}

TEST(Predictor, RefusesFoldsThatTheModelLacksAndFoldsNamedTwice)
{
  TinyModel tiny;
  tiny.folds = {"0", "all"};
  const Model model = MakeTinyModel(tiny);
  VOX_EXPECT_ERROR(Predictor(model, Fp32({"0", "7"})), ErrorKind::Usage,
                   "fold '7': the model has no such fold; it has: 0, all");
  VOX_EXPECT_ERROR(Predictor(model, Fp32({"0", "0"})), ErrorKind::Usage, "twice");
  Model empty = model;
  empty.folds.clear();
  VOX_EXPECT_ERROR(Predictor(empty, Fp32()), ErrorKind::BadModel, "no trained folds");
}

TEST(Predictor, RefusesAStepOutsideZeroToOne)
{
  PredictOptions options = Fp32();
  options.step = 0.0;
  VOX_EXPECT_ERROR(Predictor(MakeTinyModel(), options), ErrorKind::Usage, "window step");
}

TEST(Predictor, NamesTheChannelsOfTheModelWhenTheImageHasOthers)
{
  TinyModel tiny;
  tiny.channelNames = {"T1", "FLAIR"};
  Predictor predictor(MakeTinyModel(tiny), Fp32());
  EXPECT_NO_THROW((void)predictor.Predict(RandomImage(2)));
  VOX_EXPECT_ERROR((void)predictor.Predict(RandomImage(1)), ErrorKind::BadInput,
                   "1 channels (shape [1, 7, 14, 11]), the model expects 2, in this order: T1, FLAIR");
  VOX_EXPECT_ERROR((void)predictor.PredictLogits(RandomTensor({3, 8, 8, 8})), ErrorKind::BadInput, "T1, FLAIR");
}

TEST(Predictor, ReportsProgressThatOnlyGrowsAndEndsAtOne)
{
  TinyModel tiny;
  tiny.folds = {"0", "1"};
  PredictOptions options = Fp32();
  options.probabilities = true;
  std::vector<double> fractions;
  RunContext context;
  context.onProgress = [&](double fraction, std::string_view) { fractions.push_back(fraction); };
  (void)Predictor(MakeTinyModel(tiny), options).Predict(RandomImage(), context);
  EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
  EXPECT_GT(fractions.size(), 5u);
  EXPECT_DOUBLE_EQ(fractions.back(), 1.0);
}

TEST(Predictor, StopsWhenCancelled)
{
  const std::atomic<bool> cancelled{true};
  RunContext context;
  context.cancelled = &cancelled;
  Predictor predictor(MakeTinyModel(), Fp32());
  EXPECT_THROW((void)predictor.Predict(RandomImage(), context), Cancelled);
  EXPECT_THROW((void)predictor.PredictLogits(RandomTensor({1, 8, 8, 8}), context), Cancelled);
}

TEST(PredictOptions, SurviveARoundTripThroughJson)
{
  PredictOptions options;
  options.folds = {"0", "all"};
  options.step = 0.25;
  options.mirror = false;
  options.precision = Precision::Bf16;
  options.probabilities = true;
  options.device = "cuda:1";
  options.skipAir = true;
  PredictOptions read;
  FromJson(ToJson(options), read, "test");
  EXPECT_EQ(read.folds, options.folds);
  EXPECT_EQ(read.step, options.step);
  EXPECT_EQ(read.mirror, options.mirror);
  EXPECT_EQ(read.precision, options.precision);
  EXPECT_EQ(read.probabilities, options.probabilities);
  EXPECT_EQ(read.device, options.device);
  EXPECT_EQ(read.skipAir, options.skipAir);
  EXPECT_EQ(ToJson(options)["precision"], "bf16");
}

} // namespace
} // namespace vox
