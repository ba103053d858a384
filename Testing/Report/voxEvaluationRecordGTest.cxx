// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluationRecord.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxSummaryFile.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>

#include <cmath>

namespace vox::testing
{
namespace
{

using ::testing::ElementsAre;

TEST(EvaluationRecord, HoldsWhatTheFileSays)
{
  const TemporaryFolder folder;
  WriteJson(folder / "summary.json", SummaryOf({{"a", 0.9, 2.0, 10.0, 12.0}, {"b", 0.0, "inf", 5.0, 0.0}}));
  EXPECT_TRUE(IsEvaluation(folder.Path()));
  EXPECT_TRUE(IsEvaluation(folder / "summary.json"));
  const EvaluationRecord record = ReadEvaluationRecord(folder.Path());
  ASSERT_EQ(record.cases.size(), 2U);
  EXPECT_EQ(record.cases[0].name, "a");
  ASSERT_EQ(record.structures.size(), 1U);
  EXPECT_EQ(record.structures[0].name, "Anterior");
  EXPECT_EQ(record.cases[0].Value(0, "Dice"), 0.9);
  EXPECT_TRUE(std::isinf(record.cases[1].Value(0, "HD95").value()));
  EXPECT_FALSE(record.cases[0].Value(0, "ASSD"));
  EXPECT_TRUE(record.cases[1].IsMissed(0));
  EXPECT_FALSE(record.cases[1].IsHallucinated(0));
  EXPECT_FALSE(record.cases[0].IsMissed(0));
  EXPECT_EQ(record.measures.front(), "Dice"); // in the order of the registry
  EXPECT_TRUE(record.Has("volume_ref_ml"));
}

TEST(EvaluationRecord, StructuresComeInTheOrderOfTheirNumbers)
{
  const TemporaryFolder folder;
  Json summary = SummaryOf({{"a", 0.9, 2.0, 10.0, 12.0}});
  Json & metrics = summary["metric_per_case"][0]["metrics"];
  metrics["10"] = metrics["1"];
  metrics["2"] = metrics["1"];
  WriteJson(folder / "summary.json", summary);
  std::vector<std::string> keys;
  for (const RecordedStructure & structure : ReadEvaluationRecord(folder.Path()).structures)
  {
    keys.push_back(structure.key);
  }
  EXPECT_THAT(keys, ElementsAre("1", "2", "10"));
}

TEST(EvaluationRecord, NnunetsFilesHaveKeysForNamesAndNoDefinitions)
{
  const TemporaryFolder folder;
  WriteTextFile(
      folder / "summary.json",
      "{\"foreground_mean\": {\"Dice\": NaN}, \"metric_per_case\": [{\"metrics\": {\"(1, 2)\": {\"Dice\": NaN}}, "
      "\"prediction_file\": \"/p/case_1.nii.gz\", \"reference_file\": \"/r/case_1.nii.gz\"}]}");
  const EvaluationRecord record = ReadEvaluationRecord(folder / "summary.json");
  EXPECT_EQ(record.structures.front().name, "(1, 2)");
  EXPECT_FALSE(record.cases.front().Value(0, "Dice"));
  EXPECT_TRUE(record.definitions.is_null());
}

TEST(EvaluationRecord, OtherFilesAreRefusedInOneLine)
{
  const TemporaryFolder folder;
  const auto refused = [&](const Json & json, const char * why) {
    WriteJson(folder / "summary.json", json);
    VOX_EXPECT_ERROR(static_cast<void>(ReadEvaluationRecord(folder.Path())), ErrorKind::BadInput, why);
  };
  refused(Json::array(), "summary.json: found no cases");
  refused({{"metric_per_case", Json::array()}}, "found no cases");
  refused({{"metric_per_case", {{{"metrics", 3}}}}}, "found a case without metrics");
  refused(SummaryOf({{"a", 0.9, 2.0, 1.0, 1.0}, {"a", 0.9, 2.0, 1.0, 1.0}}), "found two cases named a");
  refused(SummaryOf({{"a", "much", 2.0, 1.0, 1.0}}), "Dice: found \"much\"");
  Json other = SummaryOf({{"a", 0.9, 2.0, 1.0, 1.0}, {"b", 0.9, 2.0, 1.0, 1.0}});
  other["metric_per_case"][1]["metrics"]["2"] = Json::object();
  refused(other, "b: found other structures");
}

TEST(EvaluationRecord, FilesOfCasesAreFoundBesideTheSummary)
{
  const TemporaryFolder folder;
  WriteJson(folder / "summary.json", SummaryOf({{"a", 0.9, 2.0, 10.0, 12.0}}));
  const EvaluationRecord record = ReadEvaluationRecord(folder.Path());
  EXPECT_TRUE(ResolveCaseFile(record, record.cases[0].prediction).empty());
  WriteTextFile(folder / "a.nii.gz", "x");
  EXPECT_EQ(ResolveCaseFile(record, "/elsewhere/a.nii.gz"), folder / "a.nii.gz");
}

} // namespace
} // namespace vox::testing
