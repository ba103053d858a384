// SPDX-License-Identifier: Apache-2.0
#include "voxTextTable.h"

#include <algorithm>

namespace vox
{
namespace
{

std::size_t
Width(const std::string & text)
{
  // Continuation bytes of UTF-8 begin with the bits 10.
  return std::count_if(text.begin(), text.end(), [](unsigned char byte) { return (byte & 0xC0) != 0x80; });
}

std::string
Padded(const std::string & text, std::size_t width)
{
  return text + std::string(width - std::min(width, Width(text)), ' ');
}

std::string
Line(const std::vector<std::string> & cells, const std::vector<std::size_t> & widths)
{
  std::string line;
  for (std::size_t column = 0; column < cells.size(); ++column)
  {
    line += (column == 0 ? "" : "  ") + Padded(cells[column], widths[column]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

} // namespace

std::string
TextTable(const std::vector<std::vector<std::string>> & rows)
{
  std::vector<std::size_t> widths;
  for (const auto & row : rows)
  {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t column = 0; column < row.size(); ++column)
    {
      widths[column] = std::max(widths[column], Width(row[column]));
    }
  }
  std::string text;
  for (std::size_t row = 0; row < rows.size(); ++row)
  {
    text += Line(rows[row], widths);
    if (row == 0)
    {
      std::vector<std::string> rule;
      for (const std::size_t width : widths)
      {
        rule.emplace_back(width, '-');
      }
      text += Line(rule, widths);
    }
  }
  return text;
}

std::string
TextList(const std::vector<std::pair<std::string, std::string>> & entries)
{
  std::size_t width = 0;
  for (const auto & [name, value] : entries)
  {
    width = std::max(width, Width(name));
  }
  std::string text;
  for (const auto & [name, value] : entries)
  {
    text += Padded(name + ":", width + 1) + " " + value + "\n";
  }
  return text;
}

} // namespace vox
