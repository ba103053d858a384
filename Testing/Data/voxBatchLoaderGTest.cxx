// SPDX-License-Identifier: Apache-2.0
#include "voxBatchExamples.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

using namespace vox;
using namespace vox::testing;

namespace
{
std::vector<Batch>
Take(int count, const BatchLoaderOptions & options, std::int64_t firstBatch = 0)
{
  BatchLoader loader(ThreeCases(), options, firstBatch);
  std::vector<Batch> batches;
  for (int i = 0; i < count; ++i)
  {
    batches.push_back(loader.Next());
  }
  return batches;
}

/** Neither turned nor changed; three points of the plane move by at most so many pixels. */
AugmentationOptions
JitterOnly(double pixels)
{
  AugmentationOptions options;
  options.rotationProbability = options.scalingProbability = options.noiseProbability = options.blurProbability =
      options.brightnessProbability = options.contrastProbability = options.lowResolutionProbability =
          options.invertedGammaProbability = options.gammaProbability = options.mirrorProbability = 0.0;
  options.affineJitterPixels = pixels;
  return options;
}

/** A case whose only foreground location lies outside: opens well, fails when a forced sample draws it. */
TrainingCase
CorruptCase(const std::string & name)
{
  TrainingCase result = ExampleCase(name, {12, 12, 12}, 9);
  result.locations = {at::tensor({3, 40, 5}, at::kInt).view({1, 3})};
  return result;
}

template <typename TCondition>
bool
BecomesTrue(TCondition condition)
{
  for (int i = 0; i < 2000 && !condition(); ++i)
  {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return condition();
}
} // namespace

TEST(BatchLoader, KeepsPicturesOfThePatchSizeWhole)
{
  TrainingCase picture = ExampleCase("picture", {1, 31, 23}, 4);
  picture.image.add_(10.0); // padding would show
  BatchLoaderOptions options;
  options.patchSize = {1, 31, 23};
  options.batchSize = 1;
  options.foregroundFraction = 0.0; // patches centred on foreground may reach out of the picture
  for (const double pixels : {0.0, 2.0})
  {
    options.augmentation = JitterOnly(pixels);
    BatchLoader loader({picture}, options);
    for (int i = 0; i < 10; ++i)
    {
      const Batch batch = loader.Next();
      EXPECT_EQ(at::equal(batch.images[0], picture.image), pixels == 0.0);
      EXPECT_GT(batch.images.min().item<float>(), 4.0F);
    }
  }
}

TEST(BatchLoader, GivesBatchesOfTheDocumentedTypesAndShapes)
{
  BatchLoaderOptions options = SmallOptions();
  options.batchSize = 3;
  for (const Batch & batch : Take(5, options))
  {
    EXPECT_EQ(batch.images.scalar_type(), at::kFloat);
    EXPECT_EQ(batch.images.sizes(), (std::vector<std::int64_t>{3, 1, 8, 9, 10}));
    EXPECT_EQ(batch.labels.scalar_type(), at::kLong);
    EXPECT_EQ(batch.labels.sizes(), (std::vector<std::int64_t>{3, 8, 9, 10}));
    EXPECT_GE(batch.labels.min().item<std::int64_t>(), 0);
    EXPECT_LE(batch.labels.max().item<std::int64_t>(), 2);
    EXPECT_EQ(batch.cases.size(), 3U);
    EXPECT_TRUE(at::isfinite(batch.images).all().item<bool>());
  }
}

TEST(BatchLoader, GivesTheSameBatchesForAnyNumberOfThreads)
{
  BatchLoaderOptions options = SmallOptions();
  options.batchSize = 3;
  const std::vector<Batch> expected = Take(12, options);
  for (const auto & [threads, queueLength] : {std::pair{2, 4}, std::pair{4, 4}, std::pair{4, 1}, std::pair{1, 7}})
  {
    options.threads = threads;
    options.queueLength = static_cast<std::size_t>(queueLength);
    const std::vector<Batch> found = Take(12, options);
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
      ExpectIdentical(found[i], expected[i]);
    }
  }
}

