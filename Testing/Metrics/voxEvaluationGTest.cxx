// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluation.h"
#include "voxExpectError.h"
#include "voxMaskExamples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::DoubleEq;
using ::testing::Optional;

const std::vector<LabelEntry> One{{"structure", {1}}};

StructureMeasures
MeasuresOf(const at::Tensor & reference, const at::Tensor & prediction, const EvaluationOptions & options = {})
{
  return EvaluateCase(LabelVolume(reference), LabelVolume(prediction), One, options).structures.at(0);
}

TEST(EvaluateCase, OfAPerfectPredictionIsPerfect)
{
  const at::Tensor mask = BoxMask({6, 7, 8}, {{1, 2, 3}, {4, 5, 6}});
  const StructureMeasures m = MeasuresOf(mask, mask);
  for (const auto & value : {m.dice, m.iou, m.precision, m.recall, m.specificity, m.accuracy, m.nsd, m.boundaryIou})
  {
    EXPECT_THAT(value, Optional(1.0));
  }
  for (const auto & value : {m.hausdorffMm, m.hausdorff95Mm, m.assdMm, m.masdMm, m.relativeVolumeDifference})
  {
    EXPECT_THAT(value, Optional(0.0));
  }
}

TEST(EvaluateCase, GivesTheHandComputedValuesOfAShiftedCube)
{
  const Zyx<std::int64_t> size{40, 40, 40};
  const Zyx<double> spacingMm{2.5, 1.0, 1.0};
  const Volume reference = LabelVolume(BoxMask(size, Cube(10, 20)), spacingMm);
  const Volume prediction = LabelVolume(BoxMask(size, {{12, 10, 10}, {22, 20, 20}}), spacingMm);
  const CaseMeasures result = EvaluateCase(reference, prediction, One, {.nsdToleranceMm = 2.0});
  const StructureMeasures & m = result.structures.at(0);
  EXPECT_EQ(m.truePositives, 800);
  EXPECT_EQ(m.falsePositives, 200);
  EXPECT_EQ(m.falseNegatives, 200);
  EXPECT_EQ(m.trueNegatives, 64000 - 1200);
  EXPECT_THAT(m.dice, Optional(0.8));
  EXPECT_THAT(m.iou, Optional(DoubleEq(800.0 / 1200.0)));
  EXPECT_THAT(m.precision, Optional(0.8));
  EXPECT_THAT(m.recall, Optional(0.8));
  EXPECT_DOUBLE_EQ(m.referenceMl, 2.5);
  EXPECT_DOUBLE_EQ(m.predictionMl, 2.5);
  EXPECT_THAT(m.hausdorffMm, Optional(5.0));
  EXPECT_THAT(m.hausdorff95Mm, Optional(5.0));
  EXPECT_NEAR(m.assdMm.value(), 1.454918, 1e-6);
  EXPECT_NEAR(m.nsd.value(), 0.688525, 1e-6);
  EXPECT_THAT(m.specificity, Optional(DoubleEq(62800.0 / 63000.0)));
  EXPECT_THAT(m.accuracy, Optional(DoubleEq(63600.0 / 64000.0)));
  EXPECT_THAT(m.relativeVolumeDifference, Optional(0.0));
  EXPECT_DOUBLE_EQ(result.diagonalMm, std::sqrt(100.0 * 100.0 + 40.0 * 40.0 + 40.0 * 40.0));
}

TEST(EvaluateCase, GivesTheSameOverlapWithoutDistances)
{
  const at::Tensor reference = BoxMask({6, 7, 8}, {{1, 2, 3}, {4, 5, 6}});
  const at::Tensor prediction = BoxMask({6, 7, 8}, {{2, 2, 3}, {5, 5, 6}});
  const StructureMeasures all = MeasuresOf(reference, prediction);
  const StructureMeasures overlap = MeasuresOf(reference, prediction, {.distances = false});
  EXPECT_EQ(overlap.dice, all.dice);
  EXPECT_EQ(overlap.truePositives, all.truePositives);
  EXPECT_EQ(overlap.predictionMl, all.predictionMl);
  for (const auto & value :
       {overlap.hausdorffMm, overlap.hausdorff95Mm, overlap.assdMm, overlap.masdMm, overlap.nsd, overlap.boundaryIou})
  {
    EXPECT_EQ(value, std::nullopt);
  }
}

