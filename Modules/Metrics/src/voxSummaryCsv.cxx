// SPDX-License-Identifier: Apache-2.0
#include "voxCsvField.h"
#include "voxSummaryContents.h"

#include <string_view>

namespace vox
{
namespace
{

std::string
NumberField(const Measure & measure, const std::optional<double> & value)
{
  if (!value)
  {
    return {};
  }
  return measure.kind == Measure::Kind::Count ? fmt::format("{:.0f}", *value) : fmt::format("{}", *value);
}

std::string_view
Remark(const StructureMeasures & structure)
{
  if (IsAbsentInBoth(structure))
  {
    return "absent in both";
  }
  if (!IsAbsentInOne(structure))
  {
    return "";
  }
  return structure.falseNegatives > 0 ? "missed" : "hallucinated";
}

} // namespace

std::string
SummaryCsv(const Summary & summary)
{
  const Summary::Contents & contents = summary.Get();
  std::string result = "reference_file,prediction_file,structure,label";
  for (const AggregatedMeasure & aggregated : contents.measures)
  {
    result += ',' + aggregated.measure.csvHeading;
  }
  result += ",remark\n";
  for (const CaseMeasures & ofCase : contents.cases)
  {
    for (const StructureMeasures & structure : ofCase.structures)
    {
      result += fmt::format("{},{},{},{}", CsvField(ofCase.referenceFile), CsvField(ofCase.predictionFile),
                            CsvField(structure.name), CsvField(StructureKey(structure, ofCase)));
      for (const auto & [measure, structures, foreground] : contents.measures)
      {
        result += ',' + NumberField(measure, measure.value(ofCase, structure));
      }
      result += fmt::format(",{}\n", Remark(structure));
    }
  }
  return result;
}

} // namespace vox
