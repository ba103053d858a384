// SPDX-License-Identifier: Apache-2.0
#include "voxAlignedTable.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

/** Columns a terminal shows for a name: code points, not bytes. */
std::size_t
Width(const std::string & text)
{
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace

std::string
AlignedTable(const std::vector<TableRow> & rows, std::size_t leftColumns)
{
  std::vector<std::size_t> widths;
  for (const TableRow & row : rows)
  {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
    {
      widths[i] = std::max(widths[i], Width(row[i]));
    }
  }
  std::string result;
  for (const TableRow & row : rows)
  {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
    {
      const std::string padding(widths[i] - Width(row[i]), ' ');
      line += (i == 0 ? "" : "  ") + (i < leftColumns ? row[i] + padding : padding + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + '\n';
  }
  return result;
}

std::string
NumberCell(const std::optional<double> & value, int decimals)
{
  if (!value)
  {
    return "-";
  }
  if (std::isinf(*value))
  {
    return *value > 0.0 ? "inf" : "-inf";
  }
  return fmt::format("{:.{}f}", *value, decimals);
}

} // namespace vox
