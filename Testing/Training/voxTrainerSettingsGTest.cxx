// SPDX-License-Identifier: Apache-2.0
// Settings that no trainer of nnU-Net has: passes over all cases, the weights that are kept, weights that stay.
#include "voxCheckpoint.h"
#include "voxPredictor.h"
#include "voxTinyTraining.h"
#include "voxTrainer.h"

#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace
{

using vox::testing::TemporaryFolder;
using vox::testing::TinyJob;

void
ExpectEqual(const std::map<std::string, at::Tensor> & found, const std::map<std::string, at::Tensor> & expected)
{
  ASSERT_EQ(found.size(), expected.size());
  for (const auto & [name, weight] : found)
  {
    EXPECT_TRUE(weight.equal(expected.at(name))) << name;
  }
}

} // namespace

TEST(TrainerSettings, EpochsCanBePassesOverTheCases)
{
  const TemporaryFolder run;
  vox::TrainingJob job = TinyJob(run.Path());
  job.options.sampling = vox::BatchSampling::EveryCaseOnce;
  job.options.iterationsPerEpoch = 50; // given by the cases
  job.trainingCases.push_back(job.trainingCases.front());
  const auto cases = std::ssize(job.trainingCases);
  const vox::TrainingResult result = vox::Train(job);
  EXPECT_EQ(result.model.provenance["training"]["options"]["iterations_per_epoch"], (cases + 1) / 2);
  EXPECT_EQ(result.model.provenance["training"]["iterations"], job.options.epochs * ((cases + 1) / 2));
}

TEST(TrainerSettings, TheWeightsOfTheLowestValidationLossCanBeKept)
{
  const TemporaryFolder run;
  vox::TrainingJob job = TinyJob(run.Path());
  job.options.keep = vox::KeptWeights::LowestValidationLoss;
  job.options.epochs = 6;
  job.options.optimizer.learningRate = 0.3; // jumps about
  const vox::TrainingResult result = vox::Train(job);
  const vox::Checkpoint kept = vox::ReadCheckpoint(run.Path() / "checkpoint_lowest_loss.safetensors");
  const auto lowest = std::ranges::min_element(result.epochs, {}, &vox::EpochRecord::validationLoss);
  EXPECT_EQ(kept.epochs.back().epoch, lowest->epoch);
  ExpectEqual(result.model.folds[0].weights, kept.weights);
}

TEST(TrainerSettings, InBf16ItLearnsAsWellWithOtherBits)
{
  if (!vox::HasNativeBf16())
  {
    GTEST_SKIP() << "this processor computes no bf16 (AMX-BF16 or AVX512-BF16)";
  }
  const TemporaryFolder exactRun;
  const TemporaryFolder roundedRun;
  vox::TrainingJob job = TinyJob(exactRun.Path());
  job.options.epochs = 8;
  job.options.iterationsPerEpoch = 20;
  const vox::TrainingResult exact = vox::Train(job);
  job.runFolder = roundedRun.Path();
  job.options.precision = vox::Precision::Bf16;
  const vox::TrainingResult rounded = vox::Train(job);
  EXPECT_NE(rounded.epochs.front().trainingLoss, exact.epochs.front().trainingLoss);
  EXPECT_NEAR(rounded.epochs.front().trainingLoss, exact.epochs.front().trainingLoss, 0.02);
  EXPECT_GT(rounded.epochs.back().meanPseudoDice, 0.9);
  for (const auto & [name, weight] : rounded.model.folds[0].weights)
  {
    EXPECT_EQ(weight.scalar_type(), at::kFloat) << name;
  }
}

TEST(TrainerSettings, FrozenWeightsStayAndAnUnknownGroupIsRefused)
{
  const TemporaryFolder run;
  vox::TrainingJob job = TinyJob(run.Path());
  job.options.optimizer.groups = {{"encoder.", 0.0}};
  const vox::TrainingResult result = vox::Train(job);
  vox::Network untrained("PlainConvUNet", vox::testing::TinyNetworkOptions(),
                         static_cast<std::uint64_t>(job.options.seed));
  bool decoderMoved = false;
  for (const auto & [name, weight] : untrained.Parameters())
  {
    const bool same = weight.equal(result.model.folds[0].weights.at(name));
    EXPECT_TRUE(same || !name.starts_with("encoder.")) << name;
    decoderMoved |= !same;
  }
  EXPECT_TRUE(decoderMoved);

  const TemporaryFolder other;
  job.runFolder = other.Path();
  job.options.optimizer.groups = {{"backbone.", 0.0}};
  VOX_EXPECT_ERROR((void)vox::Train(job), vox::ErrorKind::Usage,
                   "no weight's name begins with 'backbone.'; they begin with decoder., encoder.");
}
