// SPDX-License-Identifier: Apache-2.0
#include "voxExamplePatches.h"

#include "voxTemporaryFolder.h"
#include "voxTinyTraining.h"
#include "voxTrainer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace vox::testing
{
namespace
{

DatasetDescription
OneStructure()
{
  DatasetDescription description;
  description.labels = {{"background", {0}}, {"ball", {1}}};
  return description;
}

/** One patch a sample: a ramp, and label 1 in a corner where asked for. */
Batch
BatchOf(at::IntArrayRef images, bool labelled)
{
  Batch batch;
  batch.images = at::arange(at::zeros(images).numel(), at::kFloat).view(images);
  batch.labels = at::zeros({images[0], images[2], images[3], images[4]}, at::kLong);
  if (labelled)
  {
    batch.labels.slice(2, 0, 8).slice(3, 0, 8).fill_(1);
  }
  batch.cases.assign(static_cast<std::size_t>(images[0]), "case");
  return batch;
}

at::Tensor
PictureOf(const Batch & batch)
{
  ExamplePatches patches(OneStructure());
  patches.Add(batch);
  return patches.Picture();
}

TEST(ExamplePatches, ShowImageAndLabelsOfTheBatch)
{
  for (const std::int64_t depth : {1, 16})
  {
    const Batch batch = BatchOf({1, 1, depth, 16, 16}, true);
    const at::Tensor picture = PictureOf(batch);
    EXPECT_EQ(picture.scalar_type(), at::kByte);
    EXPECT_EQ(picture.size(0), 3);
    EXPECT_TRUE(at::equal(picture, PictureOf(batch)));
    EXPECT_FALSE(at::equal(picture, PictureOf(BatchOf({1, 1, depth, 16, 16}, false)))) << "labels are drawn";
    Batch other = batch;
    other.images = batch.images.flip({-1});
    EXPECT_FALSE(at::equal(picture, PictureOf(other))) << "the image is drawn";
  }
}

TEST(ExamplePatches, EachChannelHasAPanel)
{
  EXPECT_GT(PictureOf(BatchOf({1, 3, 1, 16, 16}, true)).size(3), PictureOf(BatchOf({1, 1, 1, 16, 16}, true)).size(3));
  EXPECT_GT(PictureOf(BatchOf({1, 2, 16, 16, 16}, true)).size(3), PictureOf(BatchOf({1, 1, 16, 16, 16}, true)).size(3));
}

TEST(ExamplePatches, RegionsAreDrawnAsASegmentationHoldsThem)
{
  DatasetDescription regions;
  regions.labels = {{"background", {0}}, {"whole", {1, 2, 3}}, {"core", {2, 3}}};
  regions.regionsClassOrder = {7, 9};
  DatasetDescription values;
  values.labels = {{"background", {0}}, {"whole", {7}}, {"core", {9}}};
  Batch batch = BatchOf({1, 1, 1, 16, 16}, true);
  batch.labels.slice(2, 0, 4).fill_(3);
  Batch painted = batch;
  painted.labels = at::where(batch.labels == 3, 9, batch.labels * 7);
  const auto picture = [](const DatasetDescription & description, const Batch & shown) {
    ExamplePatches patches(description);
    patches.Add(shown);
    return patches.Picture();
  };
  EXPECT_TRUE(at::equal(picture(regions, batch), picture(values, painted)));
  EXPECT_FALSE(at::equal(picture(regions, batch), picture(values, batch)));
}

TEST(ExamplePatches, ChannelsAndTheIgnoredLabelHaveNames)
{
  const Batch batch = BatchOf({1, 2, 1, 16, 16}, true);
  const auto picture = [&](const DatasetDescription & description) {
    ExamplePatches patches(description);
    patches.Add(batch);
    return patches.Picture();
  };
  DatasetDescription named = OneStructure();
  named.channelNames = {"T1", "T2"};
  DatasetDescription ignoring = OneStructure();
  ignoring.ignoreLabel = 2;
  const at::Tensor plain = picture(OneStructure());
  for (const at::Tensor & other : {picture(named), picture(ignoring)})
  {
    EXPECT_FALSE(plain.sizes() == other.sizes() && at::equal(plain, other));
  }
}

TEST(ExamplePatches, AreEightAtMost)
{
  ExamplePatches patches(OneStructure());
  patches.Add(BatchOf({7, 1, 1, 16, 16}, true));
  EXPECT_FALSE(patches.IsFull());
  patches.Add(BatchOf({7, 1, 1, 16, 16}, true));
  EXPECT_TRUE(patches.IsFull());
  EXPECT_EQ(patches.Picture().size(2), PictureOf(BatchOf({8, 1, 1, 16, 16}, true)).size(2));
}

TEST(ExamplePatches, DoNotChangeTheTraining)
{
  const auto train = [](int & pictures, bool show) {
    const TemporaryFolder run;
    TrainingJob job = TinyJob(run.Path());
    if (show)
    {
      job.onPatches = [&](const at::Tensor & picture) { pictures += picture.size(0) == 3 ? 1 : 100; };
    }
    return Train(std::move(job));
  };
  int pictures = 0;
  const TrainingResult without = train(pictures, false);
  EXPECT_EQ(pictures, 0);
  ExpectSameWeights(train(pictures, true), without);
  EXPECT_EQ(pictures, 1);
}

} // namespace
} // namespace vox::testing
