// SPDX-License-Identifier: Apache-2.0
#include "voxSameStructure.h"

#include "voxLabelName.h"

#include <algorithm>

namespace vox
{

bool
HasNames(const Segmentation & segmentation)
{
  return std::ranges::any_of(segmentation.segments,
                             [](const Segment & segment) { return segment.name != std::to_string(segment.value); });
}

const Segment *
SameStructure(const Segmentation & others, const Segment & segment, bool byName)
{
  const std::string name = PlainLabelName(segment.name);
  const auto found = std::ranges::find_if(others.segments, [&](const Segment & other) {
    return byName ? PlainLabelName(other.name) == name : other.value == segment.value;
  });
  return found == others.segments.end() ? nullptr : &*found;
}

void
ShareNames(Segmentation & labels, Segmentation & reference)
{
  const bool isNamed = HasNames(labels);
  const bool byName = isNamed && HasNames(reference);
  Segmentation & named = isNamed ? labels : reference;
  for (Segment & segment : (isNamed ? reference : labels).segments)
  {
    if (const Segment * same = SameStructure(named, segment, byName); same != nullptr)
    {
      segment.name = same->name;
    }
  }
}

} // namespace vox
