// SPDX-License-Identifier: Apache-2.0
#include "voxMeasureTable.h"
#include "voxSummary.h"

#include <cmath>

namespace vox
{
namespace
{

Json
NumberJson(const std::optional<double> & value)
{
  if (!value)
  {
    return nullptr;
  }
  return std::isinf(*value) ? Json("inf") : Json(*value);
}

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
CaseJson(const CaseMeasures & ofCase, const std::vector<Measure> & measures)
{
  Json metrics = Json::object();
  for (const StructureMeasures & structure : ofCase.structures)
  {
    Json values = Json::object();
    for (const Measure & measure : measures)
    {
      const auto value = measure.value(ofCase, structure);
      values[measure.jsonKey] =
          measure.kind == Measure::Kind::Count ? Json(static_cast<std::int64_t>(*value)) : NumberJson(value);
    }
    metrics[StructureKey(structure, ofCase)] = SortedByKey(values);
  }
  return {{"metrics", SortedByKey(metrics)},
          {"prediction_file", ofCase.predictionFile},
          {"reference_file", ofCase.referenceFile}};
}

Json
CountsJson(const Statistic & statistic)
{
  return {{"finite", statistic.finite}, {"infinite", statistic.infinite}, {"undefined", statistic.undefined}};
}

/** One object each for mean, median and counts, filled measure by measure. */
struct Aggregates
{
  Json mean = Json::object();
  Json median = Json::object();
  Json counts = Json::object();

  void
  Add(const Measure & measure, const Statistic & statistic)
  {
    mean[measure.jsonKey] = NumberJson(statistic.mean);
    median[measure.jsonKey] = NumberJson(statistic.median);
    counts[measure.jsonKey] = CountsJson(statistic);
  }
};

Json
DefinitionsJson(const EvaluationOptions & options)
{
  Json definitions = Json::object();
  if (options.distances)
  {
    const std::string robust = RobustName(options);
    definitions = {
        {"surface", "voxels of a structure with a face neighbor outside it; beyond the image is outside"},
        {"distance", "millimeters between voxel centers, with the spacing of the reference"},
        {"HD", "the largest distance from a surface voxel of either mask to the surface of the other"},
        {robust, DescribeRobustHausdorff(options) + ", with linear interpolation between ranks"},
        {"ASSD", "mean distance of the surface voxels of both masks together"},
        {"NSD",
         fmt::format(
             "share of the surface voxels of both masks within {:g} mm of the other surface, with a relative slack "
             "of 1e-6",
             options.nsdToleranceMm)},
        {"missed_or_hallucinated", "distances of a structure that one map lacks: " + DescribeEmptyPolicy(options)}};
  }
  definitions.update({
      {"absent_in_both", "every measure undefined, and left out of the means"},
      {"mean", "over the cases where the measure is defined; infinite as soon as one case is"},
      {"foreground_mean", "plain mean over the structures that have a mean"},
      {"null", "undefined"},
      {"options", ToJson(options)},
  });
  return definitions;
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
  Json names = Json::object();
  for (std::size_t i = 0; i < first.structures.size(); ++i)
  {
    Aggregates structure;
    for (const Measure & measure : measures)
    {
      structure.Add(measure, OverCases(measure, cases, i));
    }
    const std::string key = StructureKey(first.structures[i], first);
    byStructure.mean[key] = SortedByKey(structure.mean);
    byStructure.median[key] = SortedByKey(structure.median);
    byStructure.counts[key] = SortedByKey(structure.counts);
    names[key] = first.structures[i].name;
  }
  Json perCase = Json::array();
  for (const CaseMeasures & ofCase : cases)
  {
    perCase.push_back(CaseJson(ofCase, measures));
  }
  return {{"counts", SortedByKey(byStructure.counts)},
          {"definitions", DefinitionsJson(options)},
          {"foreground_mean", SortedByKey(foreground.mean)},
          {"mean", SortedByKey(byStructure.mean)},
          {"median", SortedByKey(byStructure.median)},
          {"metric_per_case", perCase},
          {"names", SortedByKey(names)}};
}

} // namespace vox
