// SPDX-License-Identifier: Apache-2.0
// What stands in the reports; how they behave in a browser is tested with their parts.
#include "voxCaseReport.h"
#include "voxDatasetReport.h"
#include "voxEvaluationReport.h"
#include "voxExpectError.h"
#include "voxModelComparisonReport.h"
#include "voxSummaryFile.h"
#include "voxTemporaryFolder.h"
#include "voxWilcoxon.h"

#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

EvaluationRecord
RecordOf(const std::vector<SummaryCase> & cases)
{
  const TemporaryFolder folder;
  WriteJson(folder / "summary.json", SummaryOf(cases));
  return ReadEvaluationRecord(folder.Path());
}

/** The first table of a section with this heading. */
const PageTable &
TableOf(const ResultsPage & page, const std::string & heading)
{
  for (const PageSection & section : page.sections)
  {
    for (const PageElement & element : section.elements)
    {
      if (section.heading == heading && std::holds_alternative<PageTable>(element))
      {
        return std::get<PageTable>(element);
      }
    }
  }
  throw std::runtime_error("no table in " + heading);
}

std::vector<PageElement>
NoElements(const RecordedCase &)
{
  return {};
}

TEST(EvaluationReport, WhatWasMissedStandsFirst)
{
  const EvaluationRecord record = RecordOf({{"good", 0.9, 2.0, 10.0, 12.0},
                                            {"missed", 0.0, "inf", 5.0, 0.0},
                                            {"invented", 0.0, "inf", 0.0, 3.0},
                                            {"absent", nullptr, nullptr, 0.0, 0.0}});
  const ResultsPage page = EvaluationReport(record, {}, &NoElements);
  EXPECT_EQ(page.sections.front().heading, "To look at first");
  const PageTable & table = TableOf(page, "To look at first");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.rows[0], ElementsAre("missed", "Anterior", "missed: not in the prediction", "5.00", "0.00"));
  EXPECT_EQ(table.rows[1][2], "found where the reference has none");
  EXPECT_THAT(page.sections.front().paragraph, HasSubstr("1 times a structure is neither"));
  // 0.9, 0, 0: the case without the structure counts in no mean, and one infinite distance makes the mean so.
  const PageTable & means = TableOf(page, "Summary");
  EXPECT_THAT(means.rows[0][1], HasSubstr("0.300 ("));
  EXPECT_THAT(means.rows[0][2], HasSubstr("inf"));
}

TEST(EvaluationReport, TheWorstCasesAreThoseOfTheLowestDice)
{
  const EvaluationRecord record =
      RecordOf({{"a", 0.9, 1, 1, 1}, {"b", nullptr, 1, 1, 1}, {"c", 0.2, 1, 1, 1}, {"d", 0.5, 1, 1, 1}});
  EXPECT_THAT(WorstCases(record, 2), ElementsAre(2U, 3U));
  EXPECT_THAT(WorstCases(record, 9), ElementsAre(2U, 3U, 0U, 1U)); // without a value last
  EXPECT_TRUE(WorstCases(record, 0).empty());
  std::vector<std::string> drawn;
  EvaluationReportOptions options;
  options.worst = 2;
  static_cast<void>(EvaluationReport(record, options, [&](const RecordedCase & ofCase) {
    drawn.push_back(ofCase.name);
    return std::vector<PageElement>{};
  }));
  EXPECT_THAT(drawn, ElementsAre("c", "d"));
}

TEST(EvaluationReport, VolumesAgreeWithinTheLimitsOfBlandAndAltman)
{
  // Differences 1, 2, 3: bias 2, standard deviation 1.
  const EvaluationRecord record = RecordOf({{"a", 1, 1, 10, 11}, {"b", 1, 1, 10, 12}, {"c", 1, 1, 10, 13}});
  const ResultsPage page = EvaluationReport(record, {}, &NoElements);
  const PageTable & table = TableOf(page, "Volumes");
  EXPECT_THAT(table.rows[0], ElementsAre("Anterior", "3", "2", "1", "0.04", "3.96"));
}

TEST(EvaluationReport, NamesAreEscapedAndHaveNoFolders)
{
  const EvaluationRecord record = RecordOf({{"<script>alert(1)</script>", 0.5, 1, 1, 1}});
  const std::string html = RenderResultsPage(EvaluationReport(record, {}, &NoElements));
  EXPECT_THAT(html, AllOf(HasSubstr("script&gt;"), Not(HasSubstr("<script>alert")), Not(HasSubstr("ref/"))));
}

TEST(EvaluationReport, AThousandStructuresFit)
{
  EvaluationRecord record;
  record.measures = {"Dice"};
  RecordedCase ofCase;
  ofCase.name = "case";
  for (int i = 0; i < 1000; ++i)
  {
    record.structures.push_back({std::to_string(i + 1), "structure " + std::to_string(i + 1)});
    ofCase.measures.push_back({{"Dice", 0.001 * i}});
  }
  record.cases = {ofCase};
  const std::string html = RenderResultsPage(EvaluationReport(record, {}, &NoElements));
  EXPECT_LT(html.size(), 3'000'000U);
  EXPECT_THAT(html, HasSubstr("structure 1000"));
}

