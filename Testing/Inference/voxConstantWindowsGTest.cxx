// SPDX-License-Identifier: Apache-2.0
#include "voxConstantWindows.h"

#include "voxPredictor.h"
#include "voxTinyModel.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <cmath>

namespace vox
{
namespace
{

using ::testing::ElementsAre;
using testing::MakeTinyModel;
using testing::TinyModel;

/** A network that counts its calls. */
struct CountedNetwork
{
  at::Tensor
  operator()(const at::Tensor & window) const
  {
    ++*calls;
    return window.sum(1, true) * 2.0;
  }

  int * calls;
};

at::Tensor
Window(at::ArrayRef<float> values)
{
  at::Tensor window = at::empty({1, static_cast<std::int64_t>(values.size()), 2, 3, 4});
  for (std::size_t channel = 0; channel < values.size(); ++channel)
  {
    window.select(1, static_cast<std::int64_t>(channel)).fill_(values[channel]);
  }
  return window;
}

TEST(ConstantWindows, AreComputedOnceUntilTheyAreForgotten)
{
  int calls = 0;
  WindowCounts counts;
  ConstantWindows windows(CountedNetwork{&calls}, counts);
  const at::Tensor noise = at::rand({1, 2, 2, 3, 4});
  const at::Tensor first = windows(Window({3.0F, 1.0F}));
  EXPECT_TRUE(windows(noise).equal(noise.sum(1, true) * 2.0));
  EXPECT_TRUE(windows(Window({3.0F, 1.0F})).is_same(first));
  EXPECT_TRUE(first.eq(8.0).all().item<bool>());
  EXPECT_EQ(calls, 2);
  windows.Forget();
  (void)windows(Window({3.0F, 1.0F}));
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(counts.asked, 4);
  EXPECT_EQ(counts.known, 1);
}

TEST(ConstantWindows, AreKnownByEveryBitOfEveryVoxelAndChannel)
{
  int calls = 0;
  WindowCounts counts;
  ConstantWindows windows(CountedNetwork{&calls}, counts);
  const auto isComputed = [&](const at::Tensor & window) {
    const int before = calls;
    (void)windows(window);
    return calls > before;
  };
  EXPECT_TRUE(isComputed(Window({0.0F, 1.0F})));
  EXPECT_FALSE(isComputed(Window({0.0F, 1.0F})));
  for (const std::int64_t voxel : {0, 11, 23})
  {
    at::Tensor almost = Window({0.0F, 1.0F});
    almost.view({2, 24})[1][voxel] = std::nextafter(1.0F, 2.0F);
    EXPECT_TRUE(isComputed(almost)) << voxel;
  }
  EXPECT_FALSE(isComputed(Window({0.0F, 1.0F})));
  EXPECT_TRUE(isComputed(Window({-0.0F, 1.0F}))) << "other bits";
  EXPECT_TRUE(isComputed(Window({1.0F, 0.0F})));
  EXPECT_TRUE(isComputed(Window({1.0F})));
}

/** Air of one value, and noise from slice 16 on: of 5 x 5 x 5 windows, 3 x 5 x 5 are of one value. */
at::Tensor
HalfOfAir()
{
  at::Tensor image = at::full({1, 24, 24, 24}, -1.3F);
  image.slice(1, 16).copy_(at::randn({1, 8, 24, 24}, at::make_generator<at::CPUGeneratorImpl>(5), at::kFloat));
  return image;
}

PredictOptions
SkippingAir(bool skipAir, ExportMode mode)
{
  PredictOptions options;
  options.skipAir = skipAir;
  options.exportMode = mode;
  return options;
}

struct LoggedLogits
{
  at::Tensor logits;
  std::vector<std::string> log;
};

LoggedLogits
PredictLogits(const Model & model, const PredictOptions & options, const at::Tensor & image)
{
  LoggedLogits result;
  RunContext context;
  context.onLog = [&](LogLevel, std::string_view message) { result.log.emplace_back(message); };
  result.logits = Predictor(model, options).PredictLogits(image, context);
  return result;
}

TEST(Predictor, SkipsAirWithoutChangingABit)
{
  for (const ExportMode mode : {ExportMode::Streamed, ExportMode::Exact})
  {
    const LoggedLogits all = PredictLogits(MakeTinyModel(), SkippingAir(false, mode), HalfOfAir());
    const LoggedLogits some = PredictLogits(MakeTinyModel(), SkippingAir(true, mode), HalfOfAir());
    EXPECT_TRUE(some.logits.equal(all.logits));
    EXPECT_TRUE(all.log.empty());
    // 75 windows of one value and their 8 mirror images, of which the first is computed
    EXPECT_THAT(some.log, ElementsAre("599 of 1000 windows, mirror images and folds counted, are of one value and took "
                                      "the result of an equal one"));
  }
}

TEST(Predictor, SkipsAirOfSeveralFoldsAndOfPreparedLayers)
{
  TinyModel tiny;
  tiny.folds = {"0", "1"};
  tiny.features = {8, 16};
  const Model model = MakeTinyModel(tiny);
  const LoggedLogits all = PredictLogits(model, SkippingAir(false, ExportMode::Streamed), HalfOfAir());
  const LoggedLogits some = PredictLogits(model, SkippingAir(true, ExportMode::Streamed), HalfOfAir());
  EXPECT_TRUE(some.logits.equal(all.logits));
  // Each fold lets go of its features when the other one is next: 3 slices of windows x 2 folds are computed.
  EXPECT_THAT(some.log, ElementsAre(::testing::StartsWith("1194 of 2000 windows")));
}

TEST(Predictor, SkipsAirAndGivesTheSameLabels)
{
  ImageGeometry geometry;
  geometry.size = {24, 24, 24};
  geometry.spacingMm = {0.8, 1.0, 1.1}; // resampled: what is around the noise is not of one value any more
  const Volume image = MakeVolume(HalfOfAir(), geometry);
  const auto labels = [&](bool skipAir) {
    return Predictor(MakeTinyModel(), SkippingAir(skipAir, ExportMode::Streamed)).Predict(image).labels.voxels;
  };
  EXPECT_TRUE(labels(true).equal(labels(false)));
  EXPECT_GT(std::get<0>(at::_unique(labels(true))).numel(), 1) << "a constant would prove little";
}

} // namespace
} // namespace vox
