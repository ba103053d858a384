// SPDX-License-Identifier: Apache-2.0
#include "voxInspection.h"

#include "voxEvaluationOptions.h"
#include "voxMetricRegistry.h"
#include "voxTextTable.h"

namespace vox
{

Inspection
InspectMetrics()
{
  std::vector<std::vector<std::string>> rows{{"measure", "formula", "source (DOI)", "options"}};
  Json list = Json::array();
  for (const MetricEntry & entry : MetricRegistry())
  {
    rows.push_back(
        {std::string(entry.name), std::string(entry.formula), std::string(entry.source), std::string(entry.options)});
    list.push_back(
        {{"name", entry.name}, {"formula", entry.formula}, {"source", entry.source}, {"options", entry.options}});
  }
  EvaluationOptions defaults;
  defaults.lesions.emplace();
  defaults.calibration.emplace();
  std::vector<std::vector<std::string>> options{{"option", "default", "what it is"}};
  for (const FieldDescription & field : DescribeFields(defaults))
  {
    options.push_back({field.key, field.defaultValue, field.help});
  }
  return {TextTable(rows) + "\n" + TextTable(options),
          {{"kind", "metrics"}, {"entries", list}, {"defaults", ToJson(defaults)}}};
}

} // namespace vox
