// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxHrstNetOptions.h"
#include "voxSwinUnetrOptions.h"
#include "voxTransUnet3dOptions.h"
#include "voxTransUnetOptions.h"
#include "voxUNetTransformerOptions.h"
#include "voxUnetrOptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using ::testing::HasSubstr;

/** The message of Validate after this change to valid options. */
template <typename TOptions, typename TChange>
std::string
MessageAfter(TChange && change)
{
  TOptions options;
  change(options);
  try
  {
    Validate(options, "plan");
  }
  catch (const vox::Error & error)
  {
    EXPECT_EQ(error.Kind(), vox::ErrorKind::BadModel);
    EXPECT_THAT(error.what(), ::testing::StartsWith("plan: "));
    return error.what();
  }
  return "accepted";
}

} // namespace

TEST(UnetrOptions, NumbersThatMakeNoNetworkAreRefused)
{
  using Options = vox::UnetrOptions;
  EXPECT_EQ(MessageAfter<Options>([](Options &) {}), "accepted");
  EXPECT_EQ(MessageAfter<Options>([](Options & o) {
              o.dimensions = 2;
              o.imageSize.z = 1;
            }),
            "accepted");
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.dimensions = 1; }), HasSubstr("found 1 dimensions"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.inputChannels = 0; }), HasSubstr("input_channels is 0"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.imageSize.y = 100; }),
              HasSubstr("an entry of image_size is 100, expected a multiple of the size of a patch, which is 16"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.hiddenChannels = 100; }),
              HasSubstr("hidden_channels is 100, expected a multiple of heads, which is 12"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.heads = 0; }), HasSubstr("heads is 0"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.features = 0; }), HasSubstr("features is 0"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.mlpChannels = -1; }), HasSubstr("mlp_channels is -1"));
}

TEST(SwinUnetrOptions, NumbersThatMakeNoNetworkAreRefused)
{
  using Options = vox::SwinUnetrOptions;
  EXPECT_EQ(MessageAfter<Options>([](Options &) {}), "accepted");
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.dimensions = 4; }), HasSubstr("found 4 dimensions"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.depths = {2, 2}; }), HasSubstr("depths has 2 entries"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.heads.push_back(1); }), HasSubstr("heads has 5 entries"));
  EXPECT_THAT(
      MessageAfter<Options>([](Options & o) { o.heads[2] = 7; }),
      HasSubstr("the number of channels of a stage is 96, expected a multiple of its entry of heads, which is 7"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.depths[0] = 0; }), HasSubstr("an entry of depths is 0"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.windowSize = 0; }), HasSubstr("window_size is 0"));
}

TEST(TransUnetOptions, NumbersThatMakeNoNetworkAreRefused)
{
  using Options = vox::TransUnetOptions;
  EXPECT_EQ(MessageAfter<Options>([](Options &) {}), "accepted");
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.dimensions = 3; }),
              HasSubstr("found 3 dimensions, expected 2; TransUNet3D takes volumes"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.imageSize.x = 200; }),
              HasSubstr("x of image_size is 200, expected a multiple of the size of a token, which is 16"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.width = 48; }), HasSubstr("width is 48"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.units = {1}; }), HasSubstr("units has 1 entries"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.decoderChannels[3] = 0; }),
              HasSubstr("an entry of decoder_channels is 0"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.dropout = 1.0; }), HasSubstr("dropout is 1"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.layers = 0; }), HasSubstr("layers is 0"));
}

TEST(TransUnetSmallOptions, NumbersThatMakeNoNetworkAreRefused)
{
  using Options = vox::TransUnetSmallOptions;
  EXPECT_EQ(MessageAfter<Options>([](Options &) {}), "accepted");
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.imageSize.y = 100; }), HasSubstr("y of image_size is 100"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.width = 3; }), HasSubstr("width is 3"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.hiddenChannels = 50; }), HasSubstr("hidden_channels is 50"));
}

TEST(TransUnet3dOptions, NumbersThatMakeNoNetworkAreRefused)
{
  using Options = vox::TransUnet3dOptions;
  EXPECT_EQ(MessageAfter<Options>([](Options &) {}), "accepted");
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.imageSize.z = 40; }),
              HasSubstr("an entry of image_size is 40, expected a multiple of the size of a token, which is 16"));
  EXPECT_EQ(MessageAfter<Options>([](Options & o) {
              o.variant = vox::TransUnetVariant::Decoder;
              o.imageSize.z = 40; // not looked at
            }),
            "accepted");
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.decoderLayers = 5; }),
              HasSubstr("decoder_layers is 5, expected 1 to 4, the number of decoder stages"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.encoderLayers = 0; }), HasSubstr("encoder_layers is 0"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.featuresPerStage = {8}; }), HasSubstr("found 1 stages"));
}

TEST(UNetTransformerOptions, AttentionOverTooManyVoxelsIsRefused)
{
  using Options = vox::UNetTransformerOptions;
  EXPECT_EQ(MessageAfter<Options>([](Options &) {}), "accepted");
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.attentionGrid = 257; }),
              HasSubstr("attention_grid is 257, expected 256 or less"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) {
                o.dimensions = 3;
                o.attentionGrid = 64;
              }),
              HasSubstr("attention_grid is 64, expected 40 or less"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.gatedSkips = 5; }),
              HasSubstr("gated_skips is 5, expected 0 to 4, the number of skips"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.heads = 3; }),
              HasSubstr("an entry of features_per_stage is 64, expected a multiple of heads, which is 3"));
}

TEST(UNetTransformerOptions, ImagesAreAsLargeAsAttentionAllows)
{
  vox::UNetTransformerOptions options;
  EXPECT_EQ(SizesOf(options).axes.x.Text(), "multiples of 16 to 256"); // the finest gate sees a half of it
  options.gatedSkips = 2;
  EXPECT_EQ(SizesOf(options).axes.x.Text(), "multiples of 16 to 1024");
  options.gatedSkips = 0;
  EXPECT_EQ(SizesOf(options).axes.x.Text(), "multiples of 16 to 2048");
  options.dimensions = 3;
  EXPECT_EQ(SizesOf(options).axes.x.Text(), "multiples of 16 to 384");
}

TEST(HrstNetOptions, NumbersThatMakeNoNetworkAreRefused)
{
  using Options = vox::HrstNetOptions;
  EXPECT_EQ(MessageAfter<Options>([](Options &) {}), "accepted");
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.heads.pop_back(); }), HasSubstr("heads has 3 entries"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.patchSize = 0; }), HasSubstr("patch_size is 0"));
  EXPECT_THAT(MessageAfter<Options>([](Options & o) { o.heads[1] = 7; }),
              HasSubstr("the number of channels of a branch is 48"));
}
