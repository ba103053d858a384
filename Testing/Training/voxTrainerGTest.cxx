// SPDX-License-Identifier: Apache-2.0
#include "voxTrainer.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"
#include "voxTinyTraining.h"
#include "voxTrainingLog.h"

#include <ATen/ATen.h>

using vox::ErrorKind;
using vox::TrainingJob;
using vox::TrainingResult;
using vox::testing::ExpectSameWeights;
using vox::testing::TemporaryFolder;
using vox::testing::TinyJob;
using vox::testing::TrainAndStopAfter;

TEST(Trainer, LearnsABall)
{
  const TemporaryFolder run;
  TrainingJob job = TinyJob(run.Path());
  job.options.epochs = 8;
  job.options.iterationsPerEpoch = 20;
  const TrainingResult result = vox::Train(job);
  EXPECT_LT(result.epochs.back().trainingLoss, 0.5 * result.epochs.front().trainingLoss);
  EXPECT_GT(result.epochs.back().meanPseudoDice, 0.9);
  for (const char * file : {"model.safetensors", "checkpoint_latest.safetensors", "checkpoint_best.safetensors",
                            "log.jsonl", "progress.svg", "progress.html"})
  {
    EXPECT_TRUE(std::filesystem::exists(run / file)) << file;
  }
  EXPECT_EQ(run.EntryCount(), 6);
}

TEST(Trainer, AStoppedAndResumedRunEndsWithTheSameBits)
{
  const TemporaryFolder whole;
  const TemporaryFolder stopped;
  TrainingJob job = TinyJob(whole.Path());
  job.options.emaDecay = 0.9;
  const TrainingResult expected = vox::Train(job);

  job.runFolder = stopped.Path();
  TrainAndStopAfter(job, 7);
  job.resume = true;
  TrainAndStopAfter(job, 3);
  const TrainingResult resumed = vox::Train(job);
  ExpectSameWeights(expected, resumed);
  ASSERT_EQ(resumed.epochs.size(), expected.epochs.size());
  for (std::size_t i = 0; i < expected.epochs.size(); ++i)
  {
    EXPECT_EQ(resumed.epochs[i].trainingLoss, expected.epochs[i].trainingLoss);
    EXPECT_EQ(resumed.epochs[i].trainingBatchLoss, expected.epochs[i].trainingBatchLoss);
    EXPECT_EQ(resumed.epochs[i].validationBatchLoss, expected.epochs[i].validationBatchLoss);
    EXPECT_EQ(resumed.epochs[i].meanPseudoDice, expected.epochs[i].meanPseudoDice);
  }
  EXPECT_EQ(vox::ReadTrainingLog(stopped / "log.jsonl").size(), 3U);
}

TEST(Trainer, ARunStoppedDuringValidationResumesWithIt)
{
  const TemporaryFolder whole;
  const TemporaryFolder stopped;
  TrainingJob job = TinyJob(whole.Path());
  const TrainingResult expected = vox::Train(job);
  job.runFolder = stopped.Path();
  TrainAndStopAfter(job, 5); // the report of the last iteration of the first epoch: its validation comes next
  job.resume = true;
  const TrainingResult resumed = vox::Train(job);
  ExpectSameWeights(expected, resumed);
  EXPECT_EQ(resumed.epochs.size(), 3U);
}

TEST(Trainer, LoaderThreadsDoNotChangeTheResult)
{
  const TemporaryFolder one;
  const TemporaryFolder two;
  TrainingJob job = TinyJob(one.Path());
  const TrainingResult expected = vox::Train(job);
  job.runFolder = two.Path();
  job.options.loaderThreads = 2;
  ExpectSameWeights(expected, vox::Train(job));
}

TEST(Trainer, AnotherSeedGivesAnotherResult)
{
  const TemporaryFolder one;
  const TemporaryFolder two;
  TrainingJob job = TinyJob(one.Path());
  const TrainingResult first = vox::Train(job);
  job.runFolder = two.Path();
  job.options.seed = 1;
  const TrainingResult second = vox::Train(job);
  const auto & [name, weight] = *first.model.folds[0].weights.begin();
  EXPECT_FALSE(at::equal(weight, second.model.folds[0].weights.at(name)));
}

TEST(Trainer, EveryOptimizerAndScheduleTrains)
{
  for (const char * kind : {"sgd", "adam", "adamw"})
  {
    for (const char * schedule : {"poly", "cosine", "constant"})
    {
      const TemporaryFolder run;
      TrainingJob job = TinyJob(run.Path());
      job.options.epochs = 1;
      job.options.validationIterations = 0;
      vox::SetFromText(job.options, "optimizer.kind", kind, "--set");
      vox::SetFromText(job.options, "optimizer.schedule", schedule, "--set");
      job.options.optimizer.learningRate = 1e-3;
      EXPECT_EQ(vox::Train(job).epochs.size(), 1U) << kind << " " << schedule;
    }
  }
}

TEST(Trainer, TheModelFileHoldsTheWeightsOfTheResult)
{
  const TemporaryFolder run;
  const TrainingResult result = vox::Train(TinyJob(run.Path()));
  const vox::Model read = vox::ReadModel(run / "model.safetensors");
  EXPECT_EQ(read.folds.at(0).fold, "0");
  for (const auto & [name, tensor] : result.model.folds[0].weights)
  {
    EXPECT_TRUE(at::equal(read.folds[0].weights.at(name), tensor)) << name;
  }
  EXPECT_EQ(read.provenance["training"]["options"]["seed"], 0);
  EXPECT_EQ(read.provenance["training"]["training_cases"].size(), 3U);
}

TEST(Trainer, ASnapshotIsAModelOfItsOwn)
{
  const TemporaryFolder run;
  TrainingJob job = TinyJob(run.Path());
  job.options.snapshotMinutes = {0.0001};
  (void)vox::Train(job);
  EXPECT_EQ(vox::ReadModel(run / "snapshot_0.0001min.safetensors").folds.size(), 1U);
}

TEST(Trainer, ADivergingRunSaysWhatToDo)
{
  const TemporaryFolder run;
  TrainingJob job = TinyJob(run.Path());
  job.options.optimizer.learningRate = 1e30;
  job.options.optimizer.gradientClip = 0.0;
  VOX_EXPECT_ERROR((void)vox::Train(job), ErrorKind::Usage, "lower optimizer.learning_rate");
}

TEST(Trainer, MissingCasesAndCheckpointsAreNamed)
{
  const TemporaryFolder run;
  TrainingJob job = TinyJob(run.Path());
  job.resume = true;
  VOX_EXPECT_ERROR((void)vox::Train(job), ErrorKind::BadModel, "checkpoint_latest.safetensors");
  job.resume = false;
  job.trainingCases.clear();
  VOX_EXPECT_ERROR((void)vox::Train(job), ErrorKind::BadInput, "no training cases");
}

TEST(Trainer, ResumingWithOtherOptionsIsRefused)
{
  const TemporaryFolder run;
  TrainingJob job = TinyJob(run.Path());
  (void)vox::Train(job);
  job.resume = true;
  job.options.optimizer.momentum = 0.5;
  VOX_EXPECT_ERROR((void)vox::Train(job), ErrorKind::Usage, "optimizer");
}

TEST(TrainingLog, ADamagedLineIsNamed)
{
  const TemporaryFolder run;
  vox::WriteTextFile(run / "log.jsonl", "{\"epoch\": 0}\n");
  VOX_EXPECT_ERROR((void)vox::ReadTrainingLog(run / "log.jsonl"), ErrorKind::BadInput, "line 1");
}
