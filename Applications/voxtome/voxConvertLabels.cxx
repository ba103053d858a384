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

/** Gives the values of the file the names of the table; a table may hold many more. Names of values that it lacks stay.
 */
void
NameByTable(Segmentation & labels, const LabelConversion & conversion)
{
  const std::vector<Segment> rows = ReadLabelTable(conversion.table);
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
    Fail(ErrorKind::BadInput, "{}: names none of the values of {} ({})", conversion.table.string(),
         conversion.in.string(), fmt::join(labels.segments | std::views::transform(&Segment::value), ", "));
  }
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
