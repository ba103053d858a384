// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingLoss.h"

#include "voxExpectError.h"
#include "voxTemporaryFolder.h"
#include "voxTinyTraining.h"

#include <ATen/ATen.h>

namespace
{

using vox::ChooseLoss;
using vox::ErrorKind;
using vox::TrainOptions;

vox::DatasetDescription
Description(const vox::Json & labels, const vox::Json & order = nullptr)
{
  return vox::ParseDatasetDescription(
      {{"name", "Brains"}, {"channel_names", {{"0", "MR"}}}, {"labels", labels}, {"regions_class_order", order}},
      "test");
}

vox::DatasetDescription
Labels()
{
  return Description({{"background", 0}, {"edema", 1}, {"core", 2}});
}

vox::DatasetDescription
Regions()
{
  return Description({{"background", 0}, {"whole", {1, 2}}, {"core", 2}, {"ignore", 3}}, {1, 2});
}

TEST(TrainingLoss, IsNnunetsForTheKindOfLabelsUnlessTheUserNamesOne)
{
  TrainOptions options;
  ChooseLoss(options, Labels());
  EXPECT_EQ(options.loss, "dice-cross-entropy");
  options.loss.reset();
  ChooseLoss(options, Regions());
  EXPECT_EQ(options.loss, "dice-binary-cross-entropy");
  options.loss = "focal-tversky";
  ChooseLoss(options, Labels());
  EXPECT_EQ(options.loss, "focal-tversky");
}

TEST(TrainingLoss, OfTheOtherKindIsRefusedNamingThoseThatFit)
{
  TrainOptions options;
  options.loss = "dice";
  VOX_EXPECT_ERROR(ChooseLoss(options, Regions()), ErrorKind::Usage,
                   "loss 'dice' is for one label a voxel, but data set 'Brains' has overlapping regions; losses that "
                   "fit: dice-binary-cross-entropy");
  options.loss = "dice-binary-cross-entropy";
  VOX_EXPECT_ERROR(ChooseLoss(options, Labels()), ErrorKind::Usage,
                   "is for overlapping regions, but data set 'Brains' has one label a voxel; losses that fit: "
                   "dice-cross-entropy, dice, cross-entropy");
  options.loss = "dise";
  VOX_EXPECT_ERROR(ChooseLoss(options, Labels()), ErrorKind::Usage, "loss 'dise' is not known");
}

TEST(TrainingLoss, TakesFromPlanAndDataSetWhatTheUserLeavesOpen)
{
  const vox::DatasetDescription regions = Regions();
  TrainOptions options;
  ChooseLoss(options, regions);
  vox::PlanConfiguration configuration;
  configuration.batchDice = false;
  const at::Tensor logits = at::randn({2, 2, 3, 4, 5});
  const at::Tensor labels = at::randint(0, 4, {2, 3, 4, 5}, at::kLong);
  const auto valueOf = [&](const vox::Json & named) {
    return vox::MakeLoss("dice-binary-cross-entropy", named)(logits, labels).item<double>();
  };
  const vox::Json expected = {{"regions", {{1, 2}, {2}}}, {"ignore_label", 3}, {"batch", false}};
  EXPECT_EQ(vox::MakeTrainingLoss(options, configuration, regions)(logits, labels).item<double>(), valueOf(expected));
  configuration.batchDice = true;
  vox::Json batch = expected;
  batch["batch"] = true;
  EXPECT_EQ(vox::MakeTrainingLoss(options, configuration, regions)(logits, labels).item<double>(), valueOf(batch));
  EXPECT_NE(valueOf(batch), valueOf(expected));
  options.lossOptions = {{"batch", false}};
  EXPECT_EQ(vox::MakeTrainingLoss(options, configuration, regions)(logits, labels).item<double>(), valueOf(expected));
}

TEST(TrainingLoss, MeasuresDistancesAtTheSpacingOfThePatch)
{
  TrainOptions options;
  options.loss = "hausdorff-distance-transform";
  vox::PlanConfiguration configuration;
  configuration.patchSize = {3, 4, 5};
  configuration.preprocessing.spacingMm = {2.0, 1.0, 0.5};
  const at::Tensor logits = at::randn({2, 2, 3, 4, 5});
  const at::Tensor labels = at::randint(0, 2, {2, 3, 4, 5}, at::kLong);
  const auto valueOf = [&](const vox::Json & named) {
    return vox::MakeLoss(*options.loss, named)(logits, labels).item<double>();
  };
  const vox::LossFunction loss = vox::MakeTrainingLoss(options, configuration, Labels());
  const double value = loss(logits, labels).item<double>();
  EXPECT_EQ(value, valueOf({{"extent_mm", {6.0, 4.0, 2.5}}}));
  EXPECT_NE(value, valueOf(vox::Json::object()));
}

/** Dice with a boundary loss that comes in between epochs 0 and 2. */
TrainOptions
Scheduled()
{
  TrainOptions options;
  options.loss = "weighted-sum";
  options.lossOptions = vox::ParseJson(
      R"({"terms": [{"loss": "dice"}, {"loss": "boundary", "weight": {"from": 0, "to": 1, "last_epoch": 2}}]})",
      "test");
  return options;
}

TEST(TrainingLoss, OfAWeightedSumFillsInItsTermsAndTheEpoch)
{
  vox::PlanConfiguration configuration;
  configuration.batchDice = false;
  configuration.patchSize = {3, 4, 5};
  configuration.preprocessing.spacingMm = {2.0, 1.0, 0.5};
  const at::Tensor logits = at::randn({2, 3, 3, 4, 5}, at::kDouble);
  const at::Tensor labels = at::randint(0, 4, {2, 3, 4, 5}, at::kLong);
  const auto description = Description({{"background", 0}, {"edema", 1}, {"core", 2}, {"ignore", 3}});
  const double dice = vox::MakeLoss("dice", {{"batch", false}, {"ignore_label", 3}})(logits, labels).item<double>();
  const double boundary =
      vox::MakeLoss("boundary", {{"extent_mm", {6.0, 4.0, 2.5}}, {"ignore_label", 3}})(logits, labels).item<double>();
  for (const int epoch : {0, 1, 2, 5})
  {
    const vox::LossFunction loss = vox::MakeTrainingLoss(Scheduled(), configuration, description, epoch);
    EXPECT_NEAR(loss(logits, labels).item<double>(), dice + std::min(0.5 * epoch, 1.0) * boundary, 1e-12) << epoch;
  }
}

TEST(TrainingLoss, OfAWeightedSumReadsTheHeadsAsTheDataSetDoes)
{
  TrainOptions options = Scheduled();
  VOX_EXPECT_ERROR(ChooseLoss(options, Regions()), ErrorKind::Usage, "region-weighted-sum");
  options.loss = "region-weighted-sum";
  ChooseLoss(options, Regions());
  VOX_EXPECT_ERROR((void)vox::MakeTrainingLoss(options, {}, Regions()), ErrorKind::Usage,
                   "region-weighted-sum: loss 'dice' is for one label a voxel");
}

TEST(TrainingLoss, GoesOnWithItsScheduleInAResumedRun)
{
  const vox::testing::TemporaryFolder whole;
  const vox::testing::TemporaryFolder stopped;
  vox::TrainingJob job = vox::testing::TinyJob(whole.Path());
  const vox::TrainingResult plain = vox::Train(job);
  job.options.loss = Scheduled().loss;
  job.options.lossOptions = Scheduled().lossOptions;
  const vox::TrainingResult expected = vox::Train(job);
  EXPECT_NE(plain.epochs.back().trainingLoss, expected.epochs.back().trainingLoss);

  job.runFolder = stopped.Path();
  vox::testing::TrainAndStopAfter(job, 8);
  job.resume = true;
  vox::testing::ExpectSameWeights(expected, vox::Train(job));
  // With the weights of the first epoch throughout, the run is another one.
  job.resume = false;
  job.options.lossOptions["epoch"] = 0;
  const vox::TrainingResult frozen = vox::Train(job);
  EXPECT_EQ(frozen.epochs.front().trainingLoss, expected.epochs.front().trainingLoss);
  EXPECT_NE(frozen.epochs.back().trainingLoss, expected.epochs.back().trainingLoss);
}

} // namespace