TEST(BatchLoader, ResumedAtABatchContinuesAsIfUninterrupted)
{
  BatchLoaderOptions options = SmallOptions();
  options.threads = 2;
  const std::vector<Batch> whole = Take(9, options);
  const std::vector<Batch> rest = Take(4, options, 5);
  for (std::size_t i = 0; i < rest.size(); ++i)
  {
    ExpectIdentical(rest[i], whole[5 + i]);
  }
}

TEST(BatchLoader, OfAnotherSeedDiffers)
{
  BatchLoaderOptions options = SmallOptions();
  const Batch first = Take(1, options)[0];
  options.seed = 12;
  EXPECT_FALSE(at::equal(first.images, Take(1, options)[0].images));
}

TEST(BatchLoader, DrawsAllCasesAlike)
{
  BatchLoaderOptions options = SmallOptions();
  options.patchSize = {2, 2, 2};
  options.batchSize = 10;
  options.augmentation.enabled = false;
  std::map<std::string, int> counts;
  for (const Batch & batch : Take(90, options))
  {
    for (const std::string & name : batch.cases)
    {
      ++counts[name];
    }
  }
  ASSERT_EQ(counts.size(), 3U);
  for (const auto & [name, count] : counts)
  {
    EXPECT_NEAR(count / 900.0, 1.0 / 3.0, 0.079) << name; // five standard errors
  }
}

TEST(BatchLoader, ShowsForegroundInTheForcedSamples)
{
  BatchLoaderOptions options = SmallOptions();
  options.patchSize = {4, 4, 4};
  options.batchSize = 9;
  options.training = false;
  for (const Batch & batch : Take(20, options))
  {
    EXPECT_TRUE((batch.labels.slice(0, 6, 9).flatten(1).amax(1) > 0).all().item<bool>());
  }
}

TEST(BatchLoader, ForValidationCutsPatchesWithoutAugmentation)
{
  // Every patch is found again in its case, voxel for voxel.
  BatchLoaderOptions options = SmallOptions();
  options.training = false;
  const std::vector<TrainingCase> cases = ThreeCases();
  for (const Batch & batch : Take(5, options))
  {
    for (std::int64_t sample = 0; sample < 2; ++sample)
    {
      const std::string & name = batch.cases[static_cast<std::size_t>(sample)];
      const TrainingCase & origin =
          *std::find_if(cases.begin(), cases.end(), [&](const TrainingCase & c) { return c.name == name; });
      const at::Tensor patch = batch.images[sample][0];
      const auto value = [&](std::int64_t z, std::int64_t y, std::int64_t x) { return patch[z][y][x].item<float>(); };
      const at::Tensor hits = (origin.image[0] == value(4, 4, 5)).nonzero();
      ASSERT_EQ(hits.size(0), 1) << name;
      const auto voxel = [&](std::int64_t axis) { return hits[0][axis].item<std::int64_t>(); };
      // Patches may reach outside above (forced ones): compare where both exist.
      const std::int64_t lower[] = {voxel(0) - 4, voxel(1) - 4, voxel(2) - 5};
      at::Tensor inCase = origin.image[0];
      at::Tensor labels = origin.labels;
      at::Tensor inPatch = patch;
      at::Tensor patchLabels = batch.labels[sample];
      for (std::int64_t axis = 0; axis < 3; ++axis)
      {
        const std::int64_t begin = std::max<std::int64_t>(lower[axis], 0);
        const std::int64_t end = std::min(lower[axis] + patch.size(axis), origin.labels.size(axis));
        inCase = inCase.slice(axis, begin, end);
        labels = labels.slice(axis, begin, end);
        inPatch = inPatch.slice(axis, begin - lower[axis], end - lower[axis]);
        patchLabels = patchLabels.slice(axis, begin - lower[axis], end - lower[axis]);
      }
      EXPECT_TRUE(at::equal(inPatch, inCase));
      EXPECT_TRUE(at::equal(patchLabels, labels.to(at::kLong).clamp_min(0)));
    }
  }
}

