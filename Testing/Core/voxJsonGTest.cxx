// SPDX-License-Identifier: Apache-2.0
#include "voxJson.h"

#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

using vox::ErrorKind;
using vox::Json;

TEST(Json, KeepsTheOrderOfKeysThroughAFile)
{
  const vox::testing::TemporaryFolder folder;
  const Json json = {{"zebra", 1}, {"apple", {{"y", 2}, {"b", 3}}}};
  vox::WriteJson(folder / "a.json", json);
  EXPECT_EQ(vox::ReadJson(folder / "a.json").dump(), json.dump());
}

TEST(Json, PythonsNanAndInfinityBecomeNullOutsideOfStrings)
{
  const Json json = vox::ParseJson(R"({"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \" NaN"})", "test");
  EXPECT_TRUE(json["a"].is_null());
  EXPECT_TRUE(json["b"][0].is_null());
  EXPECT_TRUE(json["b"][1].is_null());
  EXPECT_EQ(json["c"], "NaN \" NaN");
}

TEST(Json, AMistakeIsNamedWithFileAndPosition)
{
  VOX_EXPECT_ERROR((void)vox::ParseJson("{\"a\": 1,,}", "plans.json"), ErrorKind::BadInput,
                   "plans.json: not valid JSON at byte 9");
  VOX_EXPECT_ERROR((void)vox::ParseJson("{\"a\": -1e400}", "plans.json"), ErrorKind::BadInput,
                   "plans.json: its JSON has a number beyond 1.8e308");
}

TEST(Json, ValuesThatWouldTakeTheWholeStackAreRefused)
{
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_NO_THROW((void)vox::ParseJson(nested(200), "a.json"));
  VOX_EXPECT_ERROR((void)vox::ParseJson(nested(201), "a.json"), ErrorKind::BadInput,
                   "a.json: its JSON is nested deeper than 200 levels at byte 201");
  VOX_EXPECT_ERROR((void)vox::ParseJson(nested(1000000), "a.json"), ErrorKind::BadInput, "nested deeper");
  EXPECT_EQ(vox::ParseJson("[\"\\\"" + std::string(300, '[') + "\"]", "a.json").size(), 1U);
}
