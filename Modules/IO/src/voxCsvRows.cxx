// SPDX-License-Identifier: Apache-2.0
#include "voxCsvRows.h"

#include "voxAtomicFile.h"
#include "voxError.h"

namespace vox
{
namespace
{

std::vector<CsvRow>
ParseCsv(std::string_view text, char separator)
{
  std::vector<CsvRow> rows;
  CsvRow row{1, {""}};
  std::size_t line = 1;
  bool quoted = false;
  const auto finishRow = [&] {
    if (row.fields.size() > 1 || !row.fields.front().empty())
    {
      rows.push_back(row);
    }
    row = {line, {""}};
  };
  for (std::size_t i = 0; i < text.size(); ++i)
  {
    const char c = text[i];
    line += c == '\n' ? 1 : 0;
    if (c == '"')
    {
      const bool doubled = quoted && i + 1 < text.size() && text[i + 1] == '"';
      if (doubled)
      {
        row.fields.back() += text[++i];
        continue;
      }
      quoted = !quoted;
    }
    else if (c == separator && !quoted)
    {
      row.fields.emplace_back();
    }
    else if (c == '\n' && !quoted)
    {
      finishRow();
    }
    else if (c != '\r' || quoted)
    {
      row.fields.back() += c;
    }
  }
  finishRow();
  return rows;
}

} // namespace

std::vector<CsvRow>
ReadCsvRows(const std::filesystem::path & path, char separator)
{
  const std::string text = ReadTextFile(path);
  constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
  std::string_view content = text;
  content.remove_prefix(content.starts_with(byteOrderMark) ? byteOrderMark.size() : 0);
  std::vector<CsvRow> rows = ParseCsv(content, separator);
  for (const CsvRow & row : rows)
  {
    if (row.fields.size() != rows.front().fields.size())
    {
      Fail(ErrorKind::BadInput, "{}: line {} has {} values, expected {}", path.string(), row.line, row.fields.size(),
           rows.front().fields.size());
    }
  }
  return rows;
}

} // namespace vox
