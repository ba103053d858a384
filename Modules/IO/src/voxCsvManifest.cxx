// SPDX-License-Identifier: Apache-2.0
#include "voxCsvRows.h"
#include "voxDatasetLayouts.h"
#include "voxError.h"
#include "voxPrintable.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{
namespace
{

using Row = std::vector<std::string>;

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
         csv.string(), Printable(fmt::format("{}", fmt::join(header, ", "))));
  }
  return columns;
}

} // namespace

void
ListManifest(DatasetFolder & dataset, const std::filesystem::path & csv)
{
  const std::vector<CsvRow> rows = ReadCsvRows(csv);
  if (rows.empty())
  {
    Fail(ErrorKind::BadInput, "{}: is empty, expected the columns case, image, labels", csv.string());
  }
  const Columns columns = FindColumns(csv, rows.front().fields);
  for (std::size_t i = 1; i < rows.size(); ++i)
  {
    const Row & row = rows[i].fields;
    CaseFiles files{row[columns.caseName], {}, std::nullopt};
    for (const std::size_t column : columns.images)
    {
      if (row[column].empty() || files.name.empty())
      {
        Fail(ErrorKind::BadInput, "{}: line {} lacks a case name or an image", csv.string(), rows[i].line);
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
