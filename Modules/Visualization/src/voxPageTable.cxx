// SPDX-License-Identifier: Apache-2.0
#include "voxPageTable.h"

#include "voxError.h"
#include "voxMarkup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace vox
{
namespace
{

constexpr std::string_view PlusMinus = "±";
constexpr std::string_view Minus = "−";

bool
StandsForNoNumber(std::string_view cell)
{
  constexpr std::array<std::string_view, 6> Words{"", "-", "–", "nan", "n/a", "inf"};
  return std::find(Words.begin(), Words.end(), cell) != Words.end();
}

bool
IsDigit(char c)
{
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/** Which columns hold numbers and nothing else. */
std::vector<bool>
NumberColumns(const PageTable & table)
{
  std::vector<bool> result;
  for (std::size_t column = 0; column < table.header.size(); ++column)
  {
    const auto isNumber = [column](const auto & row) { return IsNumber(row[column]); };
    const auto fits = [column](const auto & row) { return StandsForNoNumber(row[column]) || IsNumber(row[column]); };
    result.push_back(std::any_of(table.rows.begin(), table.rows.end(), isNumber) &&
                     std::all_of(table.rows.begin(), table.rows.end(), fits));
  }
  return result;
}

} // namespace

bool
IsNumber(std::string_view cell)
{
  if (cell.starts_with(Minus))
  {
    cell.remove_prefix(Minus.size());
  }
  else if (!cell.empty() && std::string_view("+-<>").find(cell.front()) != std::string_view::npos)
  {
    cell.remove_prefix(1);
  }
  if (cell.empty() || !IsDigit(cell.front()))
  {
    return false;
  }
  constexpr std::int64_t LongestUnit = 4;
  std::int64_t letters = 0;
  while (!cell.empty())
  {
    if (cell.starts_with(PlusMinus))
    {
      cell.remove_prefix(PlusMinus.size());
      continue;
    }
    const char c = cell.front();
    const bool isPart = IsDigit(c) || std::string_view(".,+-% ()/").find(c) != std::string_view::npos;
    // Continuation bytes belong to the letter before them.
    letters += isPart || (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0 : 1;
    cell.remove_prefix(1);
  }
  return letters <= LongestUnit;
}

std::string
TableMarkup(const PageTable & table, std::string_view name)
{
  for (const auto & row : table.rows)
  {
    if (row.size() != table.header.size())
    {
      Fail(ErrorKind::Internal, "table '{}': found a row of {} cells below a header of {}, expected as many",
           table.caption, row.size(), table.header.size());
    }
  }
  const std::vector<bool> isNumber = NumberColumns(table);
  const auto cell = [&](std::size_t column, const char * tag, const char * attributes, const std::string & text) {
    return fmt::format("<{0}{1}{2}>{3}</{0}>", tag, attributes, isNumber[column] ? " class=\"n\"" : "", Escaped(text));
  };
  // A frame that scrolls can be reached by keyboard only if it takes the focus, and then needs a name.
  std::string html =
      fmt::format("<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n<table{}>\n",
                  Escaped(table.caption.empty() ? name : table.caption), table.sortable ? " class=\"sortable\"" : "");
  if (!table.caption.empty())
  {
    html += fmt::format("<caption>{}</caption>\n", Escaped(table.caption));
  }
  html += "<thead><tr>";
  for (std::size_t column = 0; column < table.header.size(); ++column)
  {
    html += cell(column, "th", " scope=\"col\"", table.header[column]);
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const auto & row : table.rows)
  {
    html += "<tr>";
    for (std::size_t column = 0; column < row.size(); ++column)
    {
      html += column == 0 ? cell(column, "th", " scope=\"row\"", row[column]) : cell(column, "td", "", row[column]);
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n</div>\n";
}

} // namespace vox
