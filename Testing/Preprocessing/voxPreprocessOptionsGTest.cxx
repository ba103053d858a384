// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocessOptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace
{
using vox::Normalization;
using vox::PreprocessOptions;

TEST(PreprocessOptions, NameTheirChoices)
{
  EXPECT_EQ(vox::ParseEnum<vox::ReadingOrder>("ras", "test"), vox::ReadingOrder::Ras);
  EXPECT_EQ(vox::NameOf(vox::ReadingOrder::AsStored), "as-stored");
  for (const auto & [value, name] :
       std::initializer_list<std::pair<Normalization, std::string_view>>{{Normalization::ZScore, "z-score"},
                                                                         {Normalization::Ct, "ct"},
                                                                         {Normalization::None, "none"},
                                                                         {Normalization::RescaleTo01, "rescale-to-0-1"},
                                                                         {Normalization::RgbTo01, "rgb-to-0-1"}})
  {
    EXPECT_EQ(vox::NameOf(value), name);
    EXPECT_EQ(vox::ParseEnum<Normalization>(name, "test"), value);
  }
}

TEST(PreprocessOptions, ResamplingIsReadAndWrittenWithNnunetsKeys)
{
  vox::ResampleOptions options;
  vox::FromJson(vox::Json::parse(R"({"order": 1, "order_z": 1, "force_separate_z": true})"), options, "test");
  EXPECT_EQ(options.order, 1);
  EXPECT_EQ(options.orderZ, 1);
  EXPECT_EQ(options.forceSeparateZ, true);
  EXPECT_EQ(vox::ToJson(vox::ResampleOptions{}).dump(), R"({"order":3,"order_z":0,"force_separate_z":null})");
}

TEST(PreprocessOptions, DefaultsAreValid)
{
  EXPECT_NO_THROW(vox::Validate(PreprocessOptions{}));
}

TEST(PreprocessOptions, ThatDoNotFitAreRefusedWithTheValueFound)
{
  const auto message = [](const std::function<void(PreprocessOptions &)> & change) -> std::string {
    PreprocessOptions options;
    change(options);
    try
    {
      vox::Validate(options);
    }
    catch (const vox::Error & error)
    {
      EXPECT_EQ(error.Kind(), vox::ErrorKind::Usage);
      return error.what();
    }
    return {};
  };
  using ::testing::HasSubstr;
  EXPECT_THAT(message([](auto & o) { o.transposeForward = {0, 1, 1}; }), HasSubstr("transpose is 0, 1, 1"));
  EXPECT_THAT(message([](auto & o) { o.spacingMm[2] = 0.0; }), HasSubstr("target spacing is 0 mm"));
  EXPECT_THAT(message([](auto & o) { o.normalization.clear(); }),
              HasSubstr("0 normalization schemes and 1 mask flags"));
  EXPECT_THAT(message([](auto & o) { o.useMaskForNorm.push_back(true); }), HasSubstr("1 normalization schemes and 2"));
  EXPECT_THAT(message([](auto & o) { o.normalization = {Normalization::Ct}; }), HasSubstr("statistics of 0 channels"));
  EXPECT_THAT(message([](auto & o) { o.image.order = 2; }), HasSubstr("the image's order is 2, known are 0, 1, 3"));
  EXPECT_THAT(message([](auto & o) { o.image.orderZ = 3; }), HasSubstr("the image's order_z is 3"));
  EXPECT_THAT(message([](auto & o) { o.labels.order = 3; }), HasSubstr("the labels' order is 3"));
  EXPECT_THAT(message([](auto & o) { o.labels.orderZ = 1; }), HasSubstr("the labels' order_z is 1"));
  EXPECT_THAT(message([](auto & o) { o.probabilities.order = -1; }), HasSubstr("the probabilities' order is -1"));
  EXPECT_THAT(message([](auto & o) { o.probabilities.orderZ = 2; }), HasSubstr("the probabilities' order_z is 2"));
}
} // namespace
