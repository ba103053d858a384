// SPDX-License-Identifier: Apache-2.0
#include "voxInspection.h"
#include "voxLabelHistogram.h"
#include "voxTextTable.h"

#include <fmt/format.h>

namespace vox
{

Inspection
InspectSegments(const Segmentation & segmentation)
{
  std::vector<LabelHistogram> histograms;
  for (const Volume & layer : segmentation.layers)
  {
    histograms.push_back(CountLabels(layer));
  }
  const double milliliters = VoxelVolumeMm3(segmentation.layers.front().geometry) / 1000.0;
  std::vector<std::vector<std::string>> rows{{"value", "name", "voxels", "ml"}};
  Json list = Json::array();
  for (const Segment & segment : segmentation.segments)
  {
    const std::int64_t voxels = histograms[segment.layer][segment.value];
    const double volume = static_cast<double>(voxels) * milliliters;
    rows.push_back(
        {std::to_string(segment.value), segment.name, std::to_string(voxels), fmt::format("{:.3f}", volume)});
    list.push_back({{"value", segment.value}, {"name", segment.name}, {"voxels", voxels}, {"ml", volume}});
    if (segment.tracking)
    {
      list.back()["tracking"] = {{"id", segment.tracking->id}, {"uid", segment.tracking->uid}};
    }
  }
  return {TextTable(rows), list};
}

} // namespace vox
