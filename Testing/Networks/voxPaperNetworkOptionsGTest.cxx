// SPDX-License-Identifier: Apache-2.0
#include "voxAttentionUNetOptions.h"
#include "voxClassicUNetOptions.h"
#include "voxGroupNormUNetOptions.h"
#include "voxLessonUNetOptions.h"
#include "voxMeshNetOptions.h"
#include "voxNestedUNetOptions.h"
#include "voxR2UNetOptions.h"
#include "voxUNet3DOptions.h"
#include "voxVNetOptions.h"

#include "voxExpectError.h"

namespace
{

/** What Validate says of the defaults after this change; "accepted" if nothing. */
template <typename TOptions, typename TChange>
std::string
MessageAfter(TChange && change)
{
  TOptions options;
  change(options);
  try
  {
    Validate(options, "test");
  }
  catch (const vox::Error & error)
  {
    EXPECT_EQ(error.Kind(), vox::ErrorKind::BadModel);
    return error.what();
  }
  return "accepted";
}

} // namespace

template <typename TOptions> class PaperNetworkOptions : public ::testing::Test
{};

using AllOptions = ::testing::Types<vox::ClassicUNetOptions, vox::UNet3DOptions, vox::TutorialUNetOptions,
                                    vox::SmallUNetOptions, vox::KerasUNetOptions, vox::AttentionUNetOptions,
                                    vox::GridAttentionUNetOptions, vox::GroupNormUNetOptions, vox::R2UNetOptions,
                                    vox::NestedUNetOptions, vox::VNetOptions, vox::MeshNetOptions>;
TYPED_TEST_SUITE(PaperNetworkOptions, AllOptions);

TYPED_TEST(PaperNetworkOptions, DefaultsAreAcceptedAndWrongImagesAreNot)
{
  EXPECT_EQ(MessageAfter<TypeParam>([](auto &) {}), "accepted");
  EXPECT_EQ(MessageAfter<TypeParam>([](auto & o) { o.dimensions = 4; }), "test: found 4 dimensions, expected 2 or 3");
  EXPECT_EQ(MessageAfter<TypeParam>([](auto & o) { o.inputChannels = 0; }),
            "test: input_channels is 0, expected 1 or more");
  EXPECT_EQ(MessageAfter<TypeParam>([](auto & o) { o.outputChannels = -1; }),
            "test: output_channels is -1, expected 1 or more");
}

TYPED_TEST(PaperNetworkOptions, LevelsAreCountedAndPositive)
{
  if constexpr (requires(TypeParam o) { o.features.size(); })
  {
    EXPECT_THAT(MessageAfter<TypeParam>([](auto & o) { o.features = {4}; }),
                ::testing::StartsWith("test: found 1 levels in features, expected "));
    EXPECT_THAT(MessageAfter<TypeParam>([](auto & o) { o.features.assign(17, 1); }),
                ::testing::StartsWith("test: found 17 levels in features, expected "));
    EXPECT_EQ(MessageAfter<TypeParam>([](auto & o) { o.features[1] = 0; }),
              "test: an entry of features is 0, expected 1 or more");
  }
}

TYPED_TEST(PaperNetworkOptions, SurviveARoundTripThroughJson)
{
  TypeParam options;
  options.dimensions = 5 - options.dimensions;
  options.inputChannels = 7;
  TypeParam read;
  vox::FromJson(vox::ToJson(options), read, "test");
  EXPECT_EQ(vox::ToJson(read), vox::ToJson(options));
  EXPECT_EQ(read.inputChannels, 7);
}

TEST(ClassicUNetOptions, SkipsAreAddedOnlyWhereTheChannelsAgree)
{
  using Options = vox::ClassicUNetOptions;
  EXPECT_EQ(MessageAfter<Options>([](auto & o) { o.skip = vox::SkipConnection::Add; }), "accepted");
  EXPECT_THAT(MessageAfter<Options>([](auto & o) {
                o.skip = vox::SkipConnection::Add;
                o.upsampling = vox::UNetUpsampling::Bilinear;
              }),
              ::testing::StartsWith("test: skip is add, but bilinear upsampling keeps the channels"));
  EXPECT_THAT(
      MessageAfter<vox::UNet3DOptions>([](auto & o) { o.skip = vox::SkipConnection::Add; }),
      ::testing::StartsWith("test: skip is add, but upsampled features have the channels of the coarser level"));
  EXPECT_EQ(MessageAfter<Options>([](auto & o) { o.dropout = 1.0; }),
            "test: dropout is 1, expected 0 or more and below 1");
}

TEST(NestedUNetOptions, TheHeadThatPredictsExists)
{
  using Options = vox::NestedUNetOptions;
  EXPECT_EQ(MessageAfter<Options>([](auto & o) { o.predictionHead = 4; }), "accepted");
  EXPECT_EQ(MessageAfter<Options>([](auto & o) { o.predictionHead = 5; }),
            "test: prediction_head is 5, expected 1 to 4, or 0 for the average");
  EXPECT_THAT(MessageAfter<Options>([](auto & o) {
                o.deepSupervision = false;
                o.predictionHead = 2;
              }),
              ::testing::StartsWith("test: prediction_head is 2, but without deep_supervision there is one head"));
}

TEST(VNetOptions, ImagesAreRepeatedToTheFirstFeatures)
{
  EXPECT_EQ(MessageAfter<vox::VNetOptions>([](auto & o) { o.inputChannels = 4; }), "accepted");
  EXPECT_THAT(MessageAfter<vox::VNetOptions>([](auto & o) { o.inputChannels = 3; }),
              ::testing::StartsWith("test: base_features is 16, expected a multiple of the 3 input channels"));
  EXPECT_EQ(MessageAfter<vox::VNetOptions>([](auto & o) { o.skipDropout = -0.5; }),
            "test: skip_dropout is -0.5, expected 0 or more and below 1");
}

TEST(OtherPaperNetworkOptions, NumbersThatFitNoNetworkAreRefused)
{
  EXPECT_EQ(MessageAfter<vox::R2UNetOptions>([](auto & o) { o.recurrences = 0; }),
            "test: recurrences is 0, expected 1 or more");
  EXPECT_EQ(MessageAfter<vox::MeshNetOptions>([](auto & o) { o.dilations[3] = 0; }),
            "test: an entry of dilations is 0, expected 1 or more");
  EXPECT_THAT(MessageAfter<vox::MeshNetOptions>([](auto & o) { o.dilations.clear(); }),
              ::testing::StartsWith("test: found no dilations"));
  EXPECT_THAT(MessageAfter<vox::GroupNormUNetOptions>([](auto & o) { o.groups = 24; }),
              ::testing::StartsWith("test: a norm has 32 channels, expected fewer than 24 groups or a multiple"));
  EXPECT_EQ(MessageAfter<vox::KerasUNetOptions>([](auto & o) { o.features = 0; }),
            "test: features is 0, expected 1 or more");
  EXPECT_THAT(MessageAfter<vox::AttentionUNetOptions>([](auto & o) {
                o.features = {1, 4};
              }),
              ::testing::StartsWith("test: an entry of features is 1, expected 2 or more"));
}
