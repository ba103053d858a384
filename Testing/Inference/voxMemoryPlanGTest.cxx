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
    UNetOptions & network = settings.network.options;
    network.featuresPerStage = {32, 64, 128, 256, 320, 320};
    network.kernelSizes.assign(6, {3, 3, 3});
    network.strides.assign(6, {2, 2, 2});
    network.strides[0] = {1, 1, 1};
    network.blocksPerStage.assign(6, 2);
    network.convsPerDecoderStage.assign(5, 2);
    network.outputChannels = classes;
    settings.network.patchSize = {128, 128, 128};
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
  half.settings.network.bytesPerFeature = 2;
  const auto network = [](const LargeCase & example) {
    return WeightBytes(example.settings.network) + ActivationBytes(example.settings.network);
  };
  EXPECT_EQ(peak(half) - peak(base), network(half) - network(base));
}

TEST(MemoryForecast, CountsTheResultThatSkippingAirKeeps)
{
  LargeCase example(25);
  const std::int64_t without = example.Plan(0).forecast.Peak();
  example.settings.keepsResult = true;
  EXPECT_EQ(example.Plan(0).forecast.Peak() - without, 32 * 128 * 128 * 128 * 4);
  example.settings.streamed = false;
  example.settings.bytesPerSum = 2;
  const std::int64_t exact = example.Plan(0).forecast.stages[2].bytes;
  example.settings.keepsResult = false;
  EXPECT_LE(example.Plan(0).forecast.stages[2].bytes, exact) << "where decoding takes more than the windows";
}

TEST(MemoryForecast, CountsTheLabelsOfTheStageBefore)
{
  LargeCase example(25);
  const std::int64_t voxels = 600 * 512 * 512;
  const auto stages = [&](PreviousLabels labels) {
    example.settings.previousLabels = labels;
    return example.Plan(0).forecast.stages;
  };
  const auto none = stages(PreviousLabels::None);
  const auto read = stages(PreviousLabels::Read);
  const auto made = stages(PreviousLabels::Made);
  EXPECT_EQ(read[0].bytes - none[0].bytes, 4 * voxels); // int32
  EXPECT_EQ(made[0].bytes, none[0].bytes);
  EXPECT_EQ(read[1].bytes - none[1].bytes, (4 + 8) * voxels);
  EXPECT_EQ(read[2].bytes - none[2].bytes, 4 * voxels);
  EXPECT_EQ(made[2].bytes - none[2].bytes, voxels); // 25 labels: uint8
  EXPECT_EQ(read[3].bytes, none[3].bytes);
}

TEST(MemoryForecast, CountsTheNextCaseAndTheLastResult)
{
  LargeCase example(25);
  const std::int64_t voxels = 600 * 512 * 512;
  const auto bytes = [&] { return NeighborBytes(example.file, example.record, example.settings); };
  const std::int64_t base = bytes();
  EXPECT_GE(base, 4 * voxels + voxels);
  EXPECT_LE(base, 4 * voxels + voxels + 100 * mega);
  example.settings.previousLabels = PreviousLabels::Read;
  EXPECT_EQ(bytes() - base, 4 * voxels);
  example.settings.previousLabels = PreviousLabels::Made;
  EXPECT_EQ(bytes(), base);
  example.settings.labels.regionValues.assign(25, 300); // int16
  EXPECT_EQ(bytes() - base, voxels);
  example.settings.labels.regionValues.clear();
  example.settings.probabilities = true; // and their copy while they are written
  EXPECT_EQ(bytes() - base, 2 * 25 * 4 * voxels);
}

TEST(NetworkMemory, CountsWhatAUNetHolds)
{
  NetworkShape network; // 32, 64, 128, 256 features
  network.patchSize = {8, 8, 8};
  // 32 x 8 x 8 x 8 floats are 64 KiB: the skip, the upsampled features and the result of the last stage.
  EXPECT_EQ(ActivationBytes(network), 3 * 65536);
  EXPECT_EQ(LastFeatureBytes(network), 65536);
  network.bytesPerFeature = 2;
  EXPECT_EQ(ActivationBytes(network), (5 + 2) * 32768) << "joined before they are convolved; sums of the first layer";
  network.bytesPerFeature = 4;
  network.options.dimensions = 2;
  network.patchSize = {1, 8, 8};
  EXPECT_EQ(ActivationBytes(network), 3 * 8192);
}

TEST(NetworkMemory, CountsTheStemAndTheInputOfResidualBlocks)
{
  NetworkShape network;
  network.patchSize = {8, 8, 8};
  network.residualEncoder = true;
  EXPECT_EQ(ActivationBytes(network), 4 * 65536) << "stem, input, first and second convolution";
  network.options.blocksPerStage[0] = 1;
  EXPECT_EQ(ActivationBytes(network), 3 * 65536) << "the stem is the input";
}

/** Two stages of 8 and 16 features. */
NetworkShape
TwoStages(std::int64_t patchSize)
{
  NetworkShape network;
  network.patchSize = {patchSize, patchSize, patchSize};
  network.options.featuresPerStage = {8, 16};
  network.options.kernelSizes.resize(2);
  network.options.strides.resize(2);
  network.options.blocksPerStage = {1, 1};
  network.options.convsPerDecoderStage = {1};
  return network;
}

TEST(NetworkMemory, CountsWeightsAndTheirCopies)
{
  constexpr std::int64_t taps = 27;
  // two stages, upsampling, the decoder's convolution, the head
  constexpr std::int64_t plain = 8 * taps + 8 * 16 * taps + 16 * 8 * 8 + 16 * 8 * taps + 8 * 2;
  constexpr std::int64_t others = 3 * (8 + 16 + 8 + 8 + 2);
  constexpr std::int64_t upsampling = 16 * 8 * 8; // rows of 2 x 8 columns fill their blocks
  NetworkShape network = TwoStages(8);
  EXPECT_EQ(WeightBytes(network), 4 * (plain + others + upsampling)) << "few voxels: no other copies";
  network.bytesPerFeature = 2;
  EXPECT_EQ(WeightBytes(network), 4 * (plain + others) + 2 * plain);
  network = TwoStages(32);
  const std::int64_t copies = 16 * taps + 8 * 16 * taps + upsampling + 16 * 16 * 144; // points of a 3x3x3 kernel
  EXPECT_EQ(WeightBytes(network), 4 * (plain + others + copies));
  network = TwoStages(24);
  EXPECT_EQ(WeightBytes(network), 4 * (plain + others + copies - 16 * 16 * 48)) << "lower tiles for fewer voxels";
}

TEST(NetworkMemory, CountsTwoConvolutionsForAResidualBlock)
{
  NetworkShape network = TwoStages(8);
  const std::int64_t plain = WeightBytes(network);
  network.residualEncoder = true;
  constexpr std::int64_t stem = 8 * 8 * 27 - 8 * 27 + 8 * 27; // one channel in, then 8
  constexpr std::int64_t second = 8 * 8 * 27 + 16 * 16 * 27;
  constexpr std::int64_t projection = 8 * 16;
  constexpr std::int64_t others = 3 * (8 + 8 + 16 + 16);
  EXPECT_EQ(WeightBytes(network) - plain, 4 * (stem + second + projection + others));
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