TEST(EvaluateCase, LeavesEveryMeasureUndefinedWhereBothLackTheStructure)
{
  const StructureMeasures m = MeasuresOf(EmptyMask({4, 4, 4}), EmptyMask({4, 4, 4}));
  EXPECT_TRUE(IsAbsentInBoth(m));
  EXPECT_FALSE(IsAbsentInOne(m));
  for (const auto & value : {m.dice, m.iou, m.precision, m.recall, m.relativeVolumeDifference, m.nsd, m.boundaryIou,
                             m.hausdorffMm, m.hausdorff95Mm, m.assdMm, m.masdMm})
  {
    EXPECT_EQ(value, std::nullopt);
  }
  EXPECT_EQ(m.trueNegatives, 64);
}

TEST(EvaluateCase, ScoresAMissedStructureZeroAndItsDistancesUndefined)
{
  const StructureMeasures m = MeasuresOf(BoxMask({4, 4, 4}, Cube(0, 2)), EmptyMask({4, 4, 4}));
  EXPECT_TRUE(IsAbsentInOne(m));
  EXPECT_FALSE(IsAbsentInBoth(m));
  EXPECT_THAT(m.dice, Optional(0.0));
  EXPECT_THAT(m.iou, Optional(0.0));
  EXPECT_THAT(m.recall, Optional(0.0));
  EXPECT_EQ(m.precision, std::nullopt);
  EXPECT_THAT(m.nsd, Optional(0.0));
  EXPECT_THAT(m.boundaryIou, Optional(0.0));
  EXPECT_THAT(m.relativeVolumeDifference, Optional(-1.0));
  EXPECT_EQ(m.hausdorffMm, std::nullopt);
  EXPECT_EQ(m.hausdorff95Mm, std::nullopt);
  EXPECT_EQ(m.assdMm, std::nullopt);
}

TEST(EvaluateCase, ScoresAHallucinatedStructureZeroWithUndefinedRecall)
{
  const StructureMeasures m = MeasuresOf(EmptyMask({4, 4, 4}), at::ones({4, 4, 4}, at::kByte));
  EXPECT_TRUE(IsAbsentInOne(m));
  EXPECT_THAT(m.dice, Optional(0.0));
  EXPECT_THAT(m.precision, Optional(0.0));
  EXPECT_EQ(m.recall, std::nullopt);
  EXPECT_THAT(m.nsd, Optional(0.0));
  EXPECT_EQ(m.hausdorff95Mm, std::nullopt);
}

TEST(EvaluateCase, MeasuresCenterlinesWhereAsked)
{
  const at::Tensor line = BoxMask({5, 5, 12}, {{2, 2, 1}, {3, 3, 11}});
  at::Tensor gap = line.clone();
  Fill(gap, {{2, 2, 5}, {3, 3, 7}}, 0);
  const StructureMeasures m = MeasuresOf(line, gap, {.distances = false, .clDice = true});
  EXPECT_THAT(m.topologyPrecision, Optional(1.0));
  EXPECT_THAT(m.topologySensitivity, Optional(0.8));
  EXPECT_THAT(m.clDice, Optional(DoubleEq(2.0 * 0.8 / 1.8)));
  EXPECT_EQ(m.nsd, std::nullopt);
  const StructureMeasures apart = MeasuresOf(line, line.roll({1}, {0}), {.clDice = true});
  EXPECT_THAT(apart.clDice, Optional(0.0));
  EXPECT_EQ(MeasuresOf(line, gap).clDice, std::nullopt);
}

TEST(EvaluateCase, CenterlinesOfAStructureThatOneMapLacks)
{
  const EvaluationOptions options{.clDice = true};
  const at::Tensor line = BoxMask({5, 5, 12}, {{2, 2, 1}, {3, 3, 11}});
  const StructureMeasures missed = MeasuresOf(line, EmptyMask({5, 5, 12}), options);
  EXPECT_THAT(missed.clDice, Optional(0.0));
  EXPECT_THAT(missed.topologySensitivity, Optional(0.0));
  EXPECT_EQ(missed.topologyPrecision, std::nullopt);
  const StructureMeasures hallucinated = MeasuresOf(EmptyMask({5, 5, 12}), line, options);
  EXPECT_THAT(hallucinated.clDice, Optional(0.0));
  EXPECT_THAT(hallucinated.topologyPrecision, Optional(0.0));
  EXPECT_EQ(hallucinated.topologySensitivity, std::nullopt);
  EXPECT_EQ(MeasuresOf(EmptyMask({5, 5, 12}), EmptyMask({5, 5, 12}), options).clDice, std::nullopt);
}

