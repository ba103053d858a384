// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocess.h"

#include "voxGeometryExamples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace
{
vox::PreprocessRecord
ExampleRecord()
{
  vox::PreprocessRecord record;
  record.original = vox::testing::ObliqueGeometry();
  record.order = {{2, 0, 1}, {true, false, true}};
  record.reordered = vox::Reordered(record.original, record.order);
  record.crop = {{1, 0, 1}, {6, 5, 3}};
  record.resampled = vox::Resized(vox::Cropped(record.reordered, record.crop), {9, 4, 2});
  record.probabilities = {1, 1, false};
  record.targetSpacingMm = {1.0 / 3.0, 0.1, 2.5};
  return record;
}

std::string
MessageFor(const std::function<void(vox::Json &)> & change)
{
  vox::Json json = vox::ToJson(ExampleRecord());
  change(json);
  try
  {
    (void)vox::PreprocessRecordFromJson(json, "case_1.safetensors");
  }
  catch (const vox::Error & error)
  {
    EXPECT_EQ(error.Kind(), vox::ErrorKind::BadInput);
    EXPECT_THAT(error.what(), ::testing::StartsWith("case_1.safetensors: "));
    return error.what();
  }
  return {};
}

TEST(PreprocessRecord, SurvivesARoundTripThroughTextBitForBit)
{
  const vox::PreprocessRecord record = ExampleRecord();
  const vox::Json json = vox::Json::parse(vox::ToJson(record).dump());
  const vox::PreprocessRecord read = vox::PreprocessRecordFromJson(json, "test");
  EXPECT_EQ(read.original, record.original);
  EXPECT_EQ(read.order, record.order);
  EXPECT_EQ(read.reordered, record.reordered);
  EXPECT_EQ(read.crop, record.crop);
  EXPECT_EQ(read.resampled, record.resampled);
  EXPECT_EQ(read.probabilities.order, 1);
  EXPECT_EQ(read.probabilities.orderZ, 1);
  EXPECT_EQ(read.probabilities.forceSeparateZ, false);
  EXPECT_EQ(read.targetSpacingMm, record.targetSpacingMm);
}

TEST(PreprocessRecord, ThatLacksAStepIsRefused)
{
  for (const char * key : {"original", "order", "reordered", "crop", "resampled", "probabilities", "target_spacing_mm"})
  {
    EXPECT_THAT(MessageFor([&](auto & json) { json.erase(key); }), ::testing::HasSubstr(key));
  }
}

TEST(PreprocessRecord, WithAValueOfTheWrongTypeIsRefused)
{
  EXPECT_THAT(MessageFor([](auto & json) { json["original"]["size"] = "large"; }),
              ::testing::HasSubstr("not a preprocessing record"));
  EXPECT_THAT(MessageFor([](auto & json) { json["probabilities"]["order"] = "cubic"; }),
              ::testing::HasSubstr("expected a whole number"));
  EXPECT_THAT(MessageFor([](auto & json) { json["probabilities"]["spline"] = 3; }),
              ::testing::HasSubstr("unknown key 'spline'"));
}

TEST(PreprocessRecord, ThatContradictsItselfIsRefused)
{
  const auto contradiction = ::testing::HasSubstr("contradicts itself");
  EXPECT_THAT(MessageFor([](auto & json) { json["order"]["source"] = {0, 0, 1}; }), contradiction);
  EXPECT_THAT(MessageFor([](auto & json) { json["order"]["source"] = {0, 1, 2}; }), contradiction);
  EXPECT_THAT(MessageFor([](auto & json) { json["crop"]["lower"] = {-1, 0, 0}; }), contradiction);
  EXPECT_THAT(MessageFor([](auto & json) { json["crop"]["upper"] = {8, 5, 3}; }), contradiction);
  EXPECT_THAT(MessageFor([](auto & json) { json["crop"]["upper"] = {1, 5, 3}; }), contradiction);
  EXPECT_THAT(MessageFor([](auto & json) { json["resampled"]["size"] = {9, 0, 2}; }), contradiction);
}
} // namespace
