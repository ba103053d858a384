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
}
