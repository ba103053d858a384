// SPDX-License-Identifier: Apache-2.0
#include "voxLearningRate.h"

#include "voxJson.h"
#include "voxSharedFolder.h"

#include <gtest/gtest.h>

using vox::LearningRate;
using vox::ScheduleKind;
using vox::TrainOptions;

TEST(LearningRate, PolyEqualsNnunetsTable)
{
  VOX_REQUIRE_SHARED("parity/transforms/poly_lr.json");
  const vox::Json table = vox::ReadJson(vox::testing::SharedPath("parity/transforms/poly_lr.json"));
  int compared = 0;
  for (const auto & [epochs, rates] : table["lr_by_num_epochs"].items())
  {
    TrainOptions options;
    options.epochs = std::stoll(epochs);
    options.optimizer.learningRate = table["initial_lr"];
    for (const auto & [epoch, rate] : rates.items())
    {
      const std::int64_t iteration = std::stoll(epoch) * options.iterationsPerEpoch;
      EXPECT_NEAR(LearningRate(options, iteration), rate.get<double>(), 1e-15) << epochs << " epochs, epoch " << epoch;
      ++compared;
    }
  }
  EXPECT_GT(compared, 20);
}

TEST(LearningRate, PolyChangesOnlyBetweenEpochs)
{
  TrainOptions options;
  EXPECT_EQ(LearningRate(options, 0), LearningRate(options, 249));
  EXPECT_GT(LearningRate(options, 249), LearningRate(options, 250));
}

TEST(LearningRate, CosineFallsFromTheFullRateThroughHalfToNothing)
{
  TrainOptions options;
  options.epochs = 4;
  options.iterationsPerEpoch = 25;
  options.optimizer.schedule = ScheduleKind::Cosine;
  EXPECT_DOUBLE_EQ(LearningRate(options, 0), 0.01);
  EXPECT_NEAR(LearningRate(options, 50), 0.005, 1e-12);
  EXPECT_NEAR(LearningRate(options, 100), 0.0, 1e-12);
}

TEST(LearningRate, TheWarmUpEndsWithTheFullRate)
{
  TrainOptions options;
  options.epochs = 4;
  options.iterationsPerEpoch = 25;
  options.optimizer.schedule = ScheduleKind::Constant;
  options.optimizer.warmupIterations = 10;
  EXPECT_DOUBLE_EQ(LearningRate(options, 0), 0.001);
  EXPECT_DOUBLE_EQ(LearningRate(options, 9), 0.01);
  EXPECT_DOUBLE_EQ(LearningRate(options, 99), 0.01);
}
