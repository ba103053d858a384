// SPDX-License-Identifier: Apache-2.0
// Hand-computed values of the losses that are a mean over voxels: -log p of the label is .105361, .916291, 1.203973,
// .223144.
#include "voxCrossEntropyLoss.h"
#include "voxExpectError.h"
#include "voxFocalLoss.h"
#include "voxLossExamples.h"

namespace
{

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using vox::CrossEntropyDivisor;
using vox::testing::FourLabels;
using vox::testing::FourLogits;
using vox::testing::GradientByProbability;

double
CrossEntropy(const vox::CrossEntropyLossOptions & options)
{
  return vox::CrossEntropyLoss(FourLogits(), FourLabels(), options).item<double>();
}

double
Focal(const vox::FocalLossOptions & options)
{
  return vox::FocalLoss(FourLogits(), FourLabels(), options).item<double>();
}

} // namespace

TEST(CrossEntropyLoss, HasItsHandComputedValues)
{
  EXPECT_NEAR(CrossEntropy({}), 0.612192, 1e-6);
  EXPECT_NEAR(CrossEntropy({.classWeights = {1.0, 3.0}}), 0.561509, 1e-6);
  EXPECT_NEAR(CrossEntropy({.classWeights = {1.0, 3.0}, .divisor = CrossEntropyDivisor::Voxels}), 1.123018, 1e-6);
}

TEST(CrossEntropyLoss, HasItsHandComputedGradient)
{
  const auto near = [](double value) { return DoubleNear(value, 1e-6); };
  EXPECT_THAT(GradientByProbability(
                  [](const auto & logits, const auto & labels) { return vox::CrossEntropyLoss(logits, labels); }),
              ElementsAre(near(-0.277778), near(-0.625), near(0.833333), near(0.3125)));
}

TEST(CrossEntropyLoss, WithEqualWeightsIsTheUnweightedOne)
{
  EXPECT_NEAR(CrossEntropy({.classWeights = {2.0, 2.0}}), CrossEntropy({}), 1e-12);
}

TEST(CrossEntropyLoss, WithAllTargetSpreadIsTheSameForEveryLabel)
{
  const vox::CrossEntropyLossOptions spread{.labelSmoothing = 1.0};
  const double flipped = vox::CrossEntropyLoss(FourLogits(), 1 - FourLabels(), spread).item<double>();
  EXPECT_NEAR(CrossEntropy(spread), flipped, 1e-12);
}

TEST(CrossEntropyLoss, OfHugeLogitsIsNotCutOff)
{
  const at::Tensor logits = at::tensor({1000.0F, -1000.0F}).view({1, 2, 1, 1, 1});
  const at::Tensor labels = at::ones({1, 1, 1, 1}, at::kLong);
  EXPECT_NEAR(vox::CrossEntropyLoss(logits, labels).item<double>(), 2000.0, 1e-3);
}

TEST(CrossEntropyLoss, IsZeroWhereNothingCounts)
{
  for (const vox::CrossEntropyLossOptions & options :
       {vox::CrossEntropyLossOptions{.ignoreLabel = 9},
        vox::CrossEntropyLossOptions{.classWeights = {1.0, 2.0}, .ignoreLabel = 9}})
  {
    at::Tensor logits = FourLogits().requires_grad_();
    const at::Tensor loss = vox::CrossEntropyLoss(logits, at::full_like(FourLabels(), 9), options);
    loss.backward();
    EXPECT_EQ(loss.item<double>(), 0.0);
    EXPECT_EQ(logits.grad().abs().max().item<double>(), 0.0);
  }
}

TEST(FocalLoss, HasItsHandComputedValues)
{
  EXPECT_NEAR(Focal({}), 0.232448, 1e-6);
  EXPECT_NEAR(Focal({.classWeights = {0.75, 0.25}}), 0.132971, 1e-6);
}

TEST(FocalLoss, HasItsHandComputedGradient)
{
  const auto near = [](double value) { return DoubleNear(value, 1e-6); };
  EXPECT_THAT(
      GradientByProbability([](const auto & logits, const auto & labels) { return vox::FocalLoss(logits, labels); }),
      ElementsAre(near(-0.008046), near(-0.499887), near(0.829724), near(0.034814)));
}

TEST(FocalLoss, WithGammaZeroIsTheCrossEntropy)
{
  EXPECT_NEAR(Focal({.gamma = 0.0}), CrossEntropy({}), 1e-12);
}

TEST(FocalLoss, WithGammaBelowOneHasAFiniteGradientWhereEveryVoxelIsRight)
{
  at::Tensor logits = at::zeros({1, 2, 1, 1, 4});
  logits.select(1, 1).fill_(500.0);
  logits.requires_grad_();
  vox::FocalLoss(logits, at::ones({1, 1, 1, 4}, at::kLong), {.gamma = 0.5}).backward();
  EXPECT_TRUE(logits.grad().isfinite().all().item<bool>());
}

TEST(VoxelLosses, RefuseOptionsThatMakeNoSense)
{
  const auto usage = vox::ErrorKind::Usage;
  VOX_EXPECT_ERROR(vox::Validate(vox::CrossEntropyLossOptions{.classWeights = {1.0, -1.0}}), usage,
                   "cross-entropy: a class weight is -1");
  VOX_EXPECT_ERROR(vox::Validate(vox::CrossEntropyLossOptions{.labelSmoothing = 1.5}), usage,
                   "label_smoothing is 1.5, expected 0 to 1");
  VOX_EXPECT_ERROR(vox::Validate(vox::FocalLossOptions{.gamma = -1.0}), usage,
                   "focal: gamma is -1, expected 0 or more");
  VOX_EXPECT_ERROR(vox::Validate(vox::FocalLossOptions{.classWeights = {-2.0}}), usage, "focal: a class weight is -2");
  VOX_EXPECT_ERROR((void)CrossEntropy({.classWeights = {1.0, 1.0, 1.0}}), usage, "found 3 class weights, expected 2");
  VOX_EXPECT_ERROR((void)Focal({.classWeights = {1.0}}), usage, "focal: found 1 class weights, expected 2");
}
