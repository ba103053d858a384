// SPDX-License-Identifier: Apache-2.0
// Values of four voxels worked out by hand (see voxLossExamples.h), and what losses have in common at special options.
#include "voxExpectError.h"
#include "voxFocalLoss.h"
#include "voxLossExamples.h"
#include "voxLossRegistry.h"

#include <gtest/gtest.h>

namespace
{

using vox::testing::FourLabels;
using vox::testing::FourLogits;

double
Loss(const char * name, const char * options)
{
  return vox::MakeLoss(name, vox::ParseJson(options, name))(FourLogits(), FourLabels()).item<double>();
}

struct Value
{
  const char * loss;
  const char * options;
  double value;
};

void
PrintTo(const Value & value, std::ostream * stream)
{
  *stream << value.loss << ' ' << value.options;
}

constexpr Value values[] = {
    {"top-k", R"({"percent": 25})", 1.203973},
    {"top-k", R"({"percent": 50})", 1.060132},
    {"top-k", R"({"percent": 1})", 1.203973}, // never less than one voxel
    {"balanced-cross-entropy", "{}", 0.306096},
    {"dice", R"({"squared": true, "smooth": 0})", 0.257143},
    {"dice-top-k", R"({"percent": 50, "smooth": 0})", 1.441084},
    {"dice-focal", R"({"smooth": 0})", 0.613400},
    {"jaccard", R"({"smooth": 0})", 0.551724},
    {"jaccard", R"({"smooth": 1})", 0.410256},
    {"generalized-dice", R"({"smooth": 0})", 0.400000},
    {"log-cosh-dice", R"({"smooth": 0})", 0.070872},
    {"log-cosh-dice", R"({"smooth": 1})", 0.046609},
    {"lovasz-softmax", "{}", 0.495833},
    {"matthews-correlation", R"({"smooth": 0})", 0.798992}, // 1 - (1.3 * 1.1 - 0.9 * 0.7) / sqrt(2.2 * 2 * 2 * 1.8)
    {"sensitivity-specificity", "{}", 0.261000},
    {"sensitivity-specificity", R"({"sensitivity": 0.1})", 0.257000},
    {"wasserstein-dice", R"({"smooth": 0})", 0.380952}, // with one distance between all classes it is the Dice loss
    {"unified-focal", "{}", 0.391843},
    {"unified-focal", R"({"asymmetric": false})", 0.427558},
    {"boundary", "{}", 0.050000},                     // distances -1, 0, 1, 2
    {"hausdorff-distance-transform", "{}", 0.487500}, // of the labels 2, 1, 1, 2, of the prediction 1 everywhere
    {"hausdorff-distance-transform", R"({"one_sided": true})", 0.262500},
    {"hausdorff-distance-transform", R"({"logarithm": true})", 0.397097},
    {"distance-penalized-cross-entropy", "{}", 1.142258}, // factors 1, 2, 2, 1
    {"generalized-surface", "{}", 0.423333},              // 1 - (.9^2 * 1 + .3^2 * 1 + .8^2 * 4) / (1 + 0 + 1 + 4)
    {"combo", "{}", 0.306894},
    {"exponential-logarithmic", "{}", 0.826120},
};

class LossValue : public ::testing::TestWithParam<Value>
{};

} // namespace

