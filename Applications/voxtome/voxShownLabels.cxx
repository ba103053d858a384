// SPDX-License-Identifier: Apache-2.0
#include "voxShownLabels.h"

#include "voxConvertLabels.h"
#include "voxLabelTable.h"
#include "voxSameStructure.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{
namespace
{

/** One value a voxel; segments of different layers that share a value get values of their own. */
Segmentation
Flattened(Segmentation segmentation, const std::string & file, const RunContext & context)
{
  if (segmentation.layers.size() < 2)
  {
    return segmentation;
  }
  context.Log(LogLevel::Warning,
              fmt::format("{}: segments overlap; in the picture later ones cover earlier ones", file));
  const at::Tensor flat = at::zeros_like(segmentation.layers.front().voxels);
  std::int64_t value = 0;
  for (Segment & segment : segmentation.segments)
  {
    flat.masked_fill_(segmentation.layers[segment.layer].voxels.eq(segment.value), ++value);
    segment.value = value;
    segment.layer = 0;
  }
  segmentation.layers = {{flat, segmentation.layers.front().geometry}};
  return segmentation;
}

Segmentation
ReadFlat(const std::string & file, const ShownLabelFiles & files, const CaseImage & image, const RunContext & context)
{
  const Segmentation flat = Flattened(ReadNamedLabels(file, image, context), file, context);
  return Renamed(flat, {files.names, ""}, file, context);
}

/** The reference with the values of the labels, by name. */
Segmentation
ByName(const Segmentation & reference, const std::vector<Segment> & known)
{
  std::vector<std::string> unknown;
  (void)MappedByName(reference, known, unknown);
  std::int64_t next = 0;
  std::vector<Segment> wanted = known;
  for (const Segment & segment : known)
  {
    next = std::max(next, segment.value);
  }
  for (const std::string & name : unknown)
  {
    Segment segment = *FindSegment(reference.segments, name);
    segment.value = ++next;
    wanted.push_back(segment);
  }
  unknown.clear();
  return MappedByName(reference, wanted, unknown);
}

void
AddStructures(ShownLabels & shown, const std::vector<Segment> & segments)
{
  for (const Segment & segment : segments)
  {
    const bool isKnown = std::ranges::any_of(
        shown.structures, [&](const LabelEntry & entry) { return entry.values.front() == segment.value; });
    if (!isKnown)
    {
      shown.structures.push_back({segment.name, {segment.value}});
      if (segment.color)
      {
        shown.colors[segment.value] = *segment.color;
      }
    }
  }
}

} // namespace

ShownLabels
ReadShownLabels(const ShownLabelFiles & files, const CaseImage & image, const RunContext & context)
{
  ShownLabels shown;
  std::optional<Segmentation> labels;
  if (!files.labels.empty())
  {
    labels = ReadFlat(files.labels, files, image, context);
    shown.labels = labels->layers.front();
    AddStructures(shown, labels->segments);
  }
  if (!files.reference.empty())
  {
    Segmentation reference = ReadFlat(files.reference, files, image, context);
    if (labels && HasNames(*labels) && HasNames(reference))
    {
      reference = ByName(reference, labels->segments);
    }
    shown.reference = reference.layers.front();
    AddStructures(shown, reference.segments);
  }
  return shown;
}

} // namespace vox
