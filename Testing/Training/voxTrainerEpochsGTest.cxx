// SPDX-License-Identifier: Apache-2.0
// What a training tells of an epoch: both means of its losses, and the callback after it.
#include "voxCheckpoint.h"
#include "voxTinyTraining.h"
#include "voxTrainer.h"
#include "voxTrainingLog.h"

#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <thread>

namespace
{

using vox::EpochRecord;
using vox::TrainingCase;
using vox::TrainingJob;
using vox::TrainingResult;
using vox::testing::ExpectSameWeights;
using vox::testing::TemporaryFolder;
using vox::testing::TinyJob;

/** Nothing to see, and one label everywhere: its loss does not depend on where the patch lies. */
TrainingCase
EmptyCase(std::int64_t label)
{
  TrainingCase result;
  result.name = "empty_" + std::to_string(label);
  result.image = at::zeros({1, 8, 8, 8});
  result.labels = at::full({8, 8, 8}, label, at::kShort);
  result.locations = vox::SampleLocations(result.labels, {{1}});
  return result;
}

/** Learns slowly that everything is background; each case once an epoch, in batches of two. */
TrainingJob
BackgroundJob(const TemporaryFolder & run, std::vector<TrainingCase> validationCases)
{
  TrainingJob job = TinyJob(run.Path());
  job.options.sampling = vox::BatchSampling::EveryCaseOnce;
  job.options.loss = "cross-entropy";
  job.options.optimizer.kind = vox::OptimizerKind::Adam;
  job.options.optimizer.learningRate = 3e-3;
  job.options.epochs = 30;
  job.trainingCases = {EmptyCase(0), EmptyCase(0), EmptyCase(0)};
  job.validationCases = std::move(validationCases);
  return job;
}

const EpochRecord &
LowestEpoch(const TrainingResult & result, double EpochRecord::*loss)
{
  return *std::ranges::min_element(result.epochs, {}, loss);
}

} // namespace

TEST(TrainerEpochs, HaveTheirLossesAveragedOverSamplesAndOverBatches)
{
  const auto train = [](std::vector<TrainingCase> validationCases) {
    const TemporaryFolder run;
    TrainingJob job = BackgroundJob(run, std::move(validationCases));
    job.options.epochs = 1;
    job.trainingCases.back() = EmptyCase(1);
    std::vector<double> losses;
    vox::RunContext context;
    context.onProgress = [&losses](double, std::string_view text) {
      losses.push_back(std::stod(std::string(text.substr(text.find("loss ") + 5))));
    };
    const EpochRecord epoch = vox::Train(job, context).epochs.at(0);
    EXPECT_EQ(losses.size(), 2U); // of two cases, of one
    EXPECT_NEAR(epoch.trainingLoss, (2.0 * losses.at(0) + losses.at(1)) / 3.0, 1e-4);
    EXPECT_NEAR(epoch.trainingBatchLoss, (losses.at(0) + losses.at(1)) / 2.0, 1e-4);
    EXPECT_GT(std::abs(epoch.trainingLoss - epoch.trainingBatchLoss), 1e-3);
    return epoch;
  };
  const double ofTwo = train({EmptyCase(0), EmptyCase(0)}).validationLoss;
  const double ofOne = train({EmptyCase(1)}).validationLoss;
  const EpochRecord both = train({EmptyCase(0), EmptyCase(0), EmptyCase(1)});
  EXPECT_DOUBLE_EQ(both.validationLoss, (2.0 * ofTwo + ofOne) / 3.0);
  EXPECT_DOUBLE_EQ(both.validationBatchLoss, (ofTwo + ofOne) / 2.0);
  EXPECT_GT(std::abs(ofTwo - ofOne), 1e-3);
  EXPECT_TRUE(std::isnan(train({}).validationBatchLoss));
}

