// SPDX-License-Identifier: Apache-2.0
#include "voxDefinitions.h"
#include "voxMeasureTable.h"
#include "voxNumberJson.h"
#include "voxSummary.h"

namespace vox
{
namespace
{

/** nnU-Net writes its keys in the order of their characters; so do we, whatever order they were added in. */
Json
SortedByKey(const Json & object)
{
  Json result = Json::object();
  const nlohmann::json sorted = object;
  for (const auto & [key, value] : sorted.items())
  {
    result[key] = object[key];
  }
  return result;
}

Json
LesionPairsJson(const StructureMeasures & structure)
{
  Json list = Json::array();
  for (const LesionPair & pair : structure.lesions->pairs)
  {
    list.push_back({{"n_ref", pair.referenceVoxels},
                    {"n_pred", pair.predictionVoxels},
                    {"IoU", pair.iou},
                    {"Dice", pair.dice},
                    {"HD95", NumberJson(pair.hausdorff95Mm)}});
  }
  return list;
}

Json
CaseJson(const CaseMeasures & ofCase, const std::vector<Measure> & measures)
{
  Json metrics = Json::object();
  Json lesions = Json::object();
  for (const StructureMeasures & structure : ofCase.structures)
  {
    Json values = Json::object();
    for (const Measure & measure : measures)
    {
      const auto value = measure.value(ofCase, structure);
      const bool isCount = measure.kind == Measure::Kind::Count && value;
      values[measure.jsonKey] = isCount ? Json(static_cast<std::int64_t>(*value)) : NumberJson(value);
    }
    metrics[StructureKey(structure, ofCase)] = SortedByKey(values);
    if (structure.lesions)
    {
      lesions[StructureKey(structure, ofCase)] = LesionPairsJson(structure);
    }
  }
  Json result = Json::object();
  if (!lesions.empty())
  {
    result["lesion_pairs"] = SortedByKey(lesions);
  }
  result["metrics"] = SortedByKey(metrics);
  result["prediction_file"] = ofCase.predictionFile;
  result["reference_file"] = ofCase.referenceFile;
  return result;
}

Json
CountsJson(const Statistic & statistic)
{
  return {{"finite", statistic.finite}, {"infinite", statistic.infinite}, {"undefined", statistic.undefined}};
}

/** One object each for mean, median, spread and counts, filled measure by measure. */
struct Aggregates
{
  Json mean = Json::object();
  Json median = Json::object();
  Json deviation = Json::object();
  Json interval = Json::object();
  Json counts = Json::object();

  void
  Add(const Measure & measure, const Statistic & statistic)
  {
    mean[measure.jsonKey] = NumberJson(statistic.mean);
    median[measure.jsonKey] = NumberJson(statistic.median);
    deviation[measure.jsonKey] = NumberJson(statistic.standardDeviation);
    counts[measure.jsonKey] = CountsJson(statistic);
  }
};

/** ECE and Brier score over all classes: of each case, and their means. */
Json
ClassCalibrationJson(std::span<const CaseMeasures> cases)
{
  Json perCase = Json::array();
  std::vector<std::optional<double>> errors;
  std::vector<std::optional<double>> scores;
  for (const CaseMeasures & ofCase : cases)
  {
    errors.push_back(ofCase.calibration.expectedCalibrationError);
    scores.push_back(ofCase.calibration.brier);
    perCase.push_back({{"ECE", NumberJson(errors.back())}, {"Brier", NumberJson(scores.back())}});
  }
  const Statistic error = Summarize(errors);
  const Statistic score = Summarize(scores);
  return {{"mean", {{"ECE", NumberJson(error.mean)}, {"Brier", NumberJson(score.mean)}}},
          {"counts", {{"ECE", CountsJson(error)}, {"Brier", CountsJson(score)}}},
          {"per_case", perCase}};
}

} // namespace

Json
SummaryJson(std::span<const CaseMeasures> cases, const EvaluationOptions & options)
{
  Validate(options);
  RequireSameStructures(cases);
  const std::vector<Measure> measures = ReportedMeasures(options);
  const CaseMeasures & first = cases.front();

  Aggregates foreground;
  for (const Measure & measure : measures)
  {
    foreground.Add(measure, OverStructures(measure, cases));
  }
  Aggregates byStructure;
  Bootstrap bootstrap;
  Json names = Json::object();
  for (std::size_t i = 0; i < first.structures.size(); ++i)
  {
    Aggregates structure;
    for (const Measure & measure : measures)
    {
      structure.Add(measure, OverCases(measure, cases, i));
      structure.interval[measure.jsonKey] = IntervalJson(MeanInterval(measure, cases, i, bootstrap));
    }
    const std::string key = StructureKey(first.structures[i], first);
    byStructure.mean[key] = SortedByKey(structure.mean);
    byStructure.median[key] = SortedByKey(structure.median);
    byStructure.deviation[key] = SortedByKey(structure.deviation);
    byStructure.interval[key] = SortedByKey(structure.interval);
    byStructure.counts[key] = SortedByKey(structure.counts);
    names[key] = first.structures[i].name;
  }
  Json perCase = Json::array();
  for (const CaseMeasures & ofCase : cases)
  {
    perCase.push_back(CaseJson(ofCase, measures));
  }
  Json summary = Json::object();
  if (options.calibration)
  {
    summary["calibration"] = ClassCalibrationJson(cases);
  }
  summary.update({{"counts", SortedByKey(byStructure.counts)},
                  {"definitions", DefinitionsJson(options)},
                  {"foreground_mean", SortedByKey(foreground.mean)},
                  {"interval_95", SortedByKey(byStructure.interval)},
                  {"mean", SortedByKey(byStructure.mean)},
                  {"median", SortedByKey(byStructure.median)},
                  {"metric_per_case", perCase},
                  {"names", SortedByKey(names)},
                  {"sd", SortedByKey(byStructure.deviation)}});
  return summary;
}

} // namespace vox
