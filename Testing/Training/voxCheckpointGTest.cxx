// SPDX-License-Identifier: Apache-2.0
#include "voxCheckpoint.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxSafetensors.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>

using vox::Checkpoint;
using vox::ErrorKind;

namespace
{

Checkpoint
Example()
{
  Checkpoint checkpoint;
  checkpoint.iteration = 37;
  checkpoint.trainingSeconds = 0.1 + 0.2; // not representable: must come back to the last bit
  checkpoint.epochLossSum = 1.0 / 3.0;
  checkpoint.epochBatchLossSum = 1.0 / 7.0;
  checkpoint.weights["w"] = at::arange(6, at::kFloat).view({2, 3});
  checkpoint.average["w"] = checkpoint.weights["w"] / 7;
  checkpoint.optimizer["steps"] = at::full({1}, 37, at::kLong);
  vox::EpochRecord record;
  record.pseudoDice = {0.5, std::numeric_limits<double>::quiet_NaN()};
  record.validationLoss = std::numeric_limits<double>::quiet_NaN();
  record.trainingBatchLoss = 1.0 / 9.0;
  record.validationBatchLoss = std::numeric_limits<double>::quiet_NaN();
  checkpoint.epochs = {record};
  checkpoint.options = vox::ToJson(vox::TrainOptions{});
  return checkpoint;
}

} // namespace

TEST(Checkpoint, SurvivesARoundTripToTheLastBit)
{
  const vox::testing::TemporaryFolder folder;
  const Checkpoint written = Example();
  vox::WriteCheckpoint(folder / "c.safetensors", written);
  const Checkpoint read = vox::ReadCheckpoint(folder / "c.safetensors");
  EXPECT_EQ(read.iteration, 37);
  EXPECT_EQ(read.trainingSeconds, written.trainingSeconds);
  EXPECT_EQ(read.epochLossSum, written.epochLossSum);
  EXPECT_EQ(read.epochBatchLossSum, written.epochBatchLossSum);
  EXPECT_TRUE(at::equal(read.weights.at("w"), written.weights.at("w")));
  EXPECT_TRUE(at::equal(read.average.at("w"), written.average.at("w")));
  EXPECT_EQ(read.optimizer.at("steps").item<std::int64_t>(), 37);
  ASSERT_EQ(read.epochs.size(), 1U);
  EXPECT_EQ(read.epochs[0].pseudoDice[0], 0.5);
  EXPECT_TRUE(std::isnan(read.epochs[0].pseudoDice[1]));
  EXPECT_TRUE(std::isnan(read.epochs[0].validationLoss));
  EXPECT_EQ(read.epochs[0].trainingBatchLoss, 1.0 / 9.0);
  EXPECT_TRUE(std::isnan(read.epochs[0].validationBatchLoss));
}

TEST(Checkpoint, MeansOverBatchesThatAnOlderRunDidNotCountAreNone)
{
  const vox::testing::TemporaryFolder folder;
  Checkpoint uncounted = Example();
  uncounted.epochBatchLossSum = std::numeric_limits<double>::quiet_NaN();
  vox::WriteCheckpoint(folder / "c.safetensors", uncounted);
  EXPECT_TRUE(std::isnan(vox::ReadCheckpoint(folder / "c.safetensors").epochBatchLossSum));

  vox::Json older = vox::ToJson(uncounted.epochs[0]);
  older["training_loss"] = 0.25;
  older.erase("training_batch_loss");
  older.erase("validation_batch_loss");
  const vox::EpochRecord read = vox::EpochRecordFromJson(older);
  EXPECT_EQ(read.trainingLoss, 0.25);
  EXPECT_TRUE(std::isnan(read.trainingBatchLoss));
  EXPECT_TRUE(std::isnan(read.validationBatchLoss));
}

TEST(Checkpoint, ForeignFilesAreRefused)
{
  const vox::testing::TemporaryFolder folder;
  vox::WriteTextFile(folder / "c.safetensors", "not a checkpoint");
  VOX_EXPECT_ERROR((void)vox::ReadCheckpoint(folder / "c.safetensors"), ErrorKind::BadModel, "c.safetensors");
  vox::WriteSafetensors(folder / "d.safetensors", {}, {{"format", "other"}});
  VOX_EXPECT_ERROR((void)vox::ReadCheckpoint(folder / "d.safetensors"), ErrorKind::BadModel,
                   "not a training checkpoint");
}

TEST(Checkpoint, OtherOptionsAreRefusedUnlessTheyCannotChangeTheWeights)
{
  const Checkpoint checkpoint = Example();
  vox::TrainOptions options;
  options.loaderThreads = 8;
  options.checkpointMinutes = 1.0;
  EXPECT_NO_THROW(vox::RequireSameOptions(checkpoint, options, "run"));
  options.seed = 3;
  VOX_EXPECT_ERROR(vox::RequireSameOptions(checkpoint, options, "run"), ErrorKind::Usage, "seed = 0, now it is 3");
}
