// SPDX-License-Identifier: Apache-2.0
#include "voxTrainOptions.h"

#include "voxExpectError.h"

using vox::ErrorKind;
using vox::TrainOptions;

TEST(TrainOptions, DefaultsAreNnunetsRecipe)
{
  const TrainOptions options;
  EXPECT_EQ(options.epochs, 1000);
  EXPECT_EQ(options.iterationsPerEpoch, 250);
  EXPECT_EQ(options.validationIterations, 50);
  EXPECT_EQ(options.optimizer.kind, vox::OptimizerKind::Sgd);
  EXPECT_EQ(options.optimizer.learningRate, 0.01);
  EXPECT_EQ(options.optimizer.momentum, 0.99);
  EXPECT_TRUE(options.optimizer.nesterov);
  EXPECT_EQ(options.optimizer.weightDecay, 3e-5);
  EXPECT_EQ(options.optimizer.gradientClip, 12.0);
  EXPECT_EQ(options.foregroundFraction, 0.33);
  EXPECT_FALSE(options.loss) << "is chosen by the data set";
  EXPECT_NO_THROW(vox::Validate(options));
}

TEST(TrainOptions, SurviveARoundTripThroughJson)
{
  TrainOptions options;
  options.optimizer.kind = vox::OptimizerKind::AdamW;
  options.loss = "dice";
  options.lossOptions["smooth"] = 1.0;
  options.snapshotMinutes = {1.0, 2.5};
  TrainOptions read;
  vox::FromJson(vox::ToJson(options), read, "test");
  EXPECT_EQ(vox::ToJson(read), vox::ToJson(options));
}

TEST(TrainOptions, ValuesOutOfRangeAreRefusedByKey)
{
  const auto expectRefused = [](const char * key, const char * value) {
    TrainOptions options;
    vox::SetFromText(options, key, value, "--set");
    VOX_EXPECT_ERROR(vox::Validate(options), ErrorKind::Usage, key);
  };
  expectRefused("epochs", "0");
  expectRefused("iterations_per_epoch", "-1");
  expectRefused("foreground_fraction", "1.5");
  expectRefused("ema_decay", "1.0");
  expectRefused("loader_threads", "0");
  expectRefused("seed", "-1");
  expectRefused("checkpoint_minutes", "0");
  expectRefused("optimizer.learning_rate", "0");
  expectRefused("optimizer.momentum", "1");
  expectRefused("optimizer.gradient_clip", "-1");
}
