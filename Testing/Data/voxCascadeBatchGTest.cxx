// SPDX-License-Identifier: Apache-2.0
// Batches of cascades, and of data sets with an ignore label.
#include "voxBatchExamples.h"
#include "voxExpectError.h"

using namespace vox;
using namespace vox::testing;

namespace
{
std::vector<TrainingCase>
ThreeCascadeCases()
{
  std::vector<TrainingCase> cases = ThreeCases();
  for (TrainingCase & trainingCase : cases)
  {
    trainingCase = WithPreviousStage(trainingCase);
  }
  return cases;
}

BatchLoaderOptions
CascadeOptions()
{
  BatchLoaderOptions options = SmallOptions();
  options.previousStageLabels = {1, 2};
  return options;
}
} // namespace

TEST(BatchLoader, OfACascadeAppendsAChannelForEachLabelOfThePreviousStage)
{
  // Where the labels of the patch are those of the previous stage, its channels are their masks.
  std::vector<TrainingCase> cases = ThreeCascadeCases();
  for (TrainingCase & trainingCase : cases)
  {
    trainingCase.previousStage = trainingCase.labels;
  }
  BatchLoaderOptions options = CascadeOptions();
  options.training = false;
  BatchLoader loader(cases, options);
  for (int i = 0; i < 5; ++i)
  {
    const Batch batch = loader.Next();
    ASSERT_EQ(batch.images.sizes(), (std::vector<std::int64_t>{2, 3, 8, 9, 10}));
    EXPECT_TRUE(at::equal(batch.images.select(1, 1), (batch.labels == 1).to(at::kFloat)));
    EXPECT_TRUE(at::equal(batch.images.select(1, 2), (batch.labels == 2).to(at::kFloat)));
  }
}

TEST(BatchLoader, OfACascadeDisturbsThePreviousStageInTrainingOnly)
{
  // Image and labels stay those of a training without a cascade, from the same random numbers.
  BatchLoaderOptions options = CascadeOptions();
  options.augmentation.previousStageMorphologyProbability = 1.0;
  options.augmentation.previousStageMorphologyLabelProbability = 1.0;
  BatchLoader plain(ThreeCases(), SmallOptions());
  BatchLoader loader(ThreeCascadeCases(), options);
  options.augmentation.previousStageMorphologyProbability = options.augmentation.previousStageRemovalProbability = 0.0;
  BatchLoader undisturbed(ThreeCascadeCases(), options);
  int different = 0;
  for (int i = 0; i < 10; ++i)
  {
    const Batch expected = plain.Next();
    const Batch found = loader.Next();
    EXPECT_TRUE(at::equal(found.images.slice(1, 0, 1), expected.images));
    EXPECT_TRUE(at::equal(found.labels, expected.labels));
    const at::Tensor masks = found.images.slice(1, 1, 3);
    EXPECT_TRUE(((masks == 0).logical_or(masks == 1)).all().item<bool>());
    different += at::equal(masks, undisturbed.Next().images.slice(1, 1, 3)) ? 0 : 1;
  }
  EXPECT_GT(different, 5);
}

TEST(BatchLoader, OfACascadeGivesTheSameBatchesForAnyNumberOfThreads)
{
  BatchLoaderOptions options = CascadeOptions();
  options.augmentation.previousStageMorphologyProbability = options.augmentation.previousStageRemovalProbability = 1.0;
  BatchLoader one(ThreeCascadeCases(), options);
  options.threads = 3;
  BatchLoader three(ThreeCascadeCases(), options);
  for (int i = 0; i < 8; ++i)
  {
    ExpectIdentical(one.Next(), three.Next());
  }
}

TEST(BatchLoader, RefusesCasesThatDoNotFitTheCascade)
{
  std::vector<TrainingCase> cases = ThreeCascadeCases();
  cases[1].previousStage = at::Tensor();
  VOX_EXPECT_ERROR(BatchLoader(cases, CascadeOptions()), ErrorKind::BadInput,
                   "case b: found no labels of a previous stage, expected them");
  VOX_EXPECT_ERROR(BatchLoader(ThreeCascadeCases(), SmallOptions()), ErrorKind::BadInput,
                   "case a: found the labels of a previous stage, expected none");
}

TEST(BatchLoader, UnderAnIgnoreLabelCentresSamplesOnAnnotatedVoxels)
{
  // The annotated voxel is a light in a dark image, and so is the foreground; the forced sample, the last, has the
  // other.
  TrainingCase example = ExampleCase("lights", {20, 20, 20}, 1);
  example.image.zero_();
  example.image[0][10][11][12] = 1.0F;
  example.image[0][4][5][6] = 2.0F;
  example = WithAnnotated(example, {{10, 11, 12}});
  example.locations = {at::tensor({4, 5, 6}, at::kInt).view({1, 3})};
  BatchLoaderOptions options = SmallOptions();
  options.patchSize = {3, 3, 3};
  options.batchSize = 3;
  options.training = false;
  BatchLoader loader({example}, options);
  for (int i = 0; i < 5; ++i)
  {
    const at::Tensor centres = loader.Next().images.select(4, 1).select(3, 1).select(2, 1).flatten();
    EXPECT_TRUE(at::equal(centres, at::tensor({1.0F, 1.0F, 2.0F}))) << centres;
  }
}

TEST(BatchLoader, RefusesCasesWithAndWithoutAnnotatedVoxels)
{
  std::vector<TrainingCase> cases = ThreeCases();
  cases[2] = WithAnnotated(cases[2], {{1, 1, 1}});
  VOX_EXPECT_ERROR(BatchLoader(cases, SmallOptions()), ErrorKind::BadInput,
                   "case c: found annotated locations, unlike case a");
}
