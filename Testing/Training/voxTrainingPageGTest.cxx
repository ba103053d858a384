// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxTemporaryFolder.h"
#include "voxTinyTraining.h"
#include "voxTrainingPage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::vector<EpochRecord>
Epochs(int count)
{
  std::vector<EpochRecord> epochs;
  for (int i = 0; i < count; ++i)
  {
    EpochRecord record;
    record.epoch = i;
    record.learningRate = 0.01;
    record.trainingLoss = 1.0 / (i + 1);
    record.validationLoss = 1.5 / (i + 1);
    record.pseudoDice = {i == 1 ? 0.875 : 0.5, kNone};
    record.meanPseudoDice = record.pseudoDice[0];
    record.secondsPerIteration = 1.0;
    record.epochSeconds = 20.0;
    epochs.push_back(record);
  }
  return epochs;
}

/** In the middle of the fourth of eight epochs of ten iterations. */
TrainingNews
News(const std::vector<EpochRecord> & epochs)
{
  TrainingNews news;
  news.dataset = "Balls";
  news.configuration = "3d_fullres";
  news.fold = "2";
  news.structures = {"ball", "ring"};
  news.epochs = epochs;
  news.iteration = 35;
  news.epochSeconds = 8.0;
  news.options.epochs = 8;
  news.options.iterationsPerEpoch = 10;
  news.now = 1700000000;
  return news;
}

TEST(TrainingPage, TellsStateValuesAndOptionsAndReloads)
{
  const auto epochs = Epochs(3);
  const std::string page = TrainingPage(News(epochs));
  EXPECT_THAT(page, AllOf(HasSubstr("<title>running 43 % - Training of Balls, 3d_fullres, fold 2</title>"),
                          HasSubstr("<meta http-equiv=\"refresh\" content=\"10\">"),
                          HasSubstr("Written 2023-11-14 22:13:20 UTC"), HasSubstr("data-written=\"1700000000\"")));
  EXPECT_THAT(page, AllOf(HasSubstr("epoch 4 of 8"), HasSubstr("iteration 5 of 10"), HasSubstr("time left: 1 min 30 s"),
                          HasSubstr("time per epoch: 20 s"), HasSubstr("best epoch: 2 (mean pseudo-Dice 0.875)"),
                          HasSubstr("pseudo-Dice of ring")));
  EXPECT_THAT(page, AllOf(HasSubstr("optimizer.learning_rate"), HasSubstr("augmentation.enabled")));
}

TEST(TrainingPage, DoesNotReloadOnceTheRunHasEnded)
{
  const auto epochs = Epochs(3);
  TrainingNews news = News(epochs);
  for (const auto & [state, name] :
       {std::pair{TrainingState::Finished, "finished"}, std::pair{TrainingState::Interrupted, "interrupted"},
        std::pair{TrainingState::Failed, "failed"}})
  {
    news.state = state;
    const std::string page = TrainingPage(news);
    EXPECT_THAT(page, AllOf(Not(HasSubstr("http-equiv=\"refresh\"")), Not(HasSubstr("time left")),
                            HasSubstr(std::string("<title>") + name + " - Training")));
  }
}

TEST(TrainingPage, NamesAndOptionsAreTextAndNothingElse)
{
  const std::string evil = "<script>alert(1)</script>\"'";
  auto epochs = Epochs(2);
  TrainingNews news = News(epochs);
  news.state = TrainingState::Failed;
  news.reason = evil;
  news.dataset = evil;
  news.configuration = evil;
  news.fold = evil;
  news.structures = {evil, evil};
  news.options.loss = evil;
  news.options.lossOptions = {{evil, evil}};
  const std::string page = TrainingPage(news);
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script>alert")), HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;")));
}

TEST(TrainingPage, GuessesTheTimeLeft)
{
  EXPECT_TRUE(std::isnan(SecondsLeft(TrainingNews{.options = TrainOptions()})));
  TrainingNews news = News({});
  news.iteration = 4;
  EXPECT_DOUBLE_EQ(SecondsLeft(news), 2.0 * 76);
  auto epochs = Epochs(3);
  news = News(epochs);
  EXPECT_DOUBLE_EQ(SecondsLeft(news), 90.0);
  epochs[0].epochSeconds = epochs[1].epochSeconds = epochs[2].epochSeconds = kNone; // of an older log
  EXPECT_DOUBLE_EQ(SecondsLeft(news), 45.0);
}

TEST(TrainingPage, IsDrawnBeforeTheFirstEpoch)
{
  TrainingNews news = News({});
  news.iteration = 0;
  news.epochSeconds = 0.0;
  EXPECT_THAT(TrainingPage(news), AllOf(HasSubstr("epoch 1 of 8"), HasSubstr("time left: -")));
}

TEST(Trainer, SaysOnItsPageHowItEnded)
{
  const TemporaryFolder run;
  TrainingJob job = TinyJob(run.Path());
  job.options.epochs = 2;
  job.tensorBoard = true;
  TrainAndStopAfter(job, 7);
  EXPECT_THAT(ReadTextFile(run / "progress.html"), AllOf(HasSubstr("<title>interrupted"), HasSubstr("epoch 2 of 2")));
  job.resume = true;
  TrainingJob failing = job;
  failing.afterEpoch = [&](const auto &, const auto &) {
    EXPECT_THAT(ReadTextFile(run / "progress.html"), HasSubstr("<title>running"));
    throw std::runtime_error("the reason of it");
  };
  EXPECT_THROW((void)Train(failing), std::runtime_error);
  EXPECT_THAT(ReadTextFile(run / "progress.html"), HasSubstr("failed: the reason of it"));
  (void)Train(job);
  EXPECT_THAT(ReadTextFile(run / "progress.html"), HasSubstr("<title>finished"));
  const auto files = std::filesystem::directory_iterator(run / "tensorboard");
  EXPECT_EQ(std::distance(begin(files), end(files)), 3); // one a start
}

} // namespace
