// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingTargets.h"

#include "voxExpectError.h"
#include "voxTemporaryFolder.h"
#include "voxTinyTraining.h"
#include "voxTrainingLoss.h"
#include "voxUNetOptions.h"

#include <ATen/ATen.h>

#include <cmath>

namespace
{

/** A tiny training with a loss of distances, three outputs of which two count, and voxels that are no cubes. */
vox::TrainingJob
JobOfDistances()
{
  vox::TrainingJob job = vox::testing::TinyJob({});
  job.options.loss = "weighted-sum";
  job.options.lossOptions =
      vox::ParseJson(R"({"terms": [{"loss": "dice"}, {"loss": "boundary"}, {"loss": "shape-aware"}]})", "test");
  return job;
}

vox::PlanConfiguration
ConfigurationOf(const vox::TrainingJob & job)
{
  vox::PlanConfiguration configuration = job.model.Configuration();
  vox::UNetOptions network = vox::UNetOptionsOf(configuration.network);
  network.featuresPerStage = {4, 4, 4, 4};
  network.kernelSizes.assign(4, {3, 3, 3});
  network.strides = {{1, 1, 1}, {1, 2, 2}, {2, 2, 2}, {2, 2, 2}};
  network.blocksPerStage.assign(4, 1);
  network.convsPerDecoderStage.assign(3, 1);
  configuration.network = vox::Define(configuration.network.name, network);
  configuration.preprocessing.spacingMm = {2.0, 1.0, 0.5};
  return configuration;
}

} // namespace

TEST(TrainingTargets, HoldTheDistancesThatTheLossWouldCompute)
{
  const vox::TrainingJob job = JobOfDistances();
  const vox::PlanConfiguration configuration = ConfigurationOf(job);
  const vox::TrainingTargets targets(job.options, configuration, job.model.description);
  vox::BatchLoaderOptions options;
  options.patchSize = configuration.patchSize;
  options.threads = 2;
  options.derive = targets.Derive();
  vox::BatchLoader loader(job.trainingCases, options);
  const vox::LossFunction loss = vox::MakeTrainingLoss(job.options, configuration, job.model.description);
  for (int i = 0; i < 3; ++i)
  {
    const std::vector<vox::LossTarget> ofBatch = targets.Of(loader.Next());
    ASSERT_EQ(ofBatch.size(), 2u);
    EXPECT_EQ(ofBatch[1].labels.sizes(), (std::vector<std::int64_t>{2, 8, 4, 4}));
    for (const vox::LossTarget & target : ofBatch)
    {
      ASSERT_EQ(target.maps.size(), 2u);
      std::vector<std::int64_t> sizes = target.labels.sizes().vec();
      sizes.insert(sizes.begin() + 1, 2);
      at::Tensor handed = at::randn(sizes).requires_grad_();
      at::Tensor computed = handed.detach().clone().requires_grad_();
      const at::Tensor value = loss(handed, target);
      const at::Tensor expected = loss(computed, target.labels);
      value.backward();
      expected.backward();
      EXPECT_EQ(value.item<float>(), expected.item<float>());
      EXPECT_TRUE(handed.grad().equal(computed.grad()));
    }
  }
}

TEST(TrainingTargets, AskForNothingWhereTheLossWantsNoDistances)
{
  vox::TrainingJob job = JobOfDistances();
  job.options.loss = "dice-cross-entropy";
  job.options.lossOptions = vox::Json::object();
  const vox::TrainingTargets targets(job.options, ConfigurationOf(job), job.model.description);
  EXPECT_FALSE(targets.Derive());
  vox::Batch batch;
  batch.labels = at::zeros({2, 8, 8, 8}, at::kLong);
  ASSERT_EQ(targets.Of(batch).size(), 2u);
  EXPECT_TRUE(targets.Of(batch)[0].labels.is_same(batch.labels));
}

TEST(TrainingTargets, OfATrainingComeFromItsLoader)
{
  const vox::testing::TemporaryFolder folder;
  vox::TrainingJob job = JobOfDistances();
  job.runFolder = folder.Path();
  job.options.epochs = 1;
  const vox::TrainingResult result = vox::Train(std::move(job), vox::RunContext{});
  EXPECT_TRUE(std::isfinite(result.epochs.at(0).trainingLoss));
}

TEST(Training, ThatDivergesSaysWhereAndWhatToDo)
{
  const vox::testing::TemporaryFolder folder;
  vox::TrainingJob job = vox::testing::TinyJob(folder.Path());
  for (vox::TrainingCase & trainingCase : job.trainingCases)
  {
    trainingCase.image.fill_(std::nan(""));
  }
  VOX_EXPECT_ERROR((void)vox::Train(std::move(job), vox::RunContext{}), vox::ErrorKind::Usage,
                   "training diverged at iteration 0 (cases ball_");
}
