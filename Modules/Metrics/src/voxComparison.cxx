// SPDX-License-Identifier: Apache-2.0
#include "voxComparison.h"

#include "voxMeasureTable.h"

namespace vox
{
namespace
{

void
RequireSameCases(std::span<const CaseMeasures> first, std::span<const CaseMeasures> second)
{
  RequireSameStructures(first);
  RequireSameStructures(second);
  if (first.size() != second.size())
  {
    Fail(ErrorKind::BadInput, "comparison: found {} and {} cases, expected the same ones", first.size(), second.size());
  }
  for (std::size_t i = 0; i < first.size(); ++i)
  {
    if (first[i].referenceFile != second[i].referenceFile)
    {
      Fail(ErrorKind::BadInput, "comparison: case {} is {} in one list and {} in the other, expected the same cases",
           i + 1, first[i].referenceFile, second[i].referenceFile);
    }
  }
  const std::vector<CaseMeasures> ends{first.front(), second.front()};
  RequireSameStructures(ends);
}

bool
IsCompared(const Measure & measure)
{
  return measure.kind != Measure::Kind::Count && measure.jsonKey != "volume_ref_ml";
}

} // namespace

std::vector<MeasureComparison>
ComparePredictions(std::span<const CaseMeasures> first, std::span<const CaseMeasures> second,
                   const EvaluationOptions & options)
{
  Validate(options);
  RequireSameCases(first, second);
  Bootstrap bootstrap;
  std::vector<MeasureComparison> result;
  if (options.calibration)
  {
    const auto compare = [&](const char * key, std::optional<double> CalibrationMeasures::*field) {
      result.push_back(
          {"", "All classes", key, key, 4, Compare(ClassValues(first, field), ClassValues(second, field), bootstrap)});
    };
    compare("ECE", &CalibrationMeasures::expectedCalibrationError);
    compare("Brier", &CalibrationMeasures::brier);
  }
  const auto & structures = first.front().structures;
  for (std::size_t i = 0; i < structures.size(); ++i)
  {
    for (const Measure & measure : ReportedMeasures(options))
    {
      if (IsCompared(measure))
      {
        const auto ofFirst = CaseValues(measure, first, i);
        const auto ofSecond = CaseValues(measure, second, i);
        result.push_back({StructureKey(structures[i], first.front()), structures[i].name, measure.jsonKey,
                          measure.tableHeading.empty() ? "" : HeadingInWords(measure), measure.tableDecimals,
                          Compare(ofFirst, ofSecond, bootstrap)});
      }
    }
  }
  return result;
}

} // namespace vox
