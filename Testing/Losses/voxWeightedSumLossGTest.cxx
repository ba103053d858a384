// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxLossExamples.h"
#include "voxLossRegistry.h"
#include "voxWeightSchedule.h"

#include <gtest/gtest.h>

namespace
{

using vox::Json;
using vox::ParseWeightSchedule;
using vox::WeightAt;
using vox::testing::FourLabels;
using vox::testing::FourLogits;

Json
Text(const std::string & json)
{
  return vox::ParseJson(json, "test");
}

vox::LossFunction
Sum(const std::string & terms, int epoch = 0)
{
  return vox::MakeLoss("weighted-sum", {{"terms", Text(terms)}, {"epoch", epoch}});
}

double
Value(const vox::LossFunction & loss)
{
  return loss(FourLogits(), FourLabels()).item<double>();
}

double
Value(const char * name)
{
  return Value(vox::MakeLoss(name));
}

} // namespace

TEST(WeightSchedule, IsAStraightLineBetweenItsEpochs)
{
  const auto schedule =
      ParseWeightSchedule(Text(R"({"from": 0.01, "to": 1.01, "first_epoch": 10, "last_epoch": 110})"), "test");
  EXPECT_EQ(WeightAt(schedule, 0), 0.01);
  EXPECT_EQ(WeightAt(schedule, 10), 0.01);
  EXPECT_NEAR(WeightAt(schedule, 11), 0.02, 1e-15);
  EXPECT_NEAR(WeightAt(schedule, 60), 0.51, 1e-15);
  EXPECT_EQ(WeightAt(schedule, 110), 1.01);
  EXPECT_EQ(WeightAt(schedule, 1000), 1.01);
}

TEST(WeightSchedule, IsAStepWhereBothEpochsAreTheSameAndAConstantWhereItIsANumber)
{
  const auto step = ParseWeightSchedule(Text(R"({"from": 0, "to": 2, "first_epoch": 5, "last_epoch": 5})"), "test");
  EXPECT_EQ(WeightAt(step, 4), 0.0);
  EXPECT_EQ(WeightAt(step, 5), 2.0);
  EXPECT_EQ(WeightAt(ParseWeightSchedule(0.3, "test"), 0), 0.3);
  EXPECT_EQ(WeightAt(ParseWeightSchedule(0.3, "test"), 99), 0.3);
}

TEST(WeightedSumLoss, IsTheSumAtItsEpoch)
{
  const std::string terms = R"([{"loss": "dice", "weight": 0.5},
                                {"loss": "boundary", "weight": {"from": 0, "to": 1, "last_epoch": 10}},
                                {"loss": "cross-entropy"}])";
  const double constant = 0.5 * Value("dice") + Value("cross-entropy");
  EXPECT_NEAR(Value(Sum(terms, 0)), constant, 1e-12);
  EXPECT_NEAR(Value(Sum(terms, 3)), constant + 0.3 * Value("boundary"), 1e-12);
  EXPECT_NEAR(Value(Sum(terms, 30)), constant + Value("boundary"), 1e-12);
}

TEST(WeightedSumLoss, AddsGradientsLikeValues)
{
  at::Tensor logits = FourLogits().requires_grad_();
  const vox::LossFunction sum = Sum(R"([{"loss": "focal", "weight": 2, "options": {"gamma": 1}},
                                        {"loss": "dice", "weight": 0.25}])");
  sum(logits, FourLabels()).backward();
  at::Tensor apart = FourLogits().requires_grad_();
  const at::Tensor focal = vox::MakeLoss("focal", {{"gamma", 1}})(apart, FourLabels());
  (2.0 * focal + 0.25 * vox::MakeLoss("dice")(apart, FourLabels())).backward();
  EXPECT_LE((logits.grad() - apart.grad()).abs().max().item<double>(), 1e-12);
}

TEST(WeightedSumLoss, GivesItsIgnoreLabelToTermsThatNameNone)
{
  const at::Tensor labels = at::tensor({1, 0, 9, 9}, at::kLong).view({1, 1, 1, 4});
  const Json options = Text(R"({"ignore_label": 9, "terms": [{"loss": "cross-entropy"}]})");
  EXPECT_NEAR(vox::MakeLoss("weighted-sum", options)(FourLogits(), labels).item<double>(),
              vox::MakeLoss("cross-entropy", {{"ignore_label", 9}})(FourLogits(), labels).item<double>(), 1e-12);
}