TEST(EvaluateCase, MeasuresARegionAsTheUnionOfItsValues)
{
  at::Tensor reference = EmptyMask({10, 10, 10});
  Fill(reference, Cube(2, 8), 1);
  Fill(reference, Cube(4, 6), 3);
  at::Tensor prediction = EmptyMask({10, 10, 10});
  Fill(prediction, Cube(2, 8), 3);
  const std::vector<LabelEntry> structures{{"whole", {1, 3}}, {"core", {3}}};
  const CaseMeasures m = EvaluateCase(LabelVolume(reference), LabelVolume(prediction), structures, {});
  EXPECT_THAT(m.structures[0].dice, Optional(1.0));
  EXPECT_THAT(m.structures[0].hausdorffMm, Optional(0.0));
  EXPECT_THAT(m.structures[1].dice, Optional(2.0 * 8.0 / (8.0 + 216.0)));
  EXPECT_THAT(m.structures[1].hausdorffMm, Optional(DoubleEq(2.0 * std::sqrt(3.0))));
}

TEST(EvaluateCase, AStructureOfOneSliceInAVolumeIsNotTakenForA2dImage)
{
  // All 25 voxels have a neighbor above that is outside; in a plane only the 16 of the outline would be surface.
  const Zyx<std::int64_t> size{9, 9, 9};
  const Box slice{{4, 2, 2}, {5, 7, 7}};
  at::Tensor prediction = BoxMask(size, slice);
  Fill(prediction, {{4, 4, 4}, {5, 5, 5}}, 0);
  const StructureMeasures m = MeasuresOf(BoxMask(size, slice), prediction);
  EXPECT_THAT(m.assdMm, Optional(DoubleEq(1.0 / 49.0)));
}

TEST(EvaluateCase, ASingleSliceImageIsMeasuredInItsPlane)
{
  const Zyx<std::int64_t> size{1, 9, 9};
  const Zyx<double> spacingMm{100.0, 0.5, 2.0};
  const Volume reference = LabelVolume(BoxMask(size, Rectangle(2, 7, 2, 5)), spacingMm);
  const Volume prediction = LabelVolume(BoxMask(size, Rectangle(2, 7, 2, 6)), spacingMm);
  const CaseMeasures result = EvaluateCase(reference, prediction, One, {});
  EXPECT_THAT(result.structures[0].hausdorffMm, Optional(2.0));
  EXPECT_DOUBLE_EQ(result.diagonalMm, std::sqrt(4.5 * 4.5 + 18.0 * 18.0));
}

TEST(EvaluateCase, IgnoredVoxelsAreOutsideOfEveryMask)
{
  at::Tensor reference = BoxMask({8, 8, 8}, Cube(2, 5));
  Fill(reference, {{0, 0, 6}, {8, 8, 8}}, 9);
  at::Tensor prediction = BoxMask({8, 8, 8}, Cube(2, 5));
  Fill(prediction, {{0, 0, 6}, {8, 8, 8}}, 1);
  const StructureMeasures m =
      EvaluateCase(LabelVolume(reference), LabelVolume(prediction), One, {}, 9).structures.at(0);
  EXPECT_THAT(m.dice, Optional(1.0));
  EXPECT_THAT(m.hausdorffMm, Optional(0.0));
  EXPECT_EQ(m.trueNegatives, 512 - 128 - 27);
}

TEST(EvaluateCase, HonorsPercentileAndDefinition)
{
  const Zyx<std::int64_t> size{1, 14, 14};
  at::Tensor reference = BoxMask(size, Rectangle(9, 12, 9, 12));
  const at::Tensor prediction = reference.clone();
  Fill(reference, Rectangle(1, 2, 1, 2));
  EXPECT_NEAR(MeasuresOf(reference, prediction).hausdorff95Mm.value(), 6.7882, 1e-4);
  EvaluationOptions options{.hausdorffDefinition = HausdorffDefinition::Pooled};
  EXPECT_NEAR(MeasuresOf(reference, prediction, options).hausdorff95Mm.value(), 2.2627, 1e-4);
  options.percentile = 100.0;
  EXPECT_NEAR(MeasuresOf(reference, prediction, options).hausdorff95Mm.value(), 11.3137, 1e-4);
}

