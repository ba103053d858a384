// SPDX-License-Identifier: Apache-2.0
#include "voxDiffusionUNetOptions.h"
#include "voxError.h"
#include "voxMonaiAttentionUNetOptions.h"
#include "voxMonaiBasicUNetOptions.h"
#include "voxMonaiDynUNetOptions.h"
#include "voxMonaiSegResNetOptions.h"
#include "voxMonaiUNetOptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using ::testing::HasSubstr;

/** The message of Validate after this change to the defaults. */
template <typename TOptions, typename TChange>
std::string
MessageAfter(TChange && change)
{
  TOptions options;
  change(options);
  try
  {
    Validate(options, "plan.json");
  }
  catch (const vox::Error & error)
  {
    EXPECT_EQ(error.Kind(), vox::ErrorKind::BadModel);
    EXPECT_THAT(error.what(), ::testing::StartsWith("plan.json: "));
    return error.what();
  }
  return "accepted";
}

template <typename TOptions> class MonaiOptions : public ::testing::Test
{};

using AllOptions = ::testing::Types<vox::MonaiUNetOptions, vox::MonaiBasicUNetOptions,
                                    vox::MonaiBasicUNetPlusPlusOptions, vox::MonaiAttentionUNetOptions,
                                    vox::MonaiDynUNetOptions, vox::MonaiSegResNetOptions, vox::DiffusionUNetOptions>;
TYPED_TEST_SUITE(MonaiOptions, AllOptions);

} // namespace

TYPED_TEST(MonaiOptions, DefaultsAreValidAndShapesThatMakeNoNetworkAreNot)
{
  EXPECT_EQ(MessageAfter<TypeParam>([](auto &) {}), "accepted");
  EXPECT_THAT(MessageAfter<TypeParam>([](auto & o) { o.dimensions = 4; }), HasSubstr("found 4 dimensions"));
  EXPECT_THAT(MessageAfter<TypeParam>([](auto & o) { o.inputChannels = 0; }), HasSubstr("input_channels is 0"));
  EXPECT_THAT(MessageAfter<TypeParam>([](auto & o) { o.outputChannels = -1; }), HasSubstr("output_channels is -1"));
}

TEST(MonaiUNetOptions, ListsAndNumbersMustFit)
{
  const auto message = [](auto && change) { return MessageAfter<vox::MonaiUNetOptions>(change); };
  EXPECT_THAT(message([](auto & o) { o.strides.pop_back(); }), HasSubstr("strides has 3 entries, expected 4"));
  EXPECT_THAT(message([](auto & o) { o.channels = {8}; }), HasSubstr("levels in channels is 1, expected 2"));
  EXPECT_THAT(message([](auto & o) { o.channels[1] = 0; }), HasSubstr("an entry of channels is 0"));
  EXPECT_THAT(message([](auto & o) { o.strides[0].y = 0; }), HasSubstr("a stride is 0"));
  EXPECT_THAT(message([](auto & o) { o.kernelSize.x = 2; }), HasSubstr("kernel_size is 2, expected an odd"));
  EXPECT_THAT(message([](auto & o) { o.upKernelSize.x = 4; }), HasSubstr("up_kernel_size is 4, expected an odd"));
  EXPECT_THAT(message([](auto & o) { o.residualUnits = -1; }), HasSubstr("residual_units is -1"));
  EXPECT_THAT(message([](auto & o) { o.dropout = 1.0; }), HasSubstr("dropout is 1"));
  EXPECT_EQ(message([](auto & o) {
              o.dimensions = 2;
              o.strides[0].z = 0;
              o.kernelSize.z = 2;
            }),
            "accepted");
}

