// SPDX-License-Identifier: Apache-2.0
#include "voxCsvRows.h"
#include "voxError.h"
#include "voxLabelTableFormats.h"
#include "voxPrintable.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace vox
{
namespace
{

/** Rows whose fields are found by the name of their column. */
class ColumnTable
{
public:
  ColumnTable(const std::filesystem::path & path, char separator) : m_Path(path), m_Rows(ReadCsvRows(path, separator))
  {
    if (m_Rows.empty())
    {
      Fail(ErrorKind::BadInput, "{}: is empty, expected a label table", path.string());
    }
  }

  [[nodiscard]] std::optional<std::size_t>
  Column(std::string_view name) const
  {
    const auto & header = m_Rows.front().fields;
    const auto found = std::ranges::find(header, name);
    return found == header.end() ? std::nullopt : std::optional<std::size_t>(found - header.begin());
  }
  [[nodiscard]] std::size_t
  Required(std::string_view name) const
  {
    const std::optional<std::size_t> column = Column(name);
    if (!column)
    {
      Fail(ErrorKind::BadInput, "{}: lacks the column {}, found {}", m_Path.string(), name,
           Printable(fmt::format("{}", fmt::join(m_Rows.front().fields, ", "))));
    }
    return *column;
  }
  [[nodiscard]] std::span<const CsvRow>
  Rows() const
  {
    return std::span(m_Rows).subspan(1);
  }

private:
  std::filesystem::path m_Path;
  std::vector<CsvRow> m_Rows;
};

/** The field of an optional column; empty without it. */
std::string
Field(const CsvRow & row, const std::optional<std::size_t> & column)
{
  return column ? row.fields[*column] : std::string();
}

/** A code in the three columns that begin with `prefix`. */
std::optional<CodedConcept>
CodeOf(const ColumnTable & table, const CsvRow & row, const std::string & prefix)
{
  CodedConcept code{Field(row, table.Column(prefix + "_CodingScheme")), Field(row, table.Column(prefix + "_CodeValue")),
                    Field(row, table.Column(prefix + "_CodeMeaning"))};
  return code.scheme.empty() || code.value.empty() ? std::nullopt : std::optional(code);
}

std::optional<SegmentCodes>
CodesOf(const ColumnTable & table, const CsvRow & row)
{
  const auto category = CodeOf(table, row, "Category");
  const auto type = CodeOf(table, row, "Type");
  if (!category || !type)
  {
    return std::nullopt;
  }
  return SegmentCodes{*category, *type, CodeOf(table, row, "TypeModifier"), CodeOf(table, row, "Region"),
                      CodeOf(table, row, "RegionModifier")};
}

/** "#1e90ff" */
Rgb
HexColor(const LabelRows & rows, std::size_t line, const std::string & text)
{
  Rgb color{};
  const char * begin = text.data() + 1;
  bool valid = text.size() == 7 && text.front() == '#';
  for (std::size_t i = 0; valid && i < 3; ++i, begin += 2)
  {
    const auto [end, error] = std::from_chars(begin, begin + 2, color[i], 16);
    valid = error == std::errc() && end == begin + 2;
  }
  if (!valid)
  {
    Fail(ErrorKind::BadInput, "{}: line {}: found the color '{}', expected # and six hexadecimal digits",
         rows.Path().string(), line, Printable(text));
  }
  return color;
}

} // namespace

std::vector<Segment>
ReadTerminologyCsv(const std::filesystem::path & path)
{
  const ColumnTable table(path, ',');
  const std::size_t value = table.Required("LabelValue");
  const std::size_t name = table.Required("Name");
  const auto red = table.Column("Color_R"), green = table.Column("Color_G"), blue = table.Column("Color_B");
  LabelRows rows(path);
  for (const CsvRow & row : table.Rows())
  {
    std::optional<Rgb> color;
    if (red && green && blue && !Field(row, red).empty())
    {
      color = rows.Color(row.line, Field(row, red), Field(row, green), Field(row, blue));
    }
    rows.Add(row.line, {rows.Value(row.line, row.fields[value]), row.fields[name], color, CodesOf(table, row), 0});
  }
  return rows.Take();
}

std::vector<Segment>
ReadBidsTsv(const std::filesystem::path & path)
{
  const ColumnTable table(path, '\t');
  const std::size_t value = table.Required("index");
  const std::size_t name = table.Required("name");
  const auto color = table.Column("color");
  LabelRows rows(path);
  for (const CsvRow & row : table.Rows())
  {
    const std::string text = Field(row, color);
    rows.Add(row.line, {rows.Value(row.line, row.fields[value]),
                        row.fields[name],
                        text.empty() || text == "n/a" ? std::nullopt : std::optional(HexColor(rows, row.line, text)),
                        {},
                        0});
  }
  return rows.Take();
}

} // namespace vox
