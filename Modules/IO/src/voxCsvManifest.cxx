// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxDatasetLayouts.h"
#include "voxError.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{
namespace
{

using Row = std::vector<std::string>;

/** Rows of RFC 4180: commas, values in double quotes where needed, a doubled quote for one inside. Empty lines are left
 * out. */
std::vector<Row>
ParseCsv(std::string_view text)
{
  std::vector<Row> rows;
  Row row(1);
  bool quoted = false;
  const auto finishRow = [&] {
    if (row.size() > 1 || !row.front().empty())
    {
      rows.push_back(row);
    }
    row.assign(1, "");
  };
  for (std::size_t i = 0; i < text.size(); ++i)
  {
    const char c = text[i];
    if (c == '"')
    {
      const bool doubled = quoted && i + 1 < text.size() && text[i + 1] == '"';
      if (doubled)
      {
        row.back() += text[++i];
        continue;
      }
      quoted = !quoted;
    }
    else if (c == ',' && !quoted)
    {
      row.emplace_back();
    }
    else if (c == '\n' && !quoted)
    {
      finishRow();
    }
    else if (c != '\r' || quoted)
    {
      row.back() += c;
    }
  }
  finishRow();
  return rows;
}

struct Columns
{
  std::size_t caseName = 0;
  std::vector<std::size_t> images;
  std::size_t labels = 0;
};

Columns
FindColumns(const std::filesystem::path & csv, const Row & header)
{
  const auto find = [&](const std::string & name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  Columns columns{find("case"), {}, find("labels")};
  if (find("image") < header.size())
  {
    columns.images.push_back(find("image"));
  }
  else
  {
    for (int channel = 0; find(fmt::format("image_{}", channel)) < header.size(); ++channel)
    {
      columns.images.push_back(find(fmt::format("image_{}", channel)));
    }
  }
  if (columns.caseName == header.size() || columns.labels == header.size() || columns.images.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found the columns {}, expected case, image (or image_0, image_1 ...), labels",
         csv.string(), fmt::join(header, ", "));
  }
  return columns;
}

} // namespace

void
ListManifest(DatasetFolder & dataset, const std::filesystem::path & csv)
{
  std::string text = ReadTextFile(csv);
  constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(byteOrderMark))
  {
    text.erase(0, byteOrderMark.size());
  }
  const std::vector<Row> rows = ParseCsv(text);
  if (rows.empty())
  {
    Fail(ErrorKind::BadInput, "{}: is empty, expected the columns case, image, labels", csv.string());
  }
  const Columns columns = FindColumns(csv, rows.front());
  for (std::size_t i = 1; i < rows.size(); ++i)
  {
    const Row & row = rows[i];
    if (row.size() != rows.front().size())
    {
      Fail(ErrorKind::BadInput, "{}: row {} has {} values, expected {}", csv.string(), i + 1, row.size(),
           rows.front().size());
    }
    CaseFiles files{row[columns.caseName], {}, std::nullopt};
    for (const std::size_t column : columns.images)
    {
      if (row[column].empty() || files.name.empty())
      {
        Fail(ErrorKind::BadInput, "{}: row {} lacks a case name or an image", csv.string(), i + 1);
      }
      files.channels.push_back(dataset.root / row[column]);
    }
    if (row[columns.labels].empty())
    {
      dataset.test.push_back(std::move(files));
      continue;
    }
    files.labels = dataset.root / row[columns.labels];
    dataset.training.push_back(std::move(files));
  }
}

} // namespace vox
