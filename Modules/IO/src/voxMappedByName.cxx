// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxLabelName.h"
#include "voxLabelTable.h"
#include "voxPrintable.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace vox
{
namespace
{

/** The wanted segment of this name; null for none. */
const Segment *
MatchOf(const std::vector<Segment> & wanted, const std::string & name)
{
  const Segment * match = nullptr;
  for (const Segment & segment : wanted)
  {
    if (PlainLabelName(segment.name) != PlainLabelName(name))
    {
      continue;
    }
    if (match != nullptr)
    {
      Fail(ErrorKind::BadInput, "the label '{}' is both '{}' ({}) and '{}' ({}) of the wanted table; rename one",
           Printable(name), Printable(match->name), match->value, Printable(segment.name), segment.value);
    }
    match = &segment;
  }
  return match;
}

using ValueMap = std::map<std::int32_t, std::int32_t>;

/** The layer with other values; those that the map lacks become background and are gathered. */
Volume
Mapped(const Volume & layer, const ValueMap & values, std::set<std::int32_t> & unknown)
{
  const at::Tensor from = Contiguous(layer.voxels);
  const at::Tensor to = NewTensor(from.sizes(), at::kInt);
  std::int32_t before = 0, now = 0; // runs of one value are long
  std::transform(ValuesOf<std::int32_t>(from), ValuesOf<std::int32_t>(from) + from.numel(),
                 MutableValuesOf<std::int32_t>(to), [&](std::int32_t value) {
                   if (value != before)
                   {
                     const auto found = values.find(value);
                     before = value;
                     now = found == values.end() ? 0 : found->second;
                     if (found == values.end() && value != 0)
                     {
                       unknown.insert(value);
                     }
                   }
                   return now;
                 });
  return MakeVolume(to, layer.geometry);
}

} // namespace

Segmentation
MappedByName(const Segmentation & segmentation, const std::vector<Segment> & wanted, std::vector<std::string> & dropped)
{
  Segmentation mapped;
  std::vector<ValueMap> values(segmentation.layers.size());
  std::map<const Segment *, std::string> taken;
  for (const Segment & segment : segmentation.segments)
  {
    const auto value = static_cast<std::int32_t>(segment.value);
    const Segment * match = MatchOf(wanted, segment.name);
    if (match == nullptr)
    {
      dropped.push_back(segment.name);
      values[segment.layer][value] = 0;
      continue;
    }
    if (const auto [other, isNew] = taken.emplace(match, segment.name); !isNew)
    {
      Fail(ErrorKind::BadInput, "the labels '{}' and '{}' are both '{}' of the wanted table; rename one",
           Printable(other->second), Printable(segment.name), Printable(match->name));
    }
    if (!std::in_range<std::int32_t>(match->value))
    {
      Fail(ErrorKind::BadInput, "the label '{}' has the value {}, expected at most {}", match->name, match->value,
           std::numeric_limits<std::int32_t>::max());
    }
    values[segment.layer][value] = static_cast<std::int32_t>(match->value);
    mapped.segments.push_back({match->value, match->name, match->color ? match->color : segment.color,
                               match->codes ? match->codes : segment.codes, segment.layer});
  }
  for (std::size_t i = 0; i < segmentation.layers.size(); ++i)
  {
    std::set<std::int32_t> unknown;
    mapped.layers.push_back(Mapped(segmentation.layers[i], values[i], unknown));
    std::ranges::transform(unknown, std::back_inserter(dropped),
                           [](std::int32_t value) { return fmt::format("value {}", value); });
  }
  return mapped;
}

} // namespace vox
