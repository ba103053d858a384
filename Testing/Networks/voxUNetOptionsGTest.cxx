// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxOptions.h"
#include "voxUNetOptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace
{

/** The message of Validate after this change to valid options. */
std::string
MessageAfter(const std::function<void(vox::UNetOptions &)> & change)
{
  vox::UNetOptions options;
  change(options);
  try
  {
    vox::Validate(options, "plans.json");
  }
  catch (const vox::Error & error)
  {
    EXPECT_EQ(error.Kind(), vox::ErrorKind::BadModel);
    EXPECT_THAT(error.what(), ::testing::StartsWith("plans.json: "));
    return error.what();
  }
  return "accepted";
}

} // namespace

TEST(UNetOptions, DefaultsAreValid)
{
  EXPECT_EQ(MessageAfter([](vox::UNetOptions &) {}), "accepted");
}

TEST(UNetOptions, ListsMustHaveOneEntryPerStage)
{
  using ::testing::HasSubstr;
  EXPECT_THAT(MessageAfter([](auto & o) { o.kernelSizes.pop_back(); }),
              HasSubstr("kernel_sizes has 3 entries, expected 4"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.strides.pop_back(); }), HasSubstr("strides has 3"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.blocksPerStage.push_back(1); }), HasSubstr("blocks_per_stage has 5"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.convsPerDecoderStage.push_back(1); }),
              HasSubstr("convs_per_decoder_stage has 4 entries, expected 3"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.featuresPerStage = {8}; }), HasSubstr("found 1 stages"));
}

TEST(UNetOptions, NumbersThatMakeNoNetworkAreRefused)
{
  using ::testing::HasSubstr;
  EXPECT_THAT(MessageAfter([](auto & o) { o.dimensions = 4; }), HasSubstr("found 4 dimensions"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.inputChannels = 0; }), HasSubstr("input_channels is 0"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.outputChannels = -1; }), HasSubstr("output_channels is -1"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.featuresPerStage[2] = 0; }), HasSubstr("features_per_stage is 0"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.blocksPerStage[1] = 0; }), HasSubstr("blocks_per_stage is 0"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.convsPerDecoderStage[0] = 0; }), HasSubstr("convs_per_decoder_stage is 0"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.kernelSizes[1].y = 4; }), HasSubstr("kernel size is 4, expected an odd"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.kernelSizes[1].x = -3; }), HasSubstr("kernel size is -3"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.strides[1].z = 0; }), HasSubstr("stride is 0"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.strides[0].z = 2; }), HasSubstr("first stage has stride 2"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.normEps = 0.0; }), HasSubstr("norm_eps is 0"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.negativeSlope = -0.1; }), HasSubstr("negative_slope is -0.1"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.dropout = 1.0; }), HasSubstr("dropout is 1"));
  EXPECT_THAT(MessageAfter([](auto & o) { o.dropout = std::numeric_limits<double>::quiet_NaN(); }),
              HasSubstr("dropout is nan"));
}

TEST(UNetOptions, TwoDimensionsIgnoreZ)
{
  EXPECT_EQ(MessageAfter([](auto & o) {
              o.dimensions = 2;
              o.kernelSizes[1].z = 4;
              o.strides[0].z = 0;
            }),
            "accepted");
}

TEST(UNetOptions, SurviveARoundTripThroughJson)
{
  vox::UNetOptions options;
  options.dimensions = 2;
  options.featuresPerStage = {5, 7, 9, 11};
  options.strides[3] = {1, 2, 1};
  options.dropout = 0.25;
  vox::UNetOptions read;
  vox::FromJson(vox::ToJson(options), read, "test");
  EXPECT_EQ(vox::ToJson(read), vox::ToJson(options));
  EXPECT_EQ(read.strides, options.strides);
}
