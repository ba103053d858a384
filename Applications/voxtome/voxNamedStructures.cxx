// SPDX-License-Identifier: Apache-2.0
#include "voxNamedStructures.h"

#include "voxSegmentationFile.h"
#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{
namespace
{

constexpr EnumName<MatchBy> names[] = {{MatchBy::Auto, "auto"}, {MatchBy::Name, "name"}, {MatchBy::Value, "value"}};

std::vector<Segment>
SegmentsIn(const std::filesystem::path & file)
{
  std::vector<Segment> segments = ReadSegmentNames(file);
  if (segments.empty())
  {
    Fail(ErrorKind::BadInput,
         "{}: found no names of structures, expected a segmentation such as .seg.nrrd; or match "
         "by --match value",
         file.string());
  }
  if (std::ranges::any_of(segments, [](const Segment & segment) { return segment.layer > 0; }))
  {
    Fail(ErrorKind::BadInput,
         "{}: found segments that may overlap, in several layers, expected one label a voxel; "
         "export segments of one layer",
         file.string());
  }
  return segments;
}

class Numbering
{
public:
  /** The numbers of a file's values. */
  std::map<std::int64_t, std::int64_t>
  Of(const std::vector<Segment> & segments)
  {
    std::map<std::int64_t, std::int64_t> numbers;
    for (const Segment & segment : segments)
    {
      numbers[segment.value] = NumberOf(segment.name);
    }
    return numbers;
  }
  [[nodiscard]] Structures
  Found() &&
  {
    return std::move(m_Structures);
  }

private:
  std::int64_t
  NumberOf(const std::string & name)
  {
    std::vector<LabelEntry> & entries = m_Structures.entries;
    const auto found = std::ranges::find(entries, name, &LabelEntry::name);
    const auto number = static_cast<std::int64_t>(found - entries.begin()) + 1;
    if (found == entries.end())
    {
      entries.push_back({name, {number}});
    }
    return number;
  }

  Structures m_Structures;
};

std::string
Joined(const std::vector<Segment> & segments)
{
  std::string text;
  for (const Segment & segment : segments)
  {
    text += (text.empty() ? "" : ", ") + segment.name;
  }
  return text;
}

void
RequireSharedName(const LabelPair & pair, const std::vector<Segment> & reference,
                  const std::vector<Segment> & prediction)
{
  const auto isThere = [&](const Segment & segment) { return FindSegment(reference, segment.name) != nullptr; };
  if (std::ranges::none_of(prediction, isThere))
  {
    Fail(ErrorKind::BadInput,
         "{}: found the structures {}, expected at least one of those of {}: {}; rename them, or "
         "match by --match value",
         pair.prediction.string(), Joined(prediction), pair.reference.string(), Joined(reference));
  }
}

} // namespace

std::span<const EnumName<MatchBy>>
EnumNames(MatchBy)
{
  return names;
}

bool
AllNamed(std::span<const LabelPair> pairs)
{
  const auto isNamed = [](const std::filesystem::path & file) {
    return file.filename().string().ends_with(".seg.nrrd") && !ReadSegmentNames(file).empty();
  };
  return std::ranges::all_of(pairs, [&](const LabelPair & pair) {
    return isNamed(pair.reference) && (pair.prediction.empty() || isNamed(pair.prediction));
  });
}

Structures
NamedStructures(std::span<LabelPair> pairs, std::span<LabelPair> compared)
{
  Numbering numbering;
  for (const std::span<LabelPair> group : {pairs, compared})
  {
    for (LabelPair & pair : group)
    {
      const std::vector<Segment> reference = SegmentsIn(pair.reference);
      pair.referenceNumbers = numbering.Of(reference);
      if (!pair.prediction.empty())
      {
        const std::vector<Segment> prediction = SegmentsIn(pair.prediction);
        RequireSharedName(pair, reference, prediction);
        pair.predictionNumbers = numbering.Of(prediction);
      }
    }
  }
  return std::move(numbering).Found();
}

void
Renumber(Volume & labels, const std::map<std::int64_t, std::int64_t> & numbers, const std::filesystem::path & file)
{
  if (numbers.empty())
  {
    return;
  }
  auto * values = MutableValuesOf<std::int32_t>(labels.voxels);
  for (auto run = values, end = values + labels.voxels.numel(); run != end;)
  {
    const auto next = std::find_if(run, end, [&](std::int32_t value) { return value != *run; });
    if (*run != 0)
    {
      const auto number = numbers.find(*run);
      if (number == numbers.end())
      {
        Fail(ErrorKind::BadInput,
             "{}: found the label {}, which has no name there; expected names for all, or match "
             "by --match value",
             file.string(), *run);
      }
      std::fill(run, next, static_cast<std::int32_t>(number->second));
    }
    run = next;
  }
}

} // namespace vox
