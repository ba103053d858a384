// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxSummary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace
{

using namespace vox;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

StructureMeasures
Found(std::string name, std::vector<std::int64_t> values, double dice, double hd95)
{
  StructureMeasures m;
  m.name = std::move(name);
  m.values = std::move(values);
  m.truePositives = 30;
  m.falsePositives = 10;
  m.falseNegatives = 20;
  m.trueNegatives = 940;
  m.referenceMl = 0.0625;
  m.predictionMl = 0.03125;
  m.dice = dice;
  m.iou = 0.5;
  m.precision = 0.75;
  m.recall = 0.6;
  m.specificity = 0.99;
  m.accuracy = 0.97;
  m.relativeVolumeDifference = -0.2;
  m.hausdorffMm = hd95 + 1.0;
  m.hausdorff95Mm = hd95;
  m.assdMm = hd95 / 2.0;
  m.masdMm = hd95 / 2.0 + 0.25;
  m.nsd = 0.9;
  m.boundaryIou = 0.8;
  return m;
}

StructureMeasures
Missed(std::string name, std::vector<std::int64_t> values)
{
  StructureMeasures m;
  m.name = std::move(name);
  m.values = std::move(values);
  m.falseNegatives = 50;
  m.trueNegatives = 950;
  m.referenceMl = 0.0625;
  m.dice = 0.0;
  m.iou = 0.0;
  m.recall = 0.0;
  m.nsd = 0.0;
  m.boundaryIou = 0.0;
  return m;
}

StructureMeasures
Absent(std::string name, std::vector<std::int64_t> values)
{
  StructureMeasures m;
  m.name = std::move(name);
  m.values = std::move(values);
  m.trueNegatives = 1000;
  return m;
}

CaseMeasures
Case(const std::string & file, std::vector<StructureMeasures> structures)
{
  return {file, file, 40.0, std::move(structures)};
}

/** Three cases: structure "a" found in all, "b" found, missed, absent in both. */
std::vector<CaseMeasures>
ThreeCases()
{
  return {Case("c1", {Found("a", {1}, 0.9, 2.0), Found("b", {2}, 0.8, 3.0)}),
          Case("c2", {Found("a", {1}, 0.7, 4.0), Missed("b", {2})}),
          Case("c3", {Found("a", {1}, 0.5, 9.0), Absent("b", {2})})};
}

std::vector<std::string>
Lines(const std::string & text)
{
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
  {
    lines.push_back(line);
  }
  return lines;
}

TEST(SummaryJson, HasMeansAndMediansOverTheDefinedCases)
{
  const Json json = SummaryJson({ThreeCases(), {}});
  EXPECT_DOUBLE_EQ(json["mean"]["1"]["Dice"].get<double>(), 0.7);
  EXPECT_DOUBLE_EQ(json["median"]["1"]["HD95"].get<double>(), 4.0);
  EXPECT_DOUBLE_EQ(json["mean"]["2"]["Dice"].get<double>(), 0.4);
  EXPECT_DOUBLE_EQ(json["mean"]["1"]["TP"].get<double>(), 30.0);
  EXPECT_DOUBLE_EQ(json["foreground_mean"]["Dice"].get<double>(), 0.55);
  EXPECT_EQ(json["metric_per_case"].size(), 3U);
  EXPECT_EQ(json["metric_per_case"][1]["reference_file"], "c2");
  EXPECT_EQ(json["names"]["2"], "b");
}

TEST(SummaryJson, TellsUndefinedFromInfiniteBesideEachMean)
{
  const Json json = SummaryJson({ThreeCases(), {}});
  EXPECT_EQ(json["mean"]["2"]["HD95"], "inf");
  EXPECT_EQ(json["counts"]["2"]["HD95"], (Json{{"finite", 1}, {"infinite", 1}, {"undefined", 1}}));
  EXPECT_EQ(json["counts"]["2"]["Dice"], (Json{{"finite", 2}, {"infinite", 0}, {"undefined", 1}}));
  EXPECT_EQ(json["metric_per_case"][1]["metrics"]["2"]["HD95"], "inf");
  EXPECT_EQ(json["metric_per_case"][2]["metrics"]["2"]["HD95"], nullptr);
  EXPECT_EQ(json["metric_per_case"][2]["metrics"]["2"]["Dice"], nullptr);
  EXPECT_EQ(json["foreground_mean"]["HD95"], "inf");
}

TEST(SummaryJson, AppliesEachEmptyPolicyToMissedStructuresAlone)
{
  const auto meanOf = [](EmptyPolicy policy, double millimeters = 0.0) {
    const EvaluationOptions options{.emptyPolicy = policy, .emptyDistanceMm = millimeters};
    return SummaryJson({ThreeCases(), options})["mean"]["2"];
  };
  EXPECT_EQ(meanOf(EmptyPolicy::Undefined)["HD95"], 3.0);
  EXPECT_EQ(meanOf(EmptyPolicy::Diagonal)["HD95"], (3.0 + 40.0) / 2.0);
  EXPECT_EQ(meanOf(EmptyPolicy::Diagonal)["ASSD"], (1.5 + 40.0) / 2.0);
  EXPECT_EQ(meanOf(EmptyPolicy::Millimeters, 100.0)["HD"], (4.0 + 100.0) / 2.0);
  EXPECT_EQ(meanOf(EmptyPolicy::Diagonal)["NSD"], 0.45);
  const Json undefined = SummaryJson({ThreeCases(), {.emptyPolicy = EmptyPolicy::Undefined}});
  EXPECT_EQ(undefined["counts"]["2"]["HD95"]["undefined"], 2);
}

TEST(SummaryJson, NoMeanImprovesWhenAPredictionIsEmptied)
{
  std::vector<CaseMeasures> found{Case("c1", {Found("a", {1}, 0.9, 2.0)}), Case("c2", {Found("a", {1}, 0.2, 30.0)})};
  std::vector<CaseMeasures> emptied = found;
  emptied[1].structures[0] = Missed("a", {1});
  for (const EmptyPolicy policy : {EmptyPolicy::Infinity, EmptyPolicy::Diagonal})
  {
    const Json before = SummaryJson({found, {.emptyPolicy = policy}})["mean"]["1"];
    const Json after = SummaryJson({emptied, {.emptyPolicy = policy}})["mean"]["1"];
    for (const char * distance : {"HD", "HD95", "ASSD"})
    {
      EXPECT_TRUE(after[distance] == "inf" || after[distance] > before[distance]) << distance;
    }
    for (const char * overlap : {"Dice", "IoU", "Recall", "NSD"})
    {
      EXPECT_LT(after[overlap], before[overlap]) << overlap;
    }
  }
}

TEST(SummaryJson, NamesDefinitionAndPolicy)
{
  const Json pooled = SummaryJson(
      {ThreeCases(),
       {.hausdorffDefinition = HausdorffDefinition::Pooled, .percentile = 90, .emptyPolicy = EmptyPolicy::Diagonal}});
  EXPECT_EQ(pooled["definitions"]["options"]["hausdorff_definition"], "pooled");
  EXPECT_EQ(pooled["definitions"]["options"]["empty_policy"], "diagonal");
  EXPECT_THAT(pooled["definitions"]["HD90"].get<std::string>(), HasSubstr("90th percentile of the distances of both"));
  EXPECT_THAT(pooled["definitions"]["missed_or_hallucinated"].get<std::string>(),
              HasSubstr("the diagonal of the image"));
  // A percentile other than 95 never goes by the name HD95.
  EXPECT_TRUE(pooled["mean"]["1"].contains("HD90"));
  EXPECT_FALSE(pooled["mean"]["1"].contains("HD95"));
}

TEST(Summary, LeavesOutDistancesThatWereNotMeasured)
{
  const EvaluationOptions options{.distances = false};
  const Json json = SummaryJson({ThreeCases(), options});
  EXPECT_DOUBLE_EQ(json["foreground_mean"]["Dice"].get<double>(), 0.55);
  for (const char * key : {"HD", "HD95", "ASSD", "NSD"})
  {
    EXPECT_FALSE(json["mean"]["1"].contains(key)) << key;
    EXPECT_FALSE(json["definitions"].contains(key)) << key;
  }
  EXPECT_THAT(SummaryTable({ThreeCases(), options}),
              AllOf(HasSubstr("Dice"), Not(HasSubstr("HD")), Not(HasSubstr("istance"))));
  EXPECT_THAT(SummaryCsv({ThreeCases(), options}),
              AllOf(HasSubstr("dice"), Not(HasSubstr("hd_mm")), Not(HasSubstr("nsd"))));
}

TEST(SummaryJson, KeysRegionsAsNnunetDoes)
{
  const auto keys = [](const StructureMeasures & last) {
    const Json json = SummaryJson(
        {std::vector{Case("c1", {Found("whole", {1, 2, 3}, 0.9, 1.0), Found("core", {2, 3}, 0.8, 1.0), last})}, {}});
    std::vector<std::string> found;
    for (const auto & [key, value] : json["mean"].items())
    {
      found.push_back(key);
    }
    return found;
  };
  StructureMeasures tip = Found("tip", {3}, 0.7, 1.0);
  EXPECT_THAT(keys(tip), ElementsAre("(1, 2, 3)", "(2, 3)", "3"));
  tip.isList = true; // [3] in dataset.json
  EXPECT_THAT(keys(tip), ElementsAre("(1, 2, 3)", "(2, 3)", "(3,)"));
}

TEST(SummaryJson, IsStrictJson)
{
  const std::string text = SummaryJson({ThreeCases(), {}}).dump();
  EXPECT_FALSE(nlohmann::json::parse(text, nullptr, false).is_discarded());
  EXPECT_THAT(text, AllOf(Not(HasSubstr("NaN")), Not(HasSubstr("Infinity"))));
}

TEST(Summary, RefusesNoCaseAndOtherStructures)
{
  VOX_EXPECT_ERROR((void)SummaryJson({{}, {}}), ErrorKind::BadInput, "found no case");
  VOX_EXPECT_ERROR((void)SummaryTable({{}, {}}), ErrorKind::BadInput, "found no case");
  VOX_EXPECT_ERROR((void)SummaryCsv({{}, {}}), ErrorKind::BadInput, "found no case");
  const std::vector<CaseMeasures> cases{Case("c1", {Found("a", {1}, 0.9, 2.0)}),
                                        Case("c2", {Found("b", {1}, 0.9, 2.0)})};
  VOX_EXPECT_ERROR((void)SummaryJson({cases, {}}), ErrorKind::BadInput, "c2: found other structures than in c1");
}

TEST(Summary, RefusesOptionsThatDoNotValidate)
{
  const EvaluationOptions options{.percentile = 0.95};
  VOX_EXPECT_ERROR((void)SummaryJson({ThreeCases(), options}), ErrorKind::Usage, "percentile");
  VOX_EXPECT_ERROR((void)SummaryCsv({ThreeCases(), options}), ErrorKind::Usage, "percentile");
  VOX_EXPECT_ERROR((void)SummaryTable({ThreeCases(), options}), ErrorKind::Usage, "percentile");
}

TEST(SummaryCsv, HasOneRowPerCaseAndStructure)
{
  const auto lines = Lines(SummaryCsv({ThreeCases(), {}}));
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_EQ(
      lines[0],
      "reference_file,prediction_file,structure,label,dice,iou,precision,recall,specificity,accuracy,hd_mm,hd95_mm,"
      "assd_mm,masd_mm,nsd,boundary_iou,volume_ref_ml,volume_pred_ml,volume_difference_ml,rvd,tp,fp,fn,tn,n_ref,n_pred,"
      "remark");
  EXPECT_EQ(lines[1],
            "c1,c1,a,1,0.9,0.5,0.75,0.6,0.99,0.97,3,2,1,1.25,0.9,0.8,0.0625,0.03125,-0.03125,-0.2,30,10,20,940,50,40,");
  EXPECT_EQ(lines[4], "c2,c2,b,2,0,0,,0,,,inf,inf,inf,inf,0,0,0.0625,0,-0.0625,,0,0,50,950,50,0,missed");
  EXPECT_EQ(lines[6], "c3,c3,b,2,,,,,,,,,,,,,0,0,0,,0,0,0,1000,0,0,absent in both");
}

TEST(SummaryCsv, CallsAStructureOfThePredictionAloneHallucinated)
{
  StructureMeasures m = Missed("a", {1});
  std::swap(m.falseNegatives, m.falsePositives);
  EXPECT_THAT(SummaryCsv({std::vector<CaseMeasures>{Case("c", {m})}, {}}), HasSubstr(",hallucinated\n"));
}

TEST(SummaryCsv, QuotesFieldsThatHoldSeparators)
{
  std::vector<CaseMeasures> cases{Case("a,b", {Found("left \"lobe\"", {1, 2}, 0.9, 2.0)})};
  EXPECT_THAT(Lines(SummaryCsv({cases, {}}))[1], StartsWith("\"a,b\",\"a,b\",\"left \"\"lobe\"\"\",\"(1, 2)\",0.9"));
}

TEST(SummaryTable, OfSeveralCasesShowsMeanMedianAndTheCasesBehindThem)
{
  EXPECT_EQ(SummaryTable({ThreeCases(), {}}),
            R"(Structure       3 cases     Dice    IoU  Prec.  Recall  HD mm  HD95 mm  ASSD mm  NSD 1mm  ref ml  pred ml
a               mean       0.700  0.500  0.750   0.600   6.00     5.00    2.500    0.900    0.06     0.03
                95 % from  0.500  0.500  0.750   0.600   3.00     2.00    1.000    0.900    0.06     0.03
                to         0.900  0.500  0.750   0.600  10.00     9.00    4.500    0.900    0.06     0.03
                SD         0.200  0.000  0.000   0.000   3.61     3.61    1.803    0.000    0.00     0.00
                median     0.700  0.500  0.750   0.600   5.00     4.00    2.000    0.900    0.06     0.03
                cases          3      3      3       3      3        3        3        3       3        3
b               mean       0.400  0.250  0.750   0.300    inf      inf      inf    0.450    0.04     0.01
                95 % from  0.000  0.000          0.000   4.00     3.00    1.500    0.000    0.00     0.00
                to         0.800  0.500          0.600    inf      inf      inf    0.900    0.06     0.03
                SD         0.566  0.354      -   0.424      -        -        -    0.636    0.04     0.02
                median     0.400  0.250  0.750   0.300    inf      inf      inf    0.450    0.06     0.00
                cases          2      2      1       2      1        1        1        2       3        3
                infinite                                    1        1        1
                undefined      1      1      2       1      1        1        1        1
All structures  mean       0.550  0.375  0.750   0.450    inf      inf      inf    0.675    0.05     0.02
                95 % from  0.283  0.250  0.750   0.300   3.50     2.50    1.250    0.450    0.03     0.02
                to         0.850  0.500  0.750   0.600    inf      inf      inf    0.900    0.06     0.03

Distances (max-of-percentiles) in mm; HD95: the larger of the two directed 95th percentiles, linear between ranks.
A structure that one map lacks: distances infinite; absent in both: undefined (-), left out.
95 % from, to: 95 % percentile bootstrap of the mean over the cases, 10000 resamples, seed 0.
)");
}

TEST(SummaryTable, OfASingleCaseShowsItsValues)
{
  const std::vector<CaseMeasures> cases{Case("c1", {Found("Großhirn", {1}, 0.9, 2.0), Absent("b", {2})})};
  const EvaluationOptions options{.hausdorffDefinition = HausdorffDefinition::Pooled, .nsdToleranceMm = 2.5};
  EXPECT_EQ(SummaryTable({cases, options}),
            R"(Structure   Dice    IoU  Prec.  Recall  HD mm  HD95 mm  ASSD mm  NSD 2.5mm  ref ml  pred ml
Großhirn   0.900  0.500  0.750   0.600   3.00     2.00    1.000      0.900    0.06     0.03
b              -      -      -       -      -        -        -          -    0.00     0.00
Mean       0.900  0.500  0.750   0.600   3.00     2.00    1.000      0.900    0.03     0.02

Distances (pooled) in mm; HD95: the 95th percentile of the distances of both directions together, linear between ranks.
A structure that one map lacks: distances infinite; absent in both: undefined (-), left out.
)");
}

/** Two cases: of two lesions one is matched, then none. */
std::vector<CaseMeasures>
LesionCases()
{
  LesionMeasures found;
  found.referenceLesions = 2;
  found.predictionLesions = 2;
  found.pairs = {{1, 2, 30, 40, 0.75, 0.857, 2.0}};
  found.precision = found.sensitivity = found.f1 = 0.5;
  found.panopticQuality = 0.375;
  found.segmentationQuality = 0.75;
  found.meanDice = 0.857;
  found.meanHausdorff95Mm = 2.0;
  LesionMeasures missed;
  missed.referenceLesions = 2;
  missed.sensitivity = missed.f1 = missed.panopticQuality = 0.0;
  std::vector<CaseMeasures> cases{Case("c1", {Found("a", {1}, 0.9, 2.0)}), Case("c2", {Missed("a", {1})})};
  cases[0].structures[0].lesions = found;
  cases[1].structures[0].lesions = missed;
  return cases;
}

TEST(Summary, HasLesionsWhereTheyWereMeasured)
{
  EvaluationOptions options;
  options.lesions.emplace();
  const Json json = SummaryJson({LesionCases(), options});
  EXPECT_EQ(json["mean"]["1"]["lesion_F1"], 0.25);
  EXPECT_EQ(json["mean"]["1"]["lesions_matched"], 0.5);
  EXPECT_EQ(json["counts"]["1"]["lesion_SQ"]["undefined"], 1);
  EXPECT_EQ(json["metric_per_case"][0]["metrics"]["1"]["lesions_ref"], 2);
  EXPECT_EQ(json["metric_per_case"][0]["lesion_pairs"]["1"][0]["IoU"], 0.75);
  EXPECT_TRUE(json["metric_per_case"][1]["lesion_pairs"]["1"].empty());
  EXPECT_THAT(json["definitions"]["lesions"].get<std::string>(), HasSubstr("26 neighbors"));
  EXPECT_THAT(SummaryTable({LesionCases(), options}), AllOf(HasSubstr("Lesions of"), HasSubstr("PQ")));
  EXPECT_THAT(SummaryCsv({LesionCases(), options}), HasSubstr("lesion_pq"));
  EXPECT_THAT(SummaryCsv({LesionCases(), {}}), Not(HasSubstr("lesion")));
}

TEST(Summary, HasCalibrationWhereItWasMeasured)
{
  std::vector<CaseMeasures> cases{Case("c1", {Found("a", {1}, 0.9, 2.0)}), Case("c2", {Found("a", {1}, 0.9, 2.0)})};
  cases[0].calibration = {0.25, 1.5};
  cases[0].structures[0].calibration = {0.125, 0.5};
  EvaluationOptions options;
  options.calibration.emplace();
  const Json json = SummaryJson({cases, options});
  EXPECT_EQ(json["calibration"]["mean"]["Brier"], 1.5);
  EXPECT_EQ(json["calibration"]["counts"]["ECE"]["undefined"], 1);
  EXPECT_EQ(json["mean"]["1"]["ECE"], 0.125);
  EXPECT_THAT(SummaryTable({cases, options}), HasSubstr("1 undefined: ECE 0.2500, Brier score 1.5000"));
  EXPECT_FALSE(SummaryJson({cases, {}}).contains("calibration"));
}

TEST(SummaryJson, HasSpreadAndIntervalOfTheMean)
{
  const Json json = SummaryJson({ThreeCases(), {}});
  EXPECT_NEAR(json["sd"]["1"]["Dice"].get<double>(), 0.2, 1e-15);
  EXPECT_EQ(json["sd"]["2"]["HD95"], nullptr);
  EXPECT_EQ(json["interval_95"]["1"]["Dice"], (Json{0.5, 0.9}));
  EXPECT_EQ(json["interval_95"]["2"]["HD95"], (Json{3.0, "inf"}));
  EXPECT_EQ(json["interval_95"]["1"]["TP"], nullptr);
  EXPECT_THAT(json["definitions"]["interval_95"].get<std::string>(), HasSubstr("10000 resamples, seed 0"));
}

TEST(SummaryJson, HasAnIntervalOfTheForegroundMean)
{
  const Json json = SummaryJson({ThreeCases(), {}});
  const double low = json["foreground_interval_95"]["Dice"][0];
  const double high = json["foreground_interval_95"]["Dice"][1];
  // The extremes have shares of 3/27 and 1/27: the second case once and the third twice; the first alone.
  EXPECT_NEAR(low, ((0.7 + 0.5 + 0.5) / 3.0 + 0.0) / 2.0, 1e-15);
  EXPECT_DOUBLE_EQ(high, (0.9 + 0.8) / 2.0);
  EXPECT_EQ(json["foreground_interval_95"]["HD95"][1], "inf");
  EXPECT_EQ(json["foreground_interval_95"]["TP"], nullptr);
  EXPECT_EQ(json["foreground_counts"]["HD95"], (Json{{"finite", 1}, {"infinite", 1}, {"undefined", 0}}));
}

TEST(SummaryJson, HasTheIntervalOfTheOnlyStructure)
{
  const std::vector<CaseMeasures> cases{Case("c1", {Found("a", {1}, 0.9, 2.0)}), Case("c2", {Absent("a", {1})}),
                                        Case("c3", {Found("a", {1}, 0.4, 5.0)}),
                                        Case("c4", {Found("a", {1}, 0.6, 3.0)})};
  const Json json = SummaryJson({cases, {}});
  for (const char * key : {"Dice", "HD95", "RVD"})
  {
    EXPECT_EQ(json["foreground_interval_95"][key], json["interval_95"]["1"][key]) << key;
  }
}

TEST(Summary, HasCenterlineDiceWhereItWasMeasured)
{
  std::vector<CaseMeasures> cases{Case("c1", {Found("a", {1}, 0.9, 2.0)})};
  cases[0].structures[0].clDice = 0.75;
  cases[0].structures[0].topologyPrecision = 0.6;
  cases[0].structures[0].topologySensitivity = 1.0;
  const EvaluationOptions options{.clDice = true};
  const Json json = SummaryJson({cases, options});
  EXPECT_EQ(json["mean"]["1"]["clDice"], 0.75);
  EXPECT_EQ(json["mean"]["1"]["Tprec"], 0.6);
  EXPECT_EQ(json["mean"]["1"]["Tsens"], 1.0);
  EXPECT_THAT(json["definitions"]["skeleton"].get<std::string>(), HasSubstr("Lee"));
  EXPECT_THAT(SummaryTable({cases, options}), HasSubstr("clDice"));
  EXPECT_THAT(SummaryCsv({cases, options}), HasSubstr(",cldice,tprec,tsens,"));
  EXPECT_FALSE(SummaryJson({cases, {}})["mean"]["1"].contains("clDice"));
}

} // namespace
