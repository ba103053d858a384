// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentation.h"

#include "voxError.h"
#include "voxPrintable.h"

#include <algorithm>
#include <set>
#include <utility>

namespace vox
{

const Segment *
FindSegment(const std::vector<Segment> & segments, std::string_view name)
{
  const auto found = std::ranges::find(segments, name, &Segment::name);
  return found == segments.end() ? nullptr : &*found;
}

std::vector<Segment>
SegmentsOf(const DatasetDescription & description)
{
  std::vector<Segment> segments;
  for (const LabelEntry & entry : description.labels)
  {
    if (entry.values.size() == 1 && entry.values.front() != 0)
    {
      segments.push_back({entry.values.front(), entry.name, {}, {}, 0});
    }
  }
  return segments;
}

void
RequireConsistent(const Segmentation & segmentation, const std::string & where)
{
  if (segmentation.layers.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no label map, expected at least one layer", where);
  }
  for (const Volume & layer : segmentation.layers)
  {
    RequireSameGeometry(layer.geometry, where + " (layer)", segmentation.layers.front().geometry, where);
  }
  std::set<std::pair<std::size_t, std::int64_t>> values;
  std::set<std::string_view> names;
  for (const Segment & segment : segmentation.segments)
  {
    if (segment.layer >= segmentation.layers.size())
    {
      Fail(ErrorKind::BadInput, "{}: segment '{}' lies in layer {}, found {} layers", where, Printable(segment.name),
           segment.layer, segmentation.layers.size());
    }
    if (segment.value == 0)
    {
      Fail(ErrorKind::BadInput, "{}: segment '{}' has the value 0, which is background; give it another", where,
           Printable(segment.name));
    }
    if (!values.emplace(segment.layer, segment.value).second)
    {
      Fail(ErrorKind::BadInput, "{}: the value {} belongs to two segments, the second is '{}'", where, segment.value,
           Printable(segment.name));
    }
    if (!names.insert(segment.name).second)
    {
      Fail(ErrorKind::BadInput, "{}: two segments are named '{}'", where, Printable(segment.name));
    }
  }
}

} // namespace vox
