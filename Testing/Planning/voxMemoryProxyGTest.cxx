// SPDX-License-Identifier: Apache-2.0
#include "voxMemoryProxy.h"

#include "voxError.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Features 32, 64, ... up to `most`; kernels 3; every stage but the first strided by 2. */
UNetOptions
Net(int dimensions, std::size_t stages, std::int64_t most, std::int64_t classes)
{
  UNetOptions options;
  options.dimensions = dimensions;
  options.outputChannels = classes;
  const std::int64_t flat = dimensions == 2 ? 1 : 2;
  options.featuresPerStage.clear();
  for (std::size_t stage = 0; stage < stages; ++stage)
  {
    options.featuresPerStage.push_back(std::min<std::int64_t>(most, 32 << stage));
  }
  options.strides.assign(stages, {flat, 2, 2});
  options.strides.front() = {1, 1, 1};
  options.kernelSizes.assign(stages, {2 * flat - 1, 3, 3});
  options.blocksPerStage.assign(stages, 2);
  options.convsPerDecoderStage.assign(stages - 1, 2);
  return options;
}

UNetOptions
ResidualNet(int dimensions, std::size_t stages, std::int64_t most, std::int64_t classes)
{
  UNetOptions options = Net(dimensions, stages, most, classes);
  options.blocksPerStage.assign(stages, 6);
  std::copy_n(std::vector<std::int64_t>{1, 3, 4}.begin(), 3, options.blocksPerStage.begin());
  options.convsPerDecoderStage.assign(stages - 1, 1);
  return options;
}

TEST(MemoryProxy, CountsATwoStageNetworkAsByHand)
{
  UNetOptions options = Net(3, 2, 320, 3);
  // Encoder 2*32*512 + 2*64*64; decoder 2*32*512 convolutions, 32*512 transposed, 3*512 classes.
  EXPECT_EQ(ConvolutionOutputs("PlainConvUNet", options, {8, 8, 8}), 40960 + 49152 + 1536);
  options.blocksPerStage = {1, 1};
  options.convsPerDecoderStage = {1};
  // Stem 32*512; block 0 2*32*512; block 1 (2 + projection)*64*64; decoder (1 + 1)*32*512 + 3*512.
  EXPECT_EQ(ConvolutionOutputs("ResidualEncoderUNet", options, {8, 8, 8}), 16384 + 32768 + 12288 + 32768 + 1536);
}

TEST(MemoryProxy, EqualsTheValuesOfDynamicNetworkArchitectures)
{
  EXPECT_EQ(ConvolutionOutputs("PlainConvUNet", Net(3, 6, 320, 14), {128, 128, 128}, true), 480'058'368);
  EXPECT_EQ(ConvolutionOutputs("ResidualEncoderUNet", ResidualNet(3, 6, 320, 14), {128, 128, 128}, true), 584'682'496);
  EXPECT_EQ(ConvolutionOutputs("ResidualEncoderUNet", ResidualNet(3, 6, 320, 3), {128, 128, 128}, true), 558'319'104);
  EXPECT_EQ(ConvolutionOutputs("ResidualEncoderUNet", ResidualNet(2, 7, 512, 3), {1, 512, 512}, true), 129'793'792);
}

TEST(MemoryProxy, CountsOneHeadWithoutDeepSupervision)
{
  const UNetOptions options = Net(3, 4, 320, 5);
  const std::int64_t once = ConvolutionOutputs("PlainConvUNet", options, {32, 32, 32}, false);
  const std::int64_t everywhere = ConvolutionOutputs("PlainConvUNet", options, {32, 32, 32}, true);
  EXPECT_EQ(everywhere - once, 5 * (16 * 16 * 16 + 8 * 8 * 8));
}

TEST(MemoryProxy, KnowsOnlyTheTwoNetworksThatPlannersUse)
{
  try
  {
    (void)ConvolutionOutputs("Other", Net(3, 2, 320, 2), {8, 8, 8});
    FAIL() << "expected an error";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::Internal);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("'Other'"));
  }
}

} // namespace
} // namespace vox