TEST(EvaluateCase, IsTheSameOnAnyNumberOfThreadsAndReportsFromTheCallingOne)
{
  at::Tensor reference = EmptyMask({20, 20, 20});
  at::Tensor prediction = EmptyMask({20, 20, 20});
  std::vector<LabelEntry> structures;
  for (std::int64_t i = 0; i < 8; ++i)
  {
    structures.push_back({fmt::format("s{}", i), {i + 1}});
    Fill(reference, {{2 * i, 1, 2}, {2 * i + 3, 12, 9}}, i + 1);
    Fill(prediction, {{2 * i, 4, 1}, {2 * i + 4, 15, 14}}, i + 1);
  }
  std::vector<CaseMeasures> results;
  for (const int threads : {1, 3, 16})
  {
    RunContext context;
    context.threads = threads;
    int reports = 0;
    context.onProgress = [&, caller = std::this_thread::get_id()](double fraction, std::string_view) {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      EXPECT_GT(fraction, 0.0);
      EXPECT_LE(fraction, 1.0);
      ++reports;
    };
    results.push_back(
        EvaluateCase(LabelVolume(reference), LabelVolume(prediction), structures, {}, std::nullopt, context));
    if (threads == 1)
    {
      EXPECT_EQ(reports, 8);
    }
  }
  for (const CaseMeasures & result : results)
  {
    for (std::size_t i = 0; i < structures.size(); ++i)
    {
      EXPECT_EQ(result.structures[i].name, structures[i].name);
      EXPECT_EQ(result.structures[i].hausdorff95Mm, results[0].structures[i].hausdorff95Mm);
      EXPECT_EQ(result.structures[i].assdMm, results[0].structures[i].assdMm);
      EXPECT_EQ(result.structures[i].dice, results[0].structures[i].dice);
    }
  }
}

TEST(EvaluateCase, StopsWhenCancelled)
{
  const std::atomic<bool> cancelled = true;
  RunContext context;
  context.cancelled = &cancelled;
  const Volume labels = LabelVolume(BoxMask({4, 4, 4}, Cube(1, 3)));
  EXPECT_THROW((void)EvaluateCase(labels, labels, One, {}, std::nullopt, context), Cancelled);
}

TEST(EvaluateCase, RefusesOtherGeometry)
{
  const Volume reference = LabelVolume(EmptyMask({4, 4, 4}), {1.0, 1.0, 1.0});
  const Volume otherSize = LabelVolume(EmptyMask({4, 4, 5}), {1.0, 1.0, 1.0});
  const Volume otherSpacing = LabelVolume(EmptyMask({4, 4, 4}), {1.0, 1.0, 1.5});
  VOX_EXPECT_ERROR((void)EvaluateCase(reference, otherSize, One, {}), ErrorKind::BadInput, "prediction");
  VOX_EXPECT_ERROR((void)EvaluateCase(reference, otherSpacing, One, {}), ErrorKind::BadInput, "prediction");
}

TEST(EvaluateCase, RefusesUnusableStructures)
{
  const Volume labels = LabelVolume(EmptyMask({4, 4, 4}));
  const auto evaluate = [&](const std::vector<LabelEntry> & structures) {
    (void)EvaluateCase(labels, labels, structures, {}, 7);
  };
  VOX_EXPECT_ERROR(evaluate({LabelEntry{"a", {}}}), ErrorKind::BadInput, "structure 'a': found no label value");
  const std::vector<LabelEntry> twins{{"a", {1, 2}}, {"b", {2, 1}}};
  VOX_EXPECT_ERROR(evaluate(twins), ErrorKind::BadInput, "'a' and 'b' hold the same label values 2, 1");
  const std::vector<LabelEntry> ignored{{"a", {7}}};
  VOX_EXPECT_ERROR(evaluate(ignored), ErrorKind::BadInput, "its value 7 is the ignore label");
}

TEST(EvaluateCase, RefusesUnknownLabelValues)
{
  const Volume labels = LabelVolume(BoxMask({4, 4, 4}, Cube(1, 2)) * 3);
  VOX_EXPECT_ERROR((void)EvaluateCase(labels, labels, One, {}), ErrorKind::BadInput, "found label value 3");
}