TEST_P(LossValue, IsThatWorkedOutByHand)
{
  EXPECT_NEAR(Loss(GetParam().loss, GetParam().options), GetParam().value, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(FourVoxels, LossValue, ::testing::ValuesIn(values));

TEST(FocalLoss, WeighsClassesAgainstTheirFrequency)
{
  // One foreground voxel of four: weights 1.5 and 0.5.
  const at::Tensor p = at::tensor({0.6, 0.3, 0.1, 0.2}, at::kDouble).view({1, 1, 1, 1, 4});
  const at::Tensor labels = at::tensor({1, 0, 0, 0}, at::kLong).view({1, 1, 1, 4});
  const at::Tensor logits = at::cat({(1.0 - p).log(), p.log()}, 1);
  EXPECT_NEAR(vox::FocalLoss(logits, labels, {.inverseFrequency = true}).item<double>(), 0.035910, 1e-6);
  // An ignored voxel is no background.
  const at::Tensor ignoring = at::tensor({1, 0, 9, 9}, at::kLong).view({1, 1, 1, 4});
  EXPECT_NEAR(vox::FocalLoss(logits, ignoring, {.inverseFrequency = true, .ignoreLabel = 9}).item<double>(),
              (0.0817321 + 0.0321007) / 2.0, 1e-6);
}

TEST(WassersteinDiceLoss, CostsLessWhereTheMistakeIsSmaller)
{
  const vox::LossFunction loss =
      vox::MakeLoss("wasserstein-dice", {{"distances", {{0.0, 1.0, 1.0}, {1.0, 0.0, 0.2}, {1.0, 0.2, 0.0}}}});
  const at::Tensor labels = at::ones({1, 1, 1, 4}, at::kLong);
  const auto certainOf = [](std::int64_t label) {
    at::Tensor logits = at::zeros({1, 3, 1, 1, 4}, at::kDouble);
    logits.select(1, label).fill_(30.0);
    return logits;
  };
  const double right = loss(certainOf(1), labels).item<double>();
  const double near = loss(certainOf(2), labels).item<double>();
  const double far = loss(certainOf(0), labels).item<double>();
  EXPECT_NEAR(right, 0.0, 1e-6);
  EXPECT_NEAR(near, 1.0 - 2.0 * 0.8 / (2.0 * 0.8 + 0.2), 1e-5);
  EXPECT_NEAR(far, 1.0, 1e-5);
}

TEST(TopKLoss, CountsIgnoredVoxelsOnlyWhereAsked)
{
  // Half of two counted voxels is one of them; half of four is both.
  const at::Tensor labels = at::tensor({1, 1, 9, 9}, at::kLong).view({1, 1, 1, 4});
  const auto value = [&](bool ofAll) {
    const vox::Json options{{"percent", 50}, {"percent_of_all", ofAll}, {"ignore_label", 9}};
    return vox::MakeLoss("top-k", options)(FourLogits(), labels).item<double>();
  };
  EXPECT_NEAR(value(false), 0.916291, 1e-6);
  EXPECT_NEAR(value(true), (0.916291 + 0.105361) / 2.0, 1e-6);
}

TEST(DistanceLosses, MeasureInMillimeters)
{
  EXPECT_NEAR(Loss("boundary", R"({"extent_mm": [2, 2, 8]})"), 2.0 * Loss("boundary", "{}"), 1e-12);
  EXPECT_NEAR(Loss("generalized-surface", R"({"extent_mm": [2, 2, 8]})"), Loss("generalized-surface", "{}"), 1e-12);
  EXPECT_NEAR(Loss("hausdorff-distance-transform", R"({"extent_mm": [2, 2, 8]})"),
              4.0 * Loss("hausdorff-distance-transform", "{}"), 1e-12);
}

TEST(DistanceLosses, CostMoreTheFartherAStrayVoxelLies)
{
  at::Tensor labels = at::zeros({1, 4, 6, 9}, at::kLong);
  labels.slice(3, 0, 2).fill_(1);
  for (const char * name : {"boundary", "hausdorff-distance-transform", "shape-aware", "generalized-surface"})
  {
    const vox::LossFunction loss = vox::MakeLoss(name, {{"extent_mm", {12.0, 6.0, 9.0}}});
    double previous = -1e9;
    for (const std::int64_t x : {3, 5, 8})
    {
      at::Tensor logits = at::stack({labels == 0, labels == 1}, 1).to(at::kDouble) * 8.0;
      logits[0][0][1][2][x] = 0.0;
      logits[0][1][1][2][x] = 8.0;
      const double value = loss(logits, labels).item<double>();
      EXPECT_GT(value, previous) << name << " at " << x;
      previous = value;
    }
  }
}

TEST(HausdorffErosionLoss, IsThatWorkedOutByHand)
{
  // A block of 3 x 3 missed: the first erosion leaves .5 in the center, .3 at its sides, .1 in the corners.
  at::Tensor labels = at::zeros({1, 7, 7}, at::kLong);
  labels.slice(1, 2, 5).slice(2, 2, 5).fill_(1);
  const at::Tensor logits = at::stack({at::full({1, 7, 7}, 40.0), at::full({1, 7, 7}, -40.0)}, 1).to(at::kDouble);
  const double first = 0.5 + 4.0 * 0.3 + 4.0 * 0.1;
  EXPECT_NEAR(vox::MakeLoss("hausdorff-erosion")(logits, labels).item<double>(), first / 49.0, 1e-6);
  // Stretched to 1, .6, .2 the center survives once more: (1 + 4 * .6) / 5 - .5, stretched to 1.
  EXPECT_NEAR(vox::MakeLoss("hausdorff-erosion", {{"renormalize", true}})(logits, labels).item<double>(), 8.2 / 49.0,
              1e-6);
}

TEST(LossOptions, ThatMakeNoSenseAreRefused)
{
  const auto refuse = [](const char * name, const char * options, const char * text) {
    VOX_EXPECT_ERROR((void)Loss(name, options), vox::ErrorKind::Usage, text);
  };
  refuse("top-k", R"({"percent": 0})", "top-k: percent is 0, expected more than 0 to 100");
  refuse("top-k", R"({"percent": 101})", "top-k: percent is 101");
  refuse("dice-top-k", R"({"percent": -1})", "percent is -1");
  refuse("dice-focal", R"({"gamma": -1})", "dice-focal: gamma is -1, expected 0 or more");
  refuse("jaccard", R"({"smooth": -1})", "jaccard: smooth is -1");
  refuse("log-cosh-dice", R"({"smooth": -1})", "log-cosh-dice: smooth is -1");
  refuse("generalized-dice", R"({"weighting": "square"})", "weighting");
  refuse("matthews-correlation", R"({"smooth": -1})", "matthews-correlation: smooth is -1");
  refuse("sensitivity-specificity", R"({"sensitivity": 2})", "sensitivity is 2, expected 0 to 1");
  refuse("unified-focal", R"({"gamma": 1})", "unified-focal: gamma is 1, expected 0 to less than 1");
  refuse("unified-focal", R"({"delta": -0.1})", "delta is -0.1, expected 0 to 1");
  refuse("combo", R"({"foreground": 1.5})", "combo: foreground is 1.5, expected 0 to 1");
  refuse("exponential-logarithmic", R"({"gamma_dice": -1})", "gamma_dice is -1");
  refuse("boundary", R"({"extent_mm": [1, 2]})",
         "boundary: extent_mm is [1, 2], expected three lengths above 0: z, y, x");
  refuse("hausdorff-distance-transform", R"({"alpha": -1})", "hausdorff-distance-transform: alpha is -1");
  refuse("shape-aware", R"({"extent_mm": [1, 2, 0]})", "shape-aware: extent_mm is [1, 2, 0]");
  refuse("distance-penalized-cross-entropy", R"({"extent_mm": [1]})", "extent_mm is [1]");
  refuse("cl-dice", R"({"iterations": -1})", "cl-dice: iterations is -1, expected 0 or more");
  refuse("cl-dice", R"({"weight_dice": 1.5})", "cl-dice: weight_dice is 1.5, expected 0 to 1");
  refuse("cl-dice", R"({"harmonic_smooth": -1})", "cl-dice: harmonic_smooth is -1");
  refuse("mutual-information", R"({"radius": 0})",
         "mutual-information: radius and pooling are 0 and 3, expected 1 or more");
  refuse("mutual-information", R"({"regularization": 0})", "regularization is 0, expected more than 0");
  refuse("region-mutual-information", R"({"weight_cross_entropy": 2})",
         "region-mutual-information: weight_cross_entropy is 2, expected 0 to 1");
  refuse("region-mutual-information", R"({"regions": [[]]})", "region 0 has no labels");
  refuse("region-lovasz-hinge", R"({"regions": [[1], []]})", "region-lovasz-hinge: region 1 has no labels");
  refuse("generalized-surface", R"({"extent_mm": [1, 2]})", "generalized-surface: extent_mm is [1, 2]");
  refuse("generalized-surface", R"({"class_weights": [-1]})", "generalized-surface: class_weights is -1");
  refuse("generalized-surface", R"({"class_weights": [1, 2]})", "found 2 class_weights, expected 1");
  refuse("hausdorff-erosion", R"({"erosions": 0})", "hausdorff-erosion: erosions is 0, expected 1 or more");
  refuse("wasserstein-dice", R"({"distances": [[0, 1], [1]]})", "found a row of 1 distances, expected 2");
  refuse("wasserstein-dice", R"({"distances": [[0, 0], [0, 0]]})", "all distances are 0");
  refuse("wasserstein-dice", R"({"distances": [[0]]})", "all distances are 0");
  refuse("wasserstein-dice", R"({"distances": [[0, 1, 1], [1, 0, 1], [1, 1, 0]]})",
         "found distances of 3 classes, expected 2");
}
