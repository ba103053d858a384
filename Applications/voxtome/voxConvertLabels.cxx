// SPDX-License-Identifier: Apache-2.0
#include "voxConvertLabels.h"

#include "voxError.h"
#include "voxLabelNames.h"
#include "voxLabelTable.h"
#include "voxSegmentationFile.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>

namespace vox
{
namespace
{

/** Gives the values the names of the table; names of values that it lacks stay. */
void
NameByTable(Segmentation & labels, const LabelConversion & conversion)
{
  std::vector<Segment> named = ReadLabelTable(conversion.table);
  const auto isOfFile = [&](const Segment & row) {
    return std::ranges::find(labels.segments, row.value, &Segment::value) != labels.segments.end();
  };
  if (!labels.segments.empty() && std::ranges::none_of(named, isOfFile))
  {
    Fail(ErrorKind::BadInput, "{}: names none of the values of {} ({})", conversion.table.string(),
         conversion.in.string(), fmt::join(labels.segments | std::views::transform(&Segment::value), ", "));
  }
  for (const Segment & segment : labels.segments)
  {
    if (std::ranges::find(named, segment.value, &Segment::value) == named.end())
    {
      named.push_back(segment);
    }
  }
  labels.segments = std::move(named);
  RequireConsistent(labels, conversion.table.string());
}

} // namespace

void
ConvertLabels(const LabelConversion & conversion, Session & session)
{
  Segmentation labels = conversion.table.empty() ? ReadSegmentation(conversion.in) : ReadOneLayer(conversion.in);
  if (!conversion.table.empty())
  {
    NameByTable(labels, conversion);
  }
  if (!conversion.mapTo.empty())
  {
    std::vector<std::string> dropped;
    labels = MappedByName(labels, ReadLabelTable(conversion.mapTo), dropped);
    if (!dropped.empty())
    {
      session.context.Log(LogLevel::Warning, fmt::format("{}: lacks {}, which become background",
                                                         conversion.mapTo.string(), fmt::join(dropped, ", ")));
    }
  }
  WriteSegmentation(conversion.out, labels);
}

} // namespace vox
