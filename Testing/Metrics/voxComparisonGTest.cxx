// SPDX-License-Identifier: Apache-2.0
#include "voxComparison.h"
#include "voxConfusionMatrix.h"
#include "voxExpectError.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace
{

using namespace vox;
using ::testing::HasSubstr;
using ::testing::Not;

/** Cases "c0", "c1", ... of one structure with these values of Dice; a missing one is absent in both maps. */
std::vector<CaseMeasures>
Cases(const std::vector<std::optional<double>> & dice)
{
  std::vector<CaseMeasures> cases;
  for (std::size_t i = 0; i < dice.size(); ++i)
  {
    StructureMeasures structure;
    structure.name = "liver";
    structure.values = {1};
    structure.truePositives = dice[i] ? 10 : 0;
    structure.dice = dice[i];
    cases.push_back({fmt::format("c{}", i), "p", 40.0, {structure}});
  }
  return cases;
}

const MeasureComparison &
Find(const std::vector<MeasureComparison> & comparisons, const std::string & key)
{
  return *std::ranges::find(comparisons, key, &MeasureComparison::measureKey);
}

TEST(Comparison, TestsEachMeasureButCountsAndTheReference)
{
  const auto first = Cases({0.9, 0.8, 0.7, std::nullopt, 0.95, 0.85});
  const auto second = Cases({0.85, 0.82, 0.6, 0.5, 0.9, 0.7});
  const auto comparisons = ComparePredictions(first, second, {.distances = false});
  EXPECT_TRUE(std::ranges::none_of(
      comparisons, [](const auto & c) { return c.measureKey == "TP" || c.measureKey == "volume_ref_ml"; }));
  const PairedComparison & dice = Find(comparisons, "Dice").values;
  EXPECT_EQ(dice.pairs, 5);
  EXPECT_EQ(dice.undefinedFirst, 1);
  EXPECT_NEAR(*dice.meanDifference, 0.066, 1e-12);
  EXPECT_NEAR(dice.wilcoxon->pValue, 0.125, 1e-14); // scipy.stats.wilcoxon, SciPy 1.17.1
  const Json json = ComparisonJson(comparisons);
  EXPECT_EQ(json["measures"]["1"]["Dice"]["n"], 5);
  EXPECT_EQ(json["measures"]["1"]["Dice"]["undefined"], 1);
  EXPECT_EQ(json["measures"]["1"]["Dice"]["wilcoxon"]["method"], "exact");
  EXPECT_EQ(json["measures"]["1"]["IoU"]["p"], nullptr);
  EXPECT_THAT(json["definitions"]["p"].get<std::string>(), HasSubstr("Wilcoxon"));
}

TEST(Comparison, AppliesTheEmptyPolicyBeforeItCompares)
{
  auto first = Cases({0.9, 0.0});
  auto second = Cases({0.9, 0.8});
  for (auto * cases : {&first, &second})
  {
    for (CaseMeasures & ofCase : *cases)
    {
      ofCase.structures[0].hausdorffMm = 3.0;
    }
  }
  first[1].structures[0].truePositives = 0;
  first[1].structures[0].falseNegatives = 10; // missed
  EXPECT_EQ(Find(ComparePredictions(first, second, {}), "HD").values.meanDifference,
            std::numeric_limits<double>::infinity());
  const auto diagonal = ComparePredictions(first, second, {.emptyPolicy = EmptyPolicy::Diagonal});
  EXPECT_EQ(Find(diagonal, "HD").values.meanDifference, 18.5);
  const auto undefined = ComparePredictions(first, second, {.emptyPolicy = EmptyPolicy::Undefined});
  EXPECT_EQ(Find(undefined, "HD").values.pairs, 1);
  EXPECT_EQ(Find(undefined, "HD").values.undefinedFirst, 1);
}

TEST(Comparison, ShowsARowForEachMeasureOfTheTable)
{
  const std::string table =
      ComparisonTable(ComparePredictions(Cases({0.9, 0.8, 0.7}), Cases({0.85, 0.82, 0.6}), {.distances = false}));
  EXPECT_THAT(table, HasSubstr("Structure  Measure  n   mean  compared  difference"));
  EXPECT_THAT(table, HasSubstr("liver      Dice     3  0.800     0.757       0.043"));
  EXPECT_THAT(table, HasSubstr("p: Wilcoxon signed-rank test"));
  EXPECT_THAT(table, Not(HasSubstr("Specificity")));
}

TEST(Comparison, TestsCalibrationOverAllClassesAndOfStructures)
{
  auto first = Cases({0.9, 0.8, 0.7});
  auto second = first;
  for (std::size_t i = 0; i < 3; ++i)
  {
    first[i].calibration = {0.125, 0.5};
    second[i].calibration = {0.125, 0.25};
    first[i].structures[0].calibration.brier = 0.25;
    second[i].structures[0].calibration.brier = 0.5;
  }
  EvaluationOptions options;
  options.calibration.emplace();
  const auto comparisons = ComparePredictions(first, second, options);
  const Json json = ComparisonJson(comparisons);
  EXPECT_EQ(json["calibration"]["Brier"]["difference"], 0.25);
  EXPECT_EQ(json["calibration"]["ECE"]["difference"], 0.0);
  EXPECT_EQ(json["measures"]["1"]["Brier"]["difference"], -0.25);
  EXPECT_THAT(ComparisonTable(comparisons), HasSubstr("All classes  Brier"));
  EXPECT_FALSE(ComparisonJson(ComparePredictions(first, second, {})).contains("calibration"));
}

TEST(Comparison, RefusesOtherCases)
{
  VOX_EXPECT_ERROR((void)ComparePredictions(Cases({0.9}), Cases({0.9, 0.8}), {}), ErrorKind::BadInput, "1 and 2 cases");
  auto renamed = Cases({0.9});
  renamed[0].referenceFile = "other";
  VOX_EXPECT_ERROR((void)ComparePredictions(Cases({0.9}), renamed, {}), ErrorKind::BadInput,
                   "c0 in one list and other");
  auto structures = Cases({0.9});
  structures[0].structures[0].values = {2};
  VOX_EXPECT_ERROR((void)ComparePredictions(Cases({0.9}), structures, {}), ErrorKind::BadInput, "other structures");
}

LabelOverlap
Overlap(std::vector<std::int64_t> values, std::vector<std::int64_t> counts)
{
  LabelOverlap overlap;
  overlap.values = std::move(values);
  overlap.counts = std::move(counts);
  return overlap;
}

TEST(ConfusionMatrix, SumsCasesAndNamesLabels)
{
  ConfusionMatrix matrix;
  Add(matrix, Overlap({0, 1, 2}, {5, 1, 0, 2, 7, 0, 0, 0, 3}));
  Add(matrix, Overlap({0, 1, 2}, {1, 0, 0, 0, 1, 0, 0, 4, 0}));
  EXPECT_EQ(ConfusionCsv(matrix, std::vector<LabelEntry>{{"a, left", {1}}, {"both", {1, 2}}}),
            "reference,name,0,1,2\n0,background,6,1,0\n1,\"a, left\",2,8,0\n2,,0,4,3\n");
  EXPECT_EQ(ConfusionJson(matrix)["voxels"][2], (Json{0, 4, 3}));
  VOX_EXPECT_ERROR(Add(matrix, Overlap({0, 1}, {1, 0, 0, 1})), ErrorKind::Internal, "2 label values");
}

} // namespace