TEST(EvaluationOptions, RefuseAPercentileOnTheScaleOfOne)
{
  const auto validate = [](double percentile) { Validate(EvaluationOptions{.percentile = percentile}); };
  VOX_EXPECT_ERROR(validate(0.95), ErrorKind::Usage,
                   "percentile: found 0.95, expected a value from 1 to 100; the scale is percent");
  VOX_EXPECT_ERROR(validate(0.0), ErrorKind::Usage, "write 95 and not 0.95");
  VOX_EXPECT_ERROR(validate(100.5), ErrorKind::Usage, "expected a value from 1 to 100");
  VOX_EXPECT_ERROR(validate(-5.0), ErrorKind::Usage, "expected a value from 1 to 100");
  VOX_EXPECT_ERROR(validate(std::nan("")), ErrorKind::Usage, "expected a value from 1 to 100");
  EXPECT_NO_THROW(validate(1.0));
  EXPECT_NO_THROW(validate(100.0));
}

TEST(EvaluationOptions, RefuseDistancesThatAreNone)
{
  EvaluationOptions options;
  options.nsdToleranceMm = -1.0;
  VOX_EXPECT_ERROR(Validate(options), ErrorKind::Usage, "nsd_tolerance_mm: found -1");
  options.nsdToleranceMm = std::nan("");
  VOX_EXPECT_ERROR(Validate(options), ErrorKind::Usage, "nsd_tolerance_mm: found nan");
  options = {};
  options.emptyDistanceMm = -1.0;
  VOX_EXPECT_ERROR(Validate(options), ErrorKind::Usage, "empty_distance_mm: found -1");
  options = {};
  options.emptyPolicy = EmptyPolicy::Millimeters;
  VOX_EXPECT_ERROR(Validate(options), ErrorKind::Usage, "empty_distance_mm: found 0");
}

TEST(EvaluationOptions, SurviveARoundTripThroughJson)
{
  const EvaluationOptions options{HausdorffDefinition::Pooled, 90.0, 2.5, EmptyPolicy::Millimeters, 373.13, false};
  EvaluationOptions copy;
  FromJson(ToJson(options), copy, "test");
  EXPECT_EQ(ToJson(copy), ToJson(options));
  EXPECT_EQ(ToJson(options)["empty_policy"], "mm");
  EXPECT_EQ(ToJson(options)["hausdorff_definition"], "pooled");
}

TEST(EvaluateCase, MeasuresWhatLiesFarApartAsTheWholeMasksDo)
{
  const Zyx<std::int64_t> size{70, 20, 130};
  const at::Tensor reference = BoxMask(size, {{2, 2, 2}, {9, 8, 7}});
  at::Tensor prediction = BoxMask(size, {{2, 3, 2}, {9, 8, 9}});
  Fill(prediction, {{66, 15, 120}, {70, 20, 130}});
  const StructureMeasures m = MeasuresOf(reference, prediction);
  const SurfaceDistances expected = MeasureSurfaceDistances(reference, prediction, {1, 1, 1}).value();
  EXPECT_THAT(m.hausdorffMm, Optional(HausdorffMm(expected)));
  EXPECT_THAT(m.assdMm, Optional(AverageSymmetricSurfaceDistanceMm(expected)));
}

TEST(EvaluateCase, RefusesLabelsThatAreNoWholeNumbers)
{
  const Volume labels = LabelVolume(EmptyMask({2, 2, 2}));
  const Volume intensities{labels.voxels.to(at::kFloat), labels.geometry};
  VOX_EXPECT_ERROR((void)EvaluateCase(labels, intensities, One, {}), ErrorKind::BadInput,
                   "prediction: found values of type Float");
  VOX_EXPECT_ERROR((void)EvaluateCase(intensities, labels, One, {}), ErrorKind::BadInput, "reference: found values");
}

TEST(EvaluateCase, RefusesLabelsBelowZeroInMapsAndStructures)
{
  const Volume labels = LabelVolume(EmptyMask({2, 2, 2}));
  const Volume negative = LabelVolume(at::full({2, 2, 2}, -3, at::kInt));
  VOX_EXPECT_ERROR((void)EvaluateCase(labels, negative, One, {}), ErrorKind::BadInput,
                   "prediction: found label value -3 at voxel (x, y, z) = (0, 0, 0)");
  const std::vector<LabelEntry> structures{{"odd", {-3}}};
  VOX_EXPECT_ERROR((void)EvaluateCase(labels, negative, structures, {}), ErrorKind::BadInput,
                   "structure 'odd': found the label value -3");
}

} // namespace