TEST(WeightedSumLoss, OfRegionsTakesLossesOfRegions)
{
  const Json options = Text(R"({"terms": [{"loss": "region-dice", "options": {"regions": [[1]]}, "weight": 2},
                                          {"loss": "region-lovasz-hinge", "options": {"regions": [[1]]}}]})");
  const at::Tensor head = vox::testing::OneHead();
  const auto value = [&](const char * name) {
    return vox::MakeLoss(name, Text(R"({"regions": [[1]]})"))(head, FourLabels()).item<double>();
  };
  EXPECT_NEAR(vox::MakeLoss("region-weighted-sum", options)(head, FourLabels()).item<double>(),
              2.0 * value("region-dice") + value("region-lovasz-hinge"), 1e-12);
}

TEST(WeightedSumLoss, RefusesWhatMakesNoSense)
{
  const auto refuse = [](const std::string & terms, const char * text) {
    VOX_EXPECT_ERROR((void)Sum(terms), vox::ErrorKind::Usage, text);
  };
  const auto weight = [](const std::string & value) { return R"([{"loss": "dice", "weight": )" + value + "}]"; };
  refuse("[]", "weighted-sum: terms is empty, expected one or more");
  refuse(R"([{"loss": "dise"}])", "loss 'dise' is not known; known are: ");
  refuse(R"([{"loss": "dice"}, {"loss": "region-dice"}])",
         "weighted-sum: loss 'region-dice' is for overlapping regions, expected losses for one label a voxel");
  refuse(R"([{"loss": "weighted-sum"}])", "weighted-sum: a sum is one of the terms; list its terms here instead");
  refuse(R"([{"loss": "dice", "wieght": 2}])", "unknown key 'wieght'; known are: loss, options, weight");
  refuse(R"([{"loss": "dice", "options": {"smoth": 1}}])", "unknown key 'smoth'");
  refuse(weight("-1"), "weighted-sum: weight of 'dice': found -1, expected 0 or more");
  refuse(weight(R"("much")"), "found \"much\", expected a number or an object with from, to and last_epoch");
  refuse(weight(R"({"from": 0, "to": 1})"), "expected a number or an object with from, to and last_epoch");
  refuse(weight(R"({"from": 1, "to": -0.5, "last_epoch": 9})"), "weight of 'dice': found -0.5, expected 0 or more");
  refuse(weight(R"({"from": 1, "to": 0.5, "first_epoch": 9, "last_epoch": 3})"), "first_epoch 9 and last_epoch 3");
  refuse(weight(R"({"from": 1, "to": 0, "first_epoch": 2, "last_epoch": 8})"),
         "weighted-sum: all weights are 0 at epoch 8");
  // Each is 0 somewhere, but together only from the eighth epoch on, until the other begins.
  refuse(R"([{"loss": "dice", "weight": {"from": 1, "to": 0, "first_epoch": 2, "last_epoch": 8}},
             {"loss": "boundary", "weight": {"from": 0, "to": 1, "first_epoch": 8, "last_epoch": 9}}])",
         "all weights are 0 at epoch 8, expected one above 0 at each epoch");
}

TEST(WeightedSumLoss, WantsTheDistancesOfItsTermsEachOnce)
{
  const Json options = vox::ParseJson(
      R"({"ignore_label": 2, "terms": [{"loss": "boundary", "weight": {"from": 0, "to": 1, "last_epoch": 9}},
          {"loss": "dice"}, {"loss": "hausdorff-distance-transform"}, {"loss": "shape-aware"}]})",
      "test");
  const auto wanted = vox::FindLoss("weighted-sum").distances(options, 4);
  ASSERT_EQ(wanted.size(), 2u);
  EXPECT_EQ(wanted[0], (vox::ReferenceDistances{.parts = {{1}, {}, {3}}}));
  EXPECT_EQ(wanted[1], (vox::ReferenceDistances{.parts = {{1, 3}}, .boundaries = true}));
}
