// SPDX-License-Identifier: Apache-2.0
// Training on overlapping regions, on partly annotated cases, and of the second stage of a cascade.
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"
#include "voxTinyTraining.h"

#include <ATen/ATen.h>

namespace
{

using vox::ErrorKind;
using vox::TrainingCase;
using vox::TrainingJob;
using vox::TrainingResult;
using vox::testing::TemporaryFolder;
using vox::testing::TinyJob;

/** Changes every case, for training and validation. */
template <typename TChange>
void
ForEachCase(TrainingJob & job, TChange && change)
{
  for (std::vector<TrainingCase> * cases : {&job.trainingCases, &job.validationCases})
  {
    for (TrainingCase & trainingCase : *cases)
    {
      change(trainingCase);
    }
  }
}

void
SetLabels(TrainingJob & job, const vox::Json & labels, const vox::Json & order = nullptr)
{
  job.model.description = vox::ParseDatasetDescription(
      {{"channel_names", {{"0", "MR"}}}, {"labels", labels}, {"regions_class_order", order}}, "test");
}

/** Long enough to learn a ball. */
TrainingJob
LongJob(const TemporaryFolder & run)
{
  TrainingJob job = TinyJob(run.Path());
  job.options.epochs = 5;
  job.options.iterationsPerEpoch = 20;
  return job;
}

/** The upper half of each ball is brighter and a region of its own, inside the region of the whole ball. */
void
MakeRegions(TrainingJob & job)
{
  SetLabels(job, {{"background", 0}, {"whole", {1, 2}}, {"upper", 2}}, {1, 2});
  const at::Tensor upper = at::arange(12).ge(6).view({12, 1, 1});
  ForEachCase(job, [&](TrainingCase & trainingCase) {
    const at::Tensor part = trainingCase.labels.eq(1).logical_and(upper);
    trainingCase.labels.masked_fill_(part, 2);
    trainingCase.image.add_(2.0 * part.to(at::kFloat));
    trainingCase.locations = vox::SampleLocations(trainingCase.labels, {{1, 2}, {2}});
  });
}

/** Every voxel where `ignored` is true loses its label. */
void
MakeIgnored(TrainingJob & job, const at::Tensor & ignored)
{
  SetLabels(job, {{"background", 0}, {"ball", 1}, {"ignore", 2}});
  ForEachCase(job, [&](TrainingCase & trainingCase) {
    trainingCase.labels.masked_fill_(ignored, 2);
    trainingCase.locations = vox::SampleLocations(trainingCase.labels, {{1}, {-1, 0, 1}});
    trainingCase.annotated = trainingCase.locations.back();
    trainingCase.locations.pop_back();
  });
}

/** Images of noise alone: only the stage before knows where the ball is. */
void
MakeCascade(TrainingJob & job)
{
  vox::Json & configurations = job.model.plan.document["configurations"];
  configurations["3d_cascade_fullres"] = {{"inherits_from", "3d_fullres"}, {"previous_stage", "3d_lowres"}};
  job.model.configuration = "3d_cascade_fullres";
  ForEachCase(job, [](TrainingCase & trainingCase) {
    trainingCase.previousStage = trainingCase.labels.clone();
    trainingCase.image.sub_(2.0 * trainingCase.labels.to(at::kFloat));
  });
}

TEST(TrainerKinds, OverlappingRegionsAreLearned)
{
  const TemporaryFolder run;
  TrainingJob job = LongJob(run);
  MakeRegions(job);
  const TrainingResult result = vox::Train(job);
  EXPECT_LT(result.epochs.back().trainingLoss, 0.5 * result.epochs.front().trainingLoss);
  ASSERT_EQ(result.epochs.back().pseudoDice.size(), 2U);
  EXPECT_GT(result.epochs.back().pseudoDice[0], 0.8);
  EXPECT_GT(result.epochs.back().pseudoDice[1], 0.8);
  EXPECT_EQ(result.model.provenance["training"]["options"]["loss"], "dice-binary-cross-entropy");
}

TEST(TrainerKinds, ASoftmaxLossIsRefusedForRegions)
{
  const TemporaryFolder run;
  TrainingJob job = TinyJob(run.Path());
  MakeRegions(job);
  job.options.loss = "dice-cross-entropy";
  VOX_EXPECT_ERROR((void)vox::Train(job), ErrorKind::Usage, "losses that fit: dice-binary-cross-entropy");
}

TEST(TrainerKinds, AFewAnnotatedSlicesAreEnough)
{
  const TemporaryFolder run;
  TrainingJob job = LongJob(run);
  MakeIgnored(job, at::arange(12).remainder(3).ne(0).view({12, 1, 1}));
  const TrainingResult result = vox::Train(job);
  EXPECT_LT(result.epochs.back().trainingLoss, 0.5 * result.epochs.front().trainingLoss);
  EXPECT_GT(result.epochs.back().meanPseudoDice, 0.8);
}

TEST(TrainerKinds, WhereNothingIsAnnotatedNothingIsLearned)
{
  const TemporaryFolder run;
  TrainingJob job = TinyJob(run.Path());
  MakeIgnored(job, at::ones({12, 14, 13}, at::kBool));
  job.options.augmentation.enabled = false; // patches that reach out of the image see background there
  job.options.optimizer.weightDecay = 0.0;
  const TrainingResult result = vox::Train(job);
  EXPECT_EQ(result.epochs.back().trainingLoss, 0.0);
  vox::Network untrained("PlainConvUNet", vox::testing::TinyNetworkOptions(), 0);
  for (const auto & [name, weight] : untrained.Parameters())
  {
    EXPECT_TRUE(weight.equal(result.model.folds[0].weights.at(name))) << name;
  }
}

TEST(TrainerKinds, TheSecondStageOfACascadeSeesTheFirst)
{
  const TemporaryFolder run;
  TrainingJob job = LongJob(run);
  MakeCascade(job);
  const TrainingResult result = vox::Train(job);
  EXPECT_GT(result.epochs.back().meanPseudoDice, 0.8);
  EXPECT_EQ(result.model.folds[0].weights.at("encoder.stages.0.0.convs.0.conv.weight").size(1), 2);

  ForEachCase(job, [](TrainingCase & trainingCase) { trainingCase.previousStage.reset(); });
  VOX_EXPECT_ERROR((void)vox::Train(job), ErrorKind::BadInput, "case ball_0: found no labels of a previous stage");
}

TEST(TrainerKinds, AStoppedAndResumedCascadeEndsWithTheSameBits)
{
  const TemporaryFolder whole;
  const TemporaryFolder stopped;
  TrainingJob job = TinyJob(whole.Path());
  MakeCascade(job);
  const TrainingResult expected = vox::Train(job);
  job.runFolder = stopped.Path();
  vox::testing::TrainAndStopAfter(job, 7);
  job.resume = true;
  vox::testing::ExpectSameWeights(expected, vox::Train(job));
}

} // namespace
