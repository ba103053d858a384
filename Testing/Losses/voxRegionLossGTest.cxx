// SPDX-License-Identifier: Apache-2.0
// Hand-computed values of the region losses: TP = 1.3, sum of probability 2.2, sum of reference 2 (see
// voxLossExamples.h).
#include "voxDiceCrossEntropyLoss.h"
#include "voxDiceLoss.h"
#include "voxExpectError.h"
#include "voxFocalTverskyLoss.h"
#include "voxLossExamples.h"
#include "voxTverskyLoss.h"

namespace
{

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using vox::testing::FourLabels;
using vox::testing::FourLogits;
using vox::testing::GradientByProbability;

double
Dice(const vox::DiceLossOptions & options)
{
  return vox::DiceLoss(FourLogits(), FourLabels(), options).item<double>();
}

double
Tversky(const vox::TverskyLossOptions & options)
{
  return vox::TverskyLoss(FourLogits(), FourLabels(), options).item<double>();
}

double
FocalTversky(double gamma)
{
  return vox::FocalTverskyLoss(FourLogits(), FourLabels(), {.tversky = {.smooth = 0.0}, .gamma = gamma}).item<double>();
}

at::Tensor
RandomLogits()
{
  return at::randn({2, 3, 3, 4, 5}, at::kDouble);
}

at::Tensor
RandomLabels()
{
  return at::randint(0, 3, {2, 3, 4, 5}, at::kLong);
}

} // namespace

TEST(DiceLoss, HasItsHandComputedValues)
{
  EXPECT_NEAR(Dice({.smooth = 0.0}), 0.380952, 1e-6); // 1 - 2.6 / 4.2
  EXPECT_NEAR(Dice({.smooth = 1.0}), 0.307692, 1e-6); // 1 - 3.6 / 5.2
  EXPECT_NEAR(Dice({.includeBackground = true, .smooth = 0.0}), 0.401003, 1e-6);
}

TEST(DiceLoss, HasItsHandComputedGradient)
{
  const auto near = [](double value) { return DoubleNear(value, 1e-6); };
  EXPECT_THAT(GradientByProbability([](const auto & logits, const auto & labels) {
                return vox::DiceLoss(logits, labels, {.smooth = 0.0});
              }),
              ElementsAre(near(-0.328798), near(-0.328798), near(0.147392), near(0.147392)));
}

TEST(DiceLoss, IsZeroForACertainAndRightPrediction)
{
  const at::Tensor labels = RandomLabels();
  const at::Tensor logits = 100.0 * at::one_hot(labels, 3).permute({0, 4, 1, 2, 3}).to(at::kDouble);
  EXPECT_NEAR(vox::DiceLoss(logits, labels).item<double>(), 0.0, 1e-9);
  EXPECT_NEAR(vox::DiceLoss(logits, (labels + 1) % 3).item<double>(), 1.0, 1e-6);
}

