// SPDX-License-Identifier: Apache-2.0
#include "voxComponentRules.h"
#include "voxExpectError.h"
#include "voxLabelRow.h"

#include <ATen/ATen.h>

namespace
{

using namespace vox;
using vox::testing::LabelRow;

void
ExpectRow(const Volume & labels, const std::vector<int> & values)
{
  EXPECT_TRUE(labels.voxels.flatten().equal(at::tensor(values, at::kInt))) << labels.voxels.flatten();
}

TEST(ComponentRules, ApplyInOrderEachOnTheResultBefore)
{
  const Volume labels = LabelRow({1, 2, 2, 2, 0, 1, 1, 0, 2});
  ExpectRow(ApplyRules(labels, {}), {1, 2, 2, 2, 0, 1, 1, 0, 2});
  ExpectRow(ApplyRules(labels, {{{1, 2}}}), {1, 2, 2, 2, 0, 0, 0, 0, 0});
  ExpectRow(ApplyRules(labels, {{{1}}}), {0, 2, 2, 2, 0, 1, 1, 0, 2});
  // The other order leaves the larger part of label 1, because it is no longer beside label 2.
  ExpectRow(ApplyRules(labels, {{{1, 2}, {1}}}), {1, 2, 2, 2, 0, 0, 0, 0, 0});
  ExpectRow(ApplyRules(labels, {{{1}, {1, 2}}}), {0, 2, 2, 2, 0, 0, 0, 0, 0});
}

TEST(ComponentRules, GoThroughJsonAndBack)
{
  const ComponentRules rules{{{1, 2}, {2}}};
  const Json json = ToJson(rules);
  EXPECT_EQ(json["postprocessing_kwargs"][1]["labels_or_regions"], 2) << "a label is a number, as in nnU-Net";
  EXPECT_EQ(ComponentRulesFromJson(json, "rules"), rules);
  EXPECT_EQ(ComponentRulesFromJson(ToJson(ComponentRules{}), "rules"), ComponentRules{});
}

TEST(ComponentRules, ReadAListOfRegionsAsTheirUnion)
{
  Json json = ToJson(ComponentRules{{{1}}});
  json["postprocessing_kwargs"][0]["labels_or_regions"] = Json::parse("[[1, 2, 3], [2, 3], 3]");
  EXPECT_EQ(ComponentRulesFromJson(json, "rules").structures, (std::vector<std::vector<std::int64_t>>{{1, 2, 3}}));
}

TEST(ComponentRules, RefuseWhatTheyDoNotKnow)
{
  const Json good = ToJson(ComponentRules{{{1, 2}}});
  const auto refused = [&](const char * key, const Json & value, const char * part) {
    Json json = good;
    json[key] = value;
    VOX_EXPECT_ERROR((void)ComponentRulesFromJson(json, "rules.json"), ErrorKind::BadInput, part);
  };
  refused("postprocessing_fns", Json::array({"os.system"}), "rules.json: step 1: found the function \"os.system\"");
  refused("postprocessing_fns", Json::array(), "found 0 'postprocessing_fns' and 1 'postprocessing_kwargs'");
  refused("postprocessing_fns", "none", "no list 'postprocessing_fns'");
  refused("postprocessing_kwargs", Json::array({Json::object()}), "no key 'labels_or_regions'");
  refused("postprocessing_kwargs", Json::array({{{"labels_or_regions", 0}}}), "found 0, expected a label value");
  refused("postprocessing_kwargs", Json::array({{{"labels_or_regions", Json::array()}}}), "found no values");
}

} // namespace