TEST(TrainerEpochs, KeepTheWeightsOfTheLowestMeanThatIsAskedFor)
{
  // The more is called background, the lower the loss of the batch of two and the higher that of the batch of one: the
  // mean over batches is lowest at even odds, that over samples at two to one.
  const TemporaryFolder run;
  TrainingJob job = BackgroundJob(run, {EmptyCase(0), EmptyCase(0), EmptyCase(1)});
  job.options.keep = vox::KeptWeights::LowestMeanBatchLoss;
  const TrainingResult byBatches = vox::Train(job);
  const TemporaryFolder other;
  job.runFolder = other.Path();
  job.options.keep = vox::KeptWeights::LowestValidationLoss;
  const TrainingResult bySamples = vox::Train(job);
  const std::int64_t epochByBatches = LowestEpoch(byBatches, &EpochRecord::validationBatchLoss).epoch;
  const std::int64_t epochBySamples = LowestEpoch(bySamples, &EpochRecord::validationLoss).epoch;
  ASSERT_LT(epochByBatches, epochBySamples);
  const char * file = "checkpoint_lowest_loss.safetensors";
  EXPECT_EQ(vox::ReadCheckpoint(run / file).epochs.back().epoch, epochByBatches);
  EXPECT_EQ(vox::ReadCheckpoint(other / file).epochs.back().epoch, epochBySamples);
}

TEST(TrainerEpochs, ThatAreTheBestSoFarDoNotPutOffTheLatestCheckpoint)
{
  const TemporaryFolder run;
  TrainingJob job = BackgroundJob(run, {EmptyCase(0)}); // each epoch is the best so far
  job.options.keep = vox::KeptWeights::LowestValidationLoss;
  job.options.epochs = 6;
  job.options.checkpointMinutes = 0.2 / 60.0;
  vox::RunContext context;
  context.onProgress = [](double, std::string_view) { std::this_thread::sleep_for(std::chrono::milliseconds(50)); };
  job.afterEpoch = [&run](const EpochRecord & epoch, const auto &) {
    EXPECT_TRUE(epoch.epoch < 4 || std::filesystem::exists(run / "checkpoint_latest.safetensors"));
  };
  (void)vox::Train(job, context);
}

TEST(TrainerEpochs, AreFollowedByACallbackThatChangesNothing)
{
  const TemporaryFolder silent;
  const TemporaryFolder told;
  TrainingJob job = TinyJob(silent.Path());
  job.options.emaDecay = 0.9;
  const TrainingResult expected = vox::Train(job);

  job.runFolder = told.Path();
  std::vector<EpochRecord> epochs;
  std::optional<vox::Model> last;
  job.afterEpoch = [&](const EpochRecord & epoch, const std::function<vox::Model()> & currentModel) {
    epochs.push_back(epoch);
    EXPECT_EQ(vox::ReadTrainingLog(told / "log.jsonl").size(), epochs.size()); // written by now
    EXPECT_TRUE(std::filesystem::exists(told / "checkpoint_best.safetensors"));
    last = currentModel();
    vox::Model copy = currentModel();
    for (auto & [name, weight] : copy.folds.at(0).weights)
    {
      weight.zero_();
    }
  };
  const TrainingResult result = vox::Train(job);
  ExpectSameWeights(result, expected);
  ASSERT_EQ(epochs.size(), expected.epochs.size());
  for (std::size_t i = 0; i < epochs.size(); ++i)
  {
    EXPECT_EQ(epochs[i].epoch, expected.epochs[i].epoch);
    EXPECT_EQ(epochs[i].validationLoss, expected.epochs[i].validationLoss);
  }
  ExpectSameWeights({last.value(), {}}, expected);
}

TEST(TrainerEpochs, ACallbackCanEndTheTrainingAndAResumedOneGoesOnAfterItsEpoch)
{
  const TemporaryFolder whole;
  const TemporaryFolder ended;
  TrainingJob job = TinyJob(whole.Path());
  const TrainingResult expected = vox::Train(job);

  job.runFolder = ended.Path();
  std::vector<std::int64_t> epochs;
  job.afterEpoch = [&](const EpochRecord & epoch, const auto &) {
    epochs.push_back(epoch.epoch);
    if (epochs.size() == 1)
    {
      throw vox::Cancelled();
    }
  };
  EXPECT_THROW((void)vox::Train(job), vox::Cancelled);
  job.resume = true;
  ExpectSameWeights(vox::Train(job), expected);
  EXPECT_EQ(epochs, (std::vector<std::int64_t>{0, 1, 2}));

  const TemporaryFolder failing;
  job.runFolder = failing.Path();
  job.resume = false;
  job.afterEpoch = [](const EpochRecord &, const auto &) { throw std::runtime_error("no room for pictures"); };
  EXPECT_THROW((void)vox::Train(job), std::runtime_error);
  EXPECT_FALSE(std::filesystem::exists(failing / "model.safetensors"));
}
