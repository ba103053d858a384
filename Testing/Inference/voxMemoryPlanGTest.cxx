// SPDX-License-Identifier: Apache-2.0
#include "voxMemoryPlan.h"

#include "voxExpectError.h"

#include <gmock/gmock.h>

namespace vox
{
namespace
{

constexpr std::int64_t mega = std::int64_t{1} << 20;
constexpr std::int64_t plenty = std::int64_t{1} << 50;

/** A CT of 512 x 512 x 600 voxels for a plain U-Net of 32 to 320 features. */
struct LargeCase
{
  explicit LargeCase(std::int64_t classes)
  {
    file.geometry.size = {600, 512, 512};
    file.geometry.spacingMm = {1.0, 0.78, 0.78};
    settings.preprocessing.spacingMm = {1.5, 1.5, 1.5};
    settings.network.featuresPerStage = {32, 64, 128, 256, 320, 320};
    settings.network.kernelSizes.assign(6, {3, 3, 3});
    settings.network.strides.assign(6, {2, 2, 2});
    settings.network.strides[0] = {1, 1, 1};
    settings.network.blocksPerStage.assign(6, 2);
    settings.network.convsPerDecoderStage.assign(5, 2);
    settings.network.outputChannels = classes;
    settings.patchSize = {128, 128, 128};
    settings.labels.channels = classes;
    record = WholeImageRecord(file.geometry, settings.preprocessing);
  }

  [[nodiscard]] MemoryPlan
  Plan(std::int64_t maxRam, std::int64_t available = plenty) const
  {
    return PlanMemory(file, record, settings, maxRam, available);
  }

  ImageFile file;
  ForecastSettings settings;
  PreprocessRecord record;
};

TEST(MemoryPlan, LargeCasesFitTheMemoryOfAnOrdinaryComputer)
{
  EXPECT_LE(LargeCase(25).Plan(2048 * mega).forecast.Peak(), 2048 * mega);
  EXPECT_LE(LargeCase(118).Plan(4096 * mega).forecast.Peak(), 4096 * mega);
}

TEST(MemoryPlan, TakesTheCompactRingOnlyWhereItIsAskedToSave)
{
  const LargeCase example(118);
  EXPECT_EQ(example.Plan(0).ring, kernels::RingType::Float32);
  EXPECT_EQ(example.Plan(0).slabBytes, LabelSink::DefaultSlabBytes);
  EXPECT_EQ(example.Plan(16384 * mega).ring, kernels::RingType::Float32);
  EXPECT_EQ(example.Plan(4096 * mega).ring, kernels::RingType::Float16);
}

TEST(MemoryPlan, RefusesWithTheForecast)
{
  const LargeCase example(25);
  VOX_EXPECT_ERROR((void)example.Plan(100 * mega), ErrorKind::Resource, "--max-ram allows 0.10 GB");
  VOX_EXPECT_ERROR((void)example.Plan(0, 500 * mega), ErrorKind::Resource, "this process can get 0.49 GB");
  VOX_EXPECT_ERROR((void)example.Plan(2048 * mega, 500 * mega), ErrorKind::Resource, "this process can get");
}

TEST(MemoryForecast, GrowsWithClassesFoldsChannelsAndSize)
{
  const auto peak = [](const LargeCase & example) { return example.Plan(0).forecast.Peak(); };
  const LargeCase base(25);
  EXPECT_GT(peak(LargeCase(26)), peak(base));
  LargeCase folds = base;
  folds.settings.folds = 5;
  EXPECT_EQ(peak(folds) - peak(base), 4 * WeightBytes(base.settings.network));
  LargeCase whole = base;
  whole.settings.streamed = false;
  EXPECT_GT(peak(whole), peak(base) + 25 * Product(base.record.resampled.size) * 4 / 2);
  LargeCase half = base;
  half.settings.bytesPerFeature = 2;
  EXPECT_LT(peak(half), peak(base) - 300 * mega);
}

TEST(MemoryForecast, CountsWhatAUNetHolds)
{
  UNetOptions network; // 32, 64, 128, 256 features
  // 32 x 8 x 8 x 8 floats are 64 KiB: the skip, the upsampled features and the result of the last stage.
  EXPECT_EQ(ActivationBytes(network, {8, 8, 8}, 4), 3 * 65536);
  EXPECT_EQ(ActivationBytes(network, {8, 8, 8}, 2), 3 * 32768);
  network.dimensions = 2;
  EXPECT_EQ(ActivationBytes(network, {1, 8, 8}, 4), 3 * 8192);
}

TEST(MemoryPlan, UnderstandsSizes)
{
  EXPECT_EQ(ParseMemorySize("4G", "x"), 4096 * mega);
  EXPECT_EQ(ParseMemorySize("1.5G", "x"), 1536 * mega);
  EXPECT_EQ(ParseMemorySize("800m", "x"), 800 * mega);
  for (const char * const text : {"", "4", "G", "-1G", "0M", "4GB", "nanG", "1e9G", "4 G"})
  {
    VOX_EXPECT_ERROR((void)ParseMemorySize(text, "--max-ram"), ErrorKind::Usage, "expected a size such as 4G");
  }
}

TEST(MemoryPlan, KnowsWhatTheProcessCanReach)
{
  const std::int64_t reachable = ReachableMemory();
  EXPECT_GT(reachable, 10 * mega);
  EXPECT_LT(reachable, std::int64_t{1} << 50);
}

} // namespace
} // namespace vox
