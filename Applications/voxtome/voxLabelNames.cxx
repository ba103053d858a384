// SPDX-License-Identifier: Apache-2.0
#include "voxLabelNames.h"

#include "voxError.h"
#include "voxSegmentationFile.h"

#include <algorithm>

namespace vox
{
namespace
{

/** The region of the fewest values that holds this one. */
const LabelEntry *
SmallestRegion(const DatasetDescription & description, std::int64_t value)
{
  const LabelEntry * smallest = nullptr;
  for (const LabelEntry & entry : description.labels)
  {
    const bool holds = std::ranges::find(entry.values, value) != entry.values.end();
    if (holds && (smallest == nullptr || entry.values.size() < smallest->values.size()))
    {
      smallest = &entry;
    }
  }
  return smallest;
}

} // namespace

Segmentation
WithNames(const Volume & labels, const DatasetDescription & description)
{
  Segmentation named{{labels}, {}};
  const auto hasValue = [&](std::int64_t value) {
    return std::ranges::find(named.segments, value, &Segment::value) != named.segments.end();
  };
  for (const Segment & segment : SegmentsOf(description))
  {
    if (!hasValue(segment.value))
    {
      named.segments.push_back(segment);
    }
  }
  for (const std::int64_t value : description.ForegroundValues())
  {
    const LabelEntry * region = hasValue(value) ? nullptr : SmallestRegion(description, value);
    if (region != nullptr)
    {
      const std::string name = "part of " + region->name;
      const bool isTaken = FindSegment(named.segments, name) != nullptr;
      named.segments.push_back({value, isTaken ? fmt::format("{} ({})", name, value) : name, {}, {}, 0});
    }
  }
  return named;
}

Segmentation
ReadOneLayer(const std::filesystem::path & path)
{
  Segmentation segmentation = ReadSegmentation(path);
  if (segmentation.layers.size() != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {} layers of segments that may overlap, expected one label a voxel",
         path.string(), segmentation.layers.size());
  }
  return segmentation;
}

} // namespace vox