TEST(BatchLoader, PadsAPatchLargerThanItsCaseWithZeros)
{
  BatchLoaderOptions options = SmallOptions();
  options.patchSize = {24, 24, 24};
  options.training = false;
  options.batchSize = 1;
  options.foregroundFraction = 0.0;
  BatchLoader loader({ExampleCase("small", {6, 7, 8}, 1)}, options);
  const Batch batch = loader.Next();
  EXPECT_EQ((batch.images != 0).sum().item<std::int64_t>(), 6 * 7 * 8);
  EXPECT_EQ(batch.labels.min().item<std::int64_t>(), 0);
  EXPECT_EQ((batch.labels > 0).sum().item<std::int64_t>(),
            (ExampleCase("small", {6, 7, 8}, 1).labels > 0).sum().item<std::int64_t>());
}

TEST(BatchLoader, TrainsOnASingleSliceWithoutForeground)
{
  TrainingCase flat = ExampleCase("flat", {1, 30, 28}, 1);
  flat.labels.zero_();
  flat.locations = SampleLocations(flat.labels, {{1}, {2}});
  BatchLoaderOptions options = SmallOptions();
  options.patchSize = {1, 16, 16};
  options.augmentation.rotationDegrees.z = {-180, 180};
  BatchLoader loader({flat}, options);
  for (int i = 0; i < 5; ++i)
  {
    const Batch batch = loader.Next();
    EXPECT_EQ(batch.images.sizes(), (std::vector<std::int64_t>{2, 1, 1, 16, 16}));
    EXPECT_EQ(batch.labels.max().item<std::int64_t>(), 0);
  }
}

TEST(BatchLoader, ReadsMappedCaseFiles)
{
  const TemporaryFolder folder;
  std::vector<TrainingCase> mapped;
  for (const TrainingCase & example : ThreeCases())
  {
    WriteCaseFile(folder / (example.name + ".safetensors"), example);
    mapped.push_back(OpenCaseFile(folder / (example.name + ".safetensors")));
  }
  BatchLoader loader(mapped, SmallOptions());
  ExpectIdentical(loader.Next(), Take(1, SmallOptions())[0]);
}