TEST(MonaiBasicUNetOptions, ListsAndNumbersMustFit)
{
  const auto message = [](auto && change) { return MessageAfter<vox::MonaiBasicUNetOptions>(change); };
  EXPECT_THAT(message([](auto & o) { o.features.pop_back(); }), HasSubstr("features has 5 entries, expected 6"));
  EXPECT_THAT(message([](auto & o) { o.features[5] = 0; }), HasSubstr("an entry of features is 0"));
  EXPECT_THAT(message([](auto & o) { o.features[3] = 1; }), HasSubstr("is 1, expected 2 or more"));
  EXPECT_THAT(message([](auto & o) { o.negativeSlope = -0.1; }), HasSubstr("negative_slope is -0.1"));
}

TEST(MonaiAttentionUNetOptions, ListsAndNumbersMustFit)
{
  const auto message = [](auto && change) { return MessageAfter<vox::MonaiAttentionUNetOptions>(change); };
  EXPECT_THAT(message([](auto & o) { o.strides.pop_back(); }), HasSubstr("strides has 3 entries, expected 4"));
  EXPECT_THAT(message([](auto & o) { o.channels[0] = 1; }), HasSubstr("an entry of channels is 1, expected 2"));
  EXPECT_THAT(message([](auto & o) { o.upKernelSize.y = 2; }), HasSubstr("up_kernel_size is 2"));
}

TEST(MonaiDynUNetOptions, ListsAndNumbersMustFit)
{
  const auto message = [](auto && change) { return MessageAfter<vox::MonaiDynUNetOptions>(change); };
  EXPECT_THAT(message([](auto & o) { o.kernelSizes.pop_back(); }), HasSubstr("kernel_sizes has 3 entries"));
  EXPECT_THAT(message([](auto & o) { o.strides.pop_back(); }), HasSubstr("strides has 3 entries"));
  EXPECT_THAT(message([](auto & o) { o.strides[0].x = 2; }), HasSubstr("stride of the first stage is 2, expected 1"));
  EXPECT_THAT(message([](auto & o) { o.strides[1].x = 3; }), HasSubstr("a stride is 3, expected 1 to 2"));
  EXPECT_THAT(message([](auto & o) { o.supervisedStages = 3; }), HasSubstr("supervised_stages is 3, expected 0 to 2"));
}

TEST(MonaiSegResNetOptions, ListsAndNumbersMustFit)
{
  const auto message = [](auto && change) { return MessageAfter<vox::MonaiSegResNetOptions>(change); };
  EXPECT_THAT(message([](auto & o) { o.blocksUp.pop_back(); }), HasSubstr("blocks_up has 2 entries, expected 3"));
  EXPECT_THAT(message([](auto & o) { o.blocksDown[0] = 0; }), HasSubstr("an entry of blocks_down is 0"));
  EXPECT_THAT(message([](auto & o) { o.initialFilters = 12; }),
              HasSubstr("initial_filters is 12, expected a multiple of 8"));
}

TEST(DiffusionUNetOptions, ListsAndNumbersMustFit)
{
  const auto message = [](auto && change) { return MessageAfter<vox::DiffusionUNetOptions>(change); };
  EXPECT_THAT(message([](auto & o) { o.attention.pop_back(); }), HasSubstr("attention has 2 entries, expected 3"));
  EXPECT_THAT(message([](auto & o) { o.residualBlocks.pop_back(); }), HasSubstr("residual_blocks has 2"));
  EXPECT_THAT(message([](auto & o) { o.headChannels.pop_back(); }), HasSubstr("head_channels has 2"));
  EXPECT_THAT(message([](auto & o) { o.channels[0] = 20; }), HasSubstr("channels is 20, expected a multiple of 8"));
  EXPECT_THAT(message([](auto & o) { o.headChannels[1] = 48; }), HasSubstr("is 64, expected a multiple of 48"));
  EXPECT_THAT(message([](auto & o) { o.contextChannels = -1; }), HasSubstr("context_channels is -1"));
  EXPECT_THAT(message([](auto & o) { o.normEps = 0.0; }), HasSubstr("norm_eps is 0"));
  EXPECT_EQ(message([](auto & o) { o.headChannels[0] = 0; }), "accepted"); // a level without attention
}