TEST(ModelComparisonReport, PairsCasesByNameAndTestsThem)
{
  std::vector<SummaryCase> first;
  std::vector<SummaryCase> second;
  std::vector<double> differences;
  for (int i = 0; i < 8; ++i)
  {
    const double better = 0.01 * (i + 1);
    first.push_back({"case_" + std::to_string(i), 0.5, 2.0, 1, 1});
    second.insert(second.begin(), {"case_" + std::to_string(i), 0.5 + better, 2.0, 1, 1}); // another order
    differences.push_back(better);
  }
  second.push_back({"alone", 0.1, 2.0, 1, 1});
  const std::vector<ComparedModel> models{{"old", RecordOf(first)}, {"new", RecordOf(second)}};
  const ResultsPage page = ModelComparisonReport(models, "Comparison");
  const auto & notice = std::get<PageNotice>(page.sections.front().elements.front());
  EXPECT_THAT(notice.text, HasSubstr("new has 9 cases"));
  const PageTable & table = TableOf(page, "Paired differences");
  EXPECT_THAT(table.rows[0][4], "0.045");
  EXPECT_EQ(table.rows[0][3], "8");
  EXPECT_EQ(table.rows[1][2], "HD95, mm");
  EXPECT_EQ(table.rows[2][2], "volume difference, ml");
  const double p = WilcoxonSignedRank(differences)->pValue; // 2 / 256
  EXPECT_EQ(table.rows[0][7], fmt::format("{:.3g}", p));
  EXPECT_EQ(table.rows[1][7], "-");                      // equal distances cannot be tested
  EXPECT_EQ(table.rows[0][8], fmt::format("{:.3g}", p)); // the only test with a probability
}

TEST(ModelComparisonReport, NothingInCommonIsRefused)
{
  const EvaluationRecord a = RecordOf({{"a", 0.5, 1, 1, 1}});
  const EvaluationRecord b = RecordOf({{"b", 0.5, 1, 1, 1}});
  const auto compare = [](std::vector<ComparedModel> models) {
    return [models] { static_cast<void>(ModelComparisonReport(models, "")); };
  };
  VOX_EXPECT_ERROR(compare({{"x", a}})(), ErrorKind::BadInput, "expected two or more");
  VOX_EXPECT_ERROR(compare({{"x", a}, {"x", a}})(), ErrorKind::BadInput, "two models named x");
  VOX_EXPECT_ERROR(compare({{"x", a}, {"y", b}})(), ErrorKind::BadInput, "found no case that all others have");
}

DatasetSurvey
Survey(int cases)
{
  DatasetSurvey survey;
  survey.structures = {"liver", "spleen"};
  for (int i = 0; i < cases; ++i)
  {
    SurveyedCase ofCase;
    ofCase.name = "case_" + std::to_string(i);
    ofCase.geometry.emplace();
    ofCase.geometry->size = {20 + i, 64, 64};
    ofCase.orientation = "RAS";
    ofCase.hasLabels = true;
    ofCase.milliliters["liver"] = 1500.0 + i;
    survey.cases.push_back(ofCase);
  }
  return survey;
}

TEST(DatasetReport, OutliersAreFoundByTheirScores)
{
  DatasetSurvey survey = Survey(9);
  EXPECT_TRUE(FindOutliers(survey).empty());
  survey.cases[4].milliliters["liver"] = 15.0;
  survey.cases[7].geometry->size.y = 65; // all others are equal
  const std::vector<Outlier> found = FindOutliers(survey);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].ofCase, "case_4");
  EXPECT_EQ(found[0].quantity, "ml of liver");
  EXPECT_LT(found[0].score, -3.5);
  EXPECT_EQ(found[1].quantity, "voxels, y");
  EXPECT_TRUE(FindOutliers(Survey(4)).empty());
}

TEST(DatasetReport, ProblemsStandFirstAndWhatIsUnusualNext)
{
  DatasetSurvey survey = Survey(6);
  survey.cases[2].problem = "labels on another grid";
  survey.cases[3].orientation = "LPS";
  const ResultsPage page = DatasetReport(survey, "Data");
  EXPECT_THAT(TableOf(page, "Problems").rows[0], ElementsAre("case_2", "labels on another grid"));
  const std::string html = RenderResultsPage(page);
  EXPECT_THAT(html,
              AllOf(HasSubstr("LPS in 1 cases, RAS in 5 cases"), HasSubstr("No case holds the structure spleen")));
}

TEST(CaseReport, SaysThatItIsNoMedicalDeviceAndWhatIsMissing)
{
  CaseReportContent content;
  content.name = "case";
  content.structures = {{"liver", 1500.25, 200.0, 150.0, 180.0, 55.0, 12.0, 100},
                        {"spleen", 0.0, 0.0, 0.0, 0.0, {}, {}, 0}};
  const std::string html = RenderResultsPage(CaseReport(content, "Report"));
  EXPECT_THAT(html, AllOf(HasSubstr("Not a medical device."), HasSubstr("Without any voxel: spleen."),
                          HasSubstr("1500.25"), HasSubstr("not known")));
  EXPECT_LT(html.find("Not a medical device"), html.find("1500.25"));
}

} // namespace
} // namespace vox::testing
