// SPDX-License-Identifier: Apache-2.0
#include "voxInspection.h"

#include "voxSegmentationRegistry.h"
#include "voxTextTable.h"

namespace vox
{

Inspection
InspectMethods()
{
  std::vector<std::vector<std::string>> rows{{"method", "what it is", "source (DOI)"}};
  std::vector<std::vector<std::string>> options{{"method", "option", "default", "what it is"}};
  Json list = Json::array();
  for (const SegmentationEntry & entry : SegmentationRegistry())
  {
    rows.push_back({std::string(entry.name), std::string(entry.help), std::string(entry.source)});
    for (const FieldDescription & field : entry.fields())
    {
      options.push_back({std::string(entry.name), field.key, field.defaultValue, field.help});
    }
    list.push_back({{"name", entry.name},
                    {"help", entry.help},
                    {"source", entry.source},
                    {"reads_labels", entry.readsLabels},
                    {"takes_markers", entry.takesMarkers},
                    {"defaults", entry.resolve(Json::object())}});
  }
  return {TextTable(rows) + "\n" + TextTable(options), {{"kind", "methods"}, {"entries", list}}};
}

} // namespace vox
