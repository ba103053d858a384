// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxPredictor.h"
#include "voxTinyAttentionModel.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <gmock/gmock.h>

#include <cmath>

namespace vox
{
namespace
{

using testing::MakeTinyAttentionModel;
using testing::MakeTinyModel;
using testing::TinyModel;

PredictOptions
WithAttention()
{
  PredictOptions options;
  options.precision = Precision::Fp32;
  options.attention = true;
  return options;
}

/** An oblique image at the model's spacing, without zeros that would be cropped away. */
Volume
RandomImage(const Zyx<std::int64_t> & size)
{
  ImageGeometry geometry = testing::ObliqueGeometry();
  geometry.size = size;
  geometry.spacingMm = {1.0, 1.0, 1.0};
  const at::Tensor values =
      at::randn({1, size.z, size.y, size.x}, at::make_generator<at::CPUGeneratorImpl>(5), at::kFloat);
  return MakeVolume(values + 10.0, geometry);
}

AttentionMap
TheMap(const Model & model, const Volume & image)
{
  std::vector<AttentionMap> maps = Predictor(model, WithAttention()).Predict(image).attention;
  EXPECT_EQ(maps.size(), 1U);
  return maps.at(0);
}

/** Closes or opens the gate everywhere alike: sigmoid(bias). */
void
SetGate(FoldWeights & fold, double bias)
{
  fold.weights.at("Att2.psi.1.weight").zero_();
  fold.weights.at("Att2.psi.1.bias").fill_(bias);
}

/** Random weights hardly open or close a gate; these do. */
Model
WithSharpGate(Model model)
{
  for (FoldWeights & fold : model.folds)
  {
    fold.weights.at("Att2.psi.0.weight").mul_(200.0);
  }
  return model;
}

double
Sigmoid(double value)
{
  return 1.0 / (1.0 + std::exp(-value));
}

/** What the gate itself says of an image of the size of one window. */
at::Tensor
GateOf(const Model & model, const Volume & image)
{
  const at::NoGradGuard noGrad;
  const PreprocessedCase prepared = Preprocess(image, {}, model.Configuration().preprocessing);
  Network network = model.MakeNetwork(0);
  (void)network.Forward(prepared.image.unsqueeze(0));
  return network.AttentionMaps().at(0).second[0];
}

TEST(Attention, OfOneWindowIsTheMapOfTheGate)
{
  const TinyModel flat{.dimensions = 2, .patchSize = 16};
  const TinyModel volumes{.patchSize = 8};
  for (const auto & [model, size] :
       {std::pair(WithSharpGate(MakeTinyAttentionModel(flat)), Zyx<std::int64_t>{1, 16, 16}),
        std::pair(WithSharpGate(MakeTinyAttentionModel(volumes)), Zyx<std::int64_t>{8, 8, 8})})
  {
    const Volume image = RandomImage(size);
    const AttentionMap attention = TheMap(model, image);
    EXPECT_EQ(attention.gate, "Att2");
    const at::Tensor expected = GateOf(model, image);
    EXPECT_GT(expected.std().item<double>(), 0.05);
    EXPECT_TRUE(attention.map.voxels.allclose(expected, 0.0, 1e-3));
  }
}

TEST(Attention, WindowsAndFoldsAreAveraged)
{
  // Many windows that overlap; the gate of each fold is of one value.
  Model model = MakeTinyAttentionModel({.folds = {"0", "1"}});
  SetGate(model.folds[0], -2.0);
  SetGate(model.folds[1], 0.5);
  const Volume image = RandomImage({13, 21, 11});
  const AttentionMap attention = TheMap(model, image);
  const double mean = (Sigmoid(-2.0) + Sigmoid(0.5)) / 2.0;
  EXPECT_LT((attention.map.voxels - mean).abs().max().item<double>(), 1e-5);
}

TEST(Attention, LiesOnTheGridOfTheInputAndIsZeroOutsideTheCrop)
{
  Model model = MakeTinyAttentionModel({});
  SetGate(model.folds[0], 1.0);
  Volume image = RandomImage({9, 12, 10});
  image.geometry.spacingMm = {1.5, 0.75, 1.2};
  image.voxels.slice(2, 0, 3).zero_();
  const AttentionMap attention = TheMap(model, image);
  EXPECT_EQ(attention.map.geometry, image.geometry);
  EXPECT_EQ(attention.map.voxels.sizes(), image.voxels.sizes());
  EXPECT_EQ(attention.map.voxels.scalar_type(), at::kFloat);
  EXPECT_EQ(attention.map.voxels.slice(2, 0, 3).abs().max().item<double>(), 0.0);
  EXPECT_LT((attention.map.voxels.slice(2, 3) - Sigmoid(1.0)).abs().max().item<double>(), 1e-5);
}

/** Makes all layers even along x, so that the network does to a mirror image what it does to the image. */
void
MakeEven(FoldWeights & fold)
{
  for (auto & [name, weight] : fold.weights)
  {
    if (weight.dim() >= 4)
    {
      weight = (weight + weight.flip({-1})) / 2.0;
    }
  }
}

TEST(Attention, OfAMirrorImageIsTheMirrorImage)
{
  // Windows side by side, so that weights which are not even have no say.
  Model model = WithSharpGate(MakeTinyAttentionModel({}));
  MakeEven(model.folds[0]);
  PredictOptions options = WithAttention();
  options.step = 1.0;
  Predictor predictor(model, options);
  const Volume image = RandomImage({8, 16, 24});
  const Volume mirrored{image.voxels.flip({3}), image.geometry};
  const at::Tensor map = predictor.Predict(image).attention.at(0).map.voxels;
  const at::Tensor ofMirrored = predictor.Predict(mirrored).attention.at(0).map.voxels;
  EXPECT_GT((map - ofMirrored).abs().max().item<double>(), 0.05);
  EXPECT_LT((map - ofMirrored.flip({3})).abs().max().item<double>(), 1e-3);
}

TEST(Attention, DoesNotChangeTheLabelsAndIsThereOnlyWhenAskedFor)
{
  const Model model = MakeTinyAttentionModel({});
  const Volume image = RandomImage({9, 12, 10});
  PredictOptions options = WithAttention();
  const Prediction with = Predictor(model, options).Predict(image);
  options.attention = false;
  Predictor plain(model, options);
  const Prediction without = plain.Predict(image);
  EXPECT_TRUE(without.attention.empty());
  EXPECT_TRUE(with.labels.voxels.equal(without.labels.voxels));
}

TEST(Attention, HalfPrecisionSumsAndBf16GiveNearlyTheSame)
{
  const Model model = WithSharpGate(MakeTinyAttentionModel({}));
  const Volume image = RandomImage({9, 12, 10});
  const at::Tensor expected = TheMap(model, image).map.voxels;
  const auto difference = [&](const PredictOptions & options) {
    const at::Tensor map = Predictor(model, options).Predict(image).attention.at(0).map.voxels;
    return (map - expected).abs().mean().item<double>();
  };
  PredictOptions options = WithAttention();
  options.exportMode = ExportMode::Exact;
  EXPECT_LT(difference(options), 1e-4);
  options.exportMode = ExportMode::Streamed;
  options.precision = Precision::Auto; // bf16 where the processor has it
  EXPECT_LT(difference(options), 0.1 * expected.std().item<double>());
}

TEST(Attention, IsPartOfTheForecast)
{
  const Model model = MakeTinyAttentionModel({});
  const ImageFile file{RandomImage({90, 120, 100}).geometry, 1};
  PredictOptions options = WithAttention();
  const std::int64_t with = Predictor(model, options).PlanMemory(file).forecast.Peak();
  options.attention = false;
  const std::int64_t without = Predictor(model, options).PlanMemory(file).forecast.Peak();
  // Sums twice and weights on the network's grid; the map, what it becomes, the image.
  EXPECT_GE(with - without, 4 * 90 * 120 * 100 * 5);
}

TEST(Attention, OfANetworkWithoutGatesIsRefusedWithThoseThatHaveThem)
{
  VOX_EXPECT_ERROR(Predictor(MakeTinyModel(), WithAttention()), ErrorKind::Usage,
                   "network PlainConvUNet has no gates whose maps could be shown; networks that have them: "
                   "AttentionUNet, GridAttentionUNet");
  Model other = MakeTinyModel();
  other.plan.document["configurations"][other.configuration]["architecture"] = {
      {"network_class_name", "voxtome.SmallUNet"}, {"arch_kwargs", Json::object()}};
  testing::InitializeFolds(other, {"0"});
  VOX_EXPECT_ERROR(Predictor(other, WithAttention()), ErrorKind::Usage, "network SmallUNet has no gates");
}

} // namespace
} // namespace vox
