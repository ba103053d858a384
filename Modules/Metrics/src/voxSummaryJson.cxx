// SPDX-License-Identifier: Apache-2.0
#include "voxDefinitions.h"
#include "voxNumberJson.h"
#include "voxSummaryContents.h"

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
CaseJson(const CaseMeasures & ofCase, const std::vector<AggregatedMeasure> & measures)
{
  Json metrics = Json::object();
  Json lesions = Json::object();
  for (const StructureMeasures & structure : ofCase.structures)
  {
    Json values = Json::object();
    for (const auto & [measure, structures, foreground] : measures)
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
struct AggregatesJson
{
  Json mean = Json::object();
  Json median = Json::object();
  Json deviation = Json::object();
  Json interval = Json::object();
  Json counts = Json::object();

  void
  Add(const std::string & key, const Aggregate & aggregate)
  {
    const Statistic & statistic = aggregate.statistic;
    mean[key] = NumberJson(statistic.mean);
    median[key] = NumberJson(statistic.median);
    deviation[key] = NumberJson(statistic.standardDeviation);
    interval[key] = IntervalJson(aggregate.interval);
    counts[key] = CountsJson(statistic);
  }
};

/** ECE and Brier score over all classes: of each case, and their means. */
Json
ClassCalibrationJson(const Summary::Contents & contents)
{
  Json perCase = Json::array();
  for (const CaseMeasures & ofCase : contents.cases)
  {
    perCase.push_back({{"ECE", NumberJson(ofCase.calibration.expectedCalibrationError)},
                       {"Brier", NumberJson(ofCase.calibration.brier)}});
  }
  AggregatesJson aggregates;
  aggregates.Add("ECE", contents.classError);
  aggregates.Add("Brier", contents.classBrier);
  return {{"mean", aggregates.mean},
          {"interval_95", aggregates.interval},
          {"counts", aggregates.counts},
          {"per_case", perCase}};
}

} // namespace

Json
SummaryJson(const Summary & summary)
{
  const Summary::Contents & contents = summary.Get();
  const CaseMeasures & first = contents.cases.front();
  AggregatesJson foreground;
  for (const AggregatedMeasure & aggregated : contents.measures)
  {
    foreground.Add(aggregated.measure.jsonKey, aggregated.foreground);
  }
  AggregatesJson byStructure;
  Json names = Json::object();
  for (std::size_t i = 0; i < first.structures.size(); ++i)
  {
    AggregatesJson structure;
    for (const AggregatedMeasure & aggregated : contents.measures)
    {
      structure.Add(aggregated.measure.jsonKey, aggregated.structures[i]);
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
  for (const CaseMeasures & ofCase : contents.cases)
  {
    perCase.push_back(CaseJson(ofCase, contents.measures));
  }
  Json result = Json::object();
  if (contents.options.calibration)
  {
    result["calibration"] = ClassCalibrationJson(contents);
  }
  result.update({{"counts", SortedByKey(byStructure.counts)},
                 {"definitions", DefinitionsJson(contents.options)},
                 {"foreground_counts", SortedByKey(foreground.counts)},
                 {"foreground_interval_95", SortedByKey(foreground.interval)},
                 {"foreground_mean", SortedByKey(foreground.mean)},
                 {"interval_95", SortedByKey(byStructure.interval)},
                 {"mean", SortedByKey(byStructure.mean)},
                 {"median", SortedByKey(byStructure.median)},
                 {"metric_per_case", perCase},
                 {"names", SortedByKey(names)},
                 {"sd", SortedByKey(byStructure.deviation)}});
  return result;
}

} // namespace vox