TEST(DiceLoss, CountsAClassThatNobodySeesAsFound)
{
  const at::Tensor labels = at::zeros({1, 2, 2, 2}, at::kLong);
  at::Tensor logits = at::zeros({1, 2, 2, 2, 2});
  logits.select(1, 0).fill_(200.0);
  EXPECT_NEAR(vox::DiceLoss(logits, labels).item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(vox::DiceLoss(logits, labels, {.smooth = 0.0}).item<double>(), 1.0, 1e-6); // without smoothing 0 / 1e-8
}

TEST(DiceLoss, OfABatchOfOneIsTheSameWithAndWithoutBatchSums)
{
  const at::Tensor logits = RandomLogits().slice(0, 0, 1);
  const at::Tensor labels = RandomLabels().slice(0, 0, 1);
  EXPECT_NEAR(vox::DiceLoss(logits, labels, {.batch = true}).item<double>(),
              vox::DiceLoss(logits, labels, {.batch = false}).item<double>(), 1e-12);
}

TEST(DiceLoss, PerSampleIsTheMeanOverSamples)
{
  const at::Tensor logits = RandomLogits();
  const at::Tensor labels = RandomLabels();
  double sum = 0.0;
  for (const std::int64_t sample : {0, 1})
  {
    sum += vox::DiceLoss(logits.slice(0, sample, sample + 1), labels.slice(0, sample, sample + 1)).item<double>();
  }
  EXPECT_NEAR(vox::DiceLoss(logits, labels, {.batch = false}).item<double>(), sum / 2.0, 1e-12);
}

TEST(TverskyLoss, HasItsHandComputedValues)
{
  EXPECT_NEAR(Tversky({.smooth = 0.0}), 0.368932, 1e-6); // 1 - 1.3 / (1.3 + .3 * .9 + .7 * .7)
  EXPECT_NEAR(Tversky({.smooth = 1.0}), 0.248366, 1e-6);
  EXPECT_NEAR(Tversky({.falsePositive = 1.0, .falseNegative = 1.0, .smooth = 0.0}), 0.551724, 1e-6); // Jaccard
}

TEST(TverskyLoss, HasItsHandComputedGradient)
{
  const auto near = [](double value) { return DoubleNear(value, 1e-6); };
  EXPECT_THAT(GradientByProbability([](const auto & logits, const auto & labels) {
                return vox::TverskyLoss(logits, labels, {.smooth = 0.0});
              }),
              ElementsAre(near(-0.393534), near(-0.393534), near(0.091903), near(0.091903)));
}

TEST(TverskyLoss, WithEqualHalvesIsTheDiceLossOfTwiceTheSmoothing)
{
  const at::Tensor logits = RandomLogits();
  const at::Tensor labels = RandomLabels();
  const double tversky =
      vox::TverskyLoss(logits, labels, {.falsePositive = 0.5, .falseNegative = 0.5, .smooth = 0.5}).item<double>();
  EXPECT_NEAR(tversky, vox::DiceLoss(logits, labels, {.smooth = 1.0}).item<double>(), 1e-12);
}

TEST(FocalTverskyLoss, HasItsHandComputedValues)
{
  EXPECT_NEAR(FocalTversky(4.0 / 3.0), 0.473380, 1e-6); // .368932 ^ .75
  EXPECT_NEAR(FocalTversky(2.0), 0.607398, 1e-6);
}

TEST(FocalTverskyLoss, WithGammaOneIsTheTverskyLoss)
{
  EXPECT_NEAR(FocalTversky(1.0), Tversky({.smooth = 0.0}), 1e-12);
}

TEST(FocalTverskyLoss, HasAFiniteGradientAtAPerfectResult)
{
  const at::Tensor labels = at::ones({1, 2, 2, 2}, at::kLong);
  at::Tensor logits = at::zeros({1, 2, 2, 2, 2});
  logits.select(1, 1).fill_(200.0);
  logits.requires_grad_();
  const at::Tensor loss = vox::FocalTverskyLoss(logits, labels, {.gamma = 3.0});
  loss.backward();
  EXPECT_NEAR(loss.item<double>(), 0.0, 0.005); // (1e-7) ^ (1 / 3)
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0.0);
}

TEST(DiceCrossEntropyLoss, IsTheWeightedSumOfItsParts)
{
  // CE .612192; Dice of the foreground with s = 1e-5 .380951.
  EXPECT_NEAR(vox::DiceCrossEntropyLoss(FourLogits(), FourLabels()).item<double>(), 1.0 - 0.006857, 1e-6);
  const double weighted =
      vox::DiceCrossEntropyLoss(FourLogits(), FourLabels(), {.weightDice = 0.25, .weightCrossEntropy = 3.0})
          .item<double>();
  EXPECT_NEAR(weighted, 0.25 * Dice({}) + 3.0 * 0.612192, 3e-6);
}

TEST(DiceCrossEntropyLoss, IsZeroWhereEverythingIsIgnored)
{
  at::Tensor logits = RandomLogits().requires_grad_();
  const at::Tensor loss =
      vox::DiceCrossEntropyLoss(logits, at::full({2, 3, 4, 5}, 3, at::kLong), {.dice = {.ignoreLabel = 3}});
  loss.backward();
  EXPECT_EQ(loss.item<double>(), 0.0);
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0.0);
}

TEST(RegionLosses, RefuseOptionsThatMakeNoSense)
{
  const auto usage = vox::ErrorKind::Usage;
  VOX_EXPECT_ERROR(vox::Validate(vox::DiceLossOptions{.smooth = -1.0}), usage,
                   "dice: smooth is -1, expected 0 or more");
  VOX_EXPECT_ERROR(vox::Validate(vox::DiceCrossEntropyLossOptions{.weightDice = -1.0}), usage, "weight_dice is -1");
  VOX_EXPECT_ERROR(vox::Validate(vox::DiceCrossEntropyLossOptions{.weightCrossEntropy = -1.0}), usage,
                   "weight_cross_entropy is -1");
  VOX_EXPECT_ERROR(vox::Validate(vox::TverskyLossOptions{.falsePositive = -0.5}), usage,
                   "tversky: false_positive is -0.5");
  VOX_EXPECT_ERROR(vox::Validate(vox::TverskyLossOptions{.falseNegative = -0.5}), usage,
                   "tversky: false_negative is -0.5");
  VOX_EXPECT_ERROR(vox::Validate(vox::TverskyLossOptions{.smooth = -0.5}), usage, "tversky: smooth is -0.5");
  VOX_EXPECT_ERROR(vox::Validate(vox::FocalTverskyLossOptions{.gamma = 0.0}), usage,
                   "focal-tversky: gamma is 0, expected more than 0");
}