TEST(BatchLoader, KeepsNoMoreBatchesThanTheQueueHolds)
{
  BatchLoaderOptions options = SmallOptions();
  options.threads = 3;
  options.queueLength = 2;
  BatchLoader loader(ThreeCases(), options);
  ASSERT_TRUE(BecomesTrue([&] { return loader.ReadyCount() == 2; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(loader.ReadyCount(), 2U);
  (void)loader.Next();
  EXPECT_TRUE(BecomesTrue([&] { return loader.ReadyCount() == 2; })); // room was made, and used
  EXPECT_GE(loader.WaitedSeconds(), 0.0);
}

TEST(BatchLoader, StopsWithBatchesUnread)
{
  BatchLoaderOptions options = SmallOptions();
  options.threads = 4;
  for (int i = 0; i < 20; ++i)
  {
    BatchLoader loader(ThreeCases(), options);
    if (i % 2 == 0)
    {
      (void)loader.Next();
    }
  }
}

TEST(BatchLoader, RethrowsTheFirstErrorInOrderWithTheNameOfTheCase)
{
  BatchLoaderOptions options = SmallOptions();
  std::vector<TrainingCase> cases(9, ExampleCase("good", {14, 16, 15}, 1));
  cases.push_back(CorruptCase("broken_07"));
  const auto run = [&] {
    BatchLoader loader(cases, options);
    int delivered = 0;
    try
    {
      for (; delivered < 1000; ++delivered)
      {
        (void)loader.Next();
      }
    }
    catch (const Error &)
    {
      VOX_EXPECT_ERROR((void)loader.Next(), ErrorKind::BadInput, "case broken_07: location: found voxel");
    }
    return delivered;
  };
  options.seed = 3;
  const int expected = run();
  EXPECT_GT(expected, 0); // batches before the error are delivered
  EXPECT_LT(expected, 1000);
  options.threads = 4;
  EXPECT_EQ(run(), expected);
}

TEST(BatchLoader, RefusesBadCasesBeforeItStarts)
{
  std::vector<TrainingCase> cases = ThreeCases();
  cases[1].labels = cases[1].labels.slice(0, 0, 5);
  VOX_EXPECT_ERROR(BatchLoader(cases, SmallOptions()), ErrorKind::BadInput, "case b: labels: found size [5, 9, 17]");
  cases = ThreeCases();
  cases[2] = ExampleCase("c", {12, 12, 12}, 3, 2);
  VOX_EXPECT_ERROR(BatchLoader(cases, SmallOptions()), ErrorKind::BadInput,
                   "case c: found 2 channels, expected 1 as in case a");
  VOX_EXPECT_ERROR(BatchLoader({}, SmallOptions()), ErrorKind::BadInput, "found no cases");
}

TEST(BatchLoader, RefusesOptionsOutOfRange)
{
  const auto refused = [](auto change, const char * part) {
    BatchLoaderOptions options = SmallOptions();
    change(options);
    VOX_EXPECT_ERROR(BatchLoader(ThreeCases(), options), ErrorKind::Usage, part);
  };
  refused([](auto & o) { o.patchSize.y = 0; }, "patch_size (y): found 0, expected at least 1");
  refused([](auto & o) { o.batchSize = 0; }, "batch_size");
  refused([](auto & o) { o.threads = 0; }, "threads");
  refused([](auto & o) { o.queueLength = 0; }, "queue_length");
  refused([](auto & o) { o.foregroundFraction = 1.5; }, "foreground_fraction: found 1.5");
  refused([](auto & o) { o.augmentation.noiseProbability = 2.0; }, "noise_probability");
  VOX_EXPECT_ERROR(BatchLoader(ThreeCases(), SmallOptions(), -1), ErrorKind::Usage, "first batch: found -1");
}

TEST(BatchLoader, DerivesFromTheLabelsOfEachSampleOnItsThreads)
{
  BatchLoaderOptions options = SmallOptions();
  options.derive = [](const at::Tensor & labels) {
    return std::vector<at::Tensor>{labels.to(at::kFloat) * 2.0, labels.flatten(1).sum(1)};
  };
  for (const int threads : {1, 3})
  {
    options.threads = threads;
    BatchLoader loader(ThreeCases(), options);
    for (int i = 0; i < 5; ++i)
    {
      const Batch batch = loader.Next();
      ASSERT_EQ(batch.derived.size(), 2u);
      EXPECT_TRUE(at::equal(batch.derived[0], batch.labels.to(at::kFloat) * 2.0));
      EXPECT_TRUE(at::equal(batch.derived[1], batch.labels.flatten(1).sum(1)));
    }
  }
  EXPECT_TRUE(BatchLoader(ThreeCases(), SmallOptions()).Next().derived.empty());
}

TEST(BatchLoader, ShowsEveryCaseOnceAPassInANewOrder)
{
  BatchLoaderOptions options = SmallOptions();
  options.sampling = BatchSampling::EveryCaseOnce;
  std::vector<TrainingCase> cases;
  for (const char * const name : {"a", "b", "c", "d", "e", "f", "g"})
  {
    cases.push_back(ExampleCase(name, {8, 9, 10}, 1));
  }
  const std::int64_t batches = BatchesPerPass(cases.size(), options.batchSize);
  ASSERT_EQ(batches, 4);
  std::vector<std::vector<std::string>> passes;
  for (const int threads : {1, 3})
  {
    options.threads = threads;
    BatchLoader loader(cases, options);
    for (int pass = 0; pass < 2; ++pass)
    {
      std::vector<std::string> & order = passes.emplace_back();
      for (std::int64_t i = 0; i < batches; ++i)
      {
        const Batch batch = loader.Next();
        EXPECT_EQ(batch.images.size(0), i + 1 < batches ? 2 : 1); // the last one holds what is left
        order.insert(order.end(), batch.cases.begin(), batch.cases.end());
      }
      EXPECT_THAT(order, ::testing::UnorderedElementsAre("a", "b", "c", "d", "e", "f", "g"));
    }
  }
  EXPECT_NE(passes[0], passes[1]);
  EXPECT_EQ(passes[0], passes[2]); // the number of threads does not matter
  EXPECT_EQ(passes[1], passes[3]);

  options.training = false; // a validation needs no shuffling
  BatchLoader loader(cases, options, batches);
  EXPECT_THAT(loader.Next().cases, ::testing::ElementsAre("a", "b"));
}
