// SPDX-License-Identifier: Apache-2.0
#include "voxConvertLabels.h"

#include "voxError.h"
#include "voxLabelTable.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>

namespace vox
{
namespace
{

/** Gives the values of the file the names of the table; a table may hold many more. Names of values that it lacks stay.
 */
void
NameByTable(Segmentation & labels, const std::string & table, const std::string & in)
{
  if (labels.layers.size() != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {} layers of segments that may overlap, expected one label a voxel to name",
         in, labels.layers.size());
  }
  const std::vector<Segment> rows = ReadLabelTable(table);
  bool isOfFile = labels.segments.empty();
  for (Segment & segment : labels.segments)
  {
    if (const auto row = std::ranges::find(rows, segment.value, &Segment::value); row != rows.end())
    {
      segment = *row;
      isOfFile = true;
    }
  }
  if (!isOfFile)
  {
    Fail(ErrorKind::BadInput, "{}: names none of the values of {} ({})", table, in,
         fmt::join(labels.segments | std::views::transform(&Segment::value), ", "));
  }
  RequireConsistent(labels, table);
}

} // namespace

Segmentation
Renamed(Segmentation labels, const LabelNames & names, const std::string & in, const RunContext & context)
{
  if (!names.table.empty())
  {
    NameByTable(labels, names.table, in);
  }
  if (!names.mapTo.empty())
  {
    std::vector<std::string> dropped;
    labels = MappedByName(labels, ReadLabelTable(names.mapTo), dropped);
    if (!dropped.empty())
    {
      context.Log(LogLevel::Warning,
                  fmt::format("{}: lacks {}, which become background", names.mapTo, fmt::join(dropped, ", ")));
    }
  }
  return labels;
}

void
ConvertLabels(const LabelConversion & conversion, const RunContext & context)
{
  const Segmentation labels = conversion.volume ? Segmentation{{ReadLabelMap(conversion.in, {conversion.volume})}, {}}
                                                : ReadSegmentation(conversion.in);
  WriteSegmentation(conversion.out, Renamed(labels, conversion.names, conversion.in.string(), context));
}

} // namespace vox
