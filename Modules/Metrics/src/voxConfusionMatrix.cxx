// SPDX-License-Identifier: Apache-2.0
#include "voxConfusionMatrix.h"

#include "voxCsvField.h"
#include "voxError.h"

#include <algorithm>
#include <functional>

namespace vox
{
namespace
{

std::span<const std::int64_t>
RowOf(const ConfusionMatrix & matrix, std::size_t row)
{
  return std::span(matrix.counts).subspan(row * matrix.values.size(), matrix.values.size());
}

std::string
NameOf(std::int64_t value, std::span<const LabelEntry> structures)
{
  const auto named = std::ranges::find_if(
      structures, [&](const LabelEntry & entry) { return entry.values == std::vector<std::int64_t>{value}; });
  if (named != structures.end())
  {
    return named->name;
  }
  return value == 0 ? "background" : "";
}

} // namespace

void
Add(ConfusionMatrix & matrix, const LabelOverlap & ofCase)
{
  if (matrix.values.empty())
  {
    matrix.values = ofCase.values;
    matrix.counts.assign(ofCase.counts.size(), 0);
  }
  if (matrix.values != ofCase.values)
  {
    Fail(ErrorKind::Internal, "confusion matrix: found a case with {} label values, expected the same {} in all",
         ofCase.values.size(), matrix.values.size());
  }
  std::ranges::transform(matrix.counts, ofCase.counts, matrix.counts.begin(), std::plus<>());
}

std::string
ConfusionCsv(const ConfusionMatrix & matrix, std::span<const LabelEntry> structures)
{
  std::string result = fmt::format("reference,name,{}\n", fmt::join(matrix.values, ","));
  for (std::size_t row = 0; row < matrix.values.size(); ++row)
  {
    result += fmt::format("{},{},{}\n", matrix.values[row], CsvField(NameOf(matrix.values[row], structures)),
                          fmt::join(RowOf(matrix, row), ","));
  }
  return result;
}

Json
ConfusionJson(const ConfusionMatrix & matrix)
{
  Json rows = Json::array();
  for (std::size_t row = 0; row < matrix.values.size(); ++row)
  {
    const auto counts = RowOf(matrix, row);
    rows.push_back(std::vector<std::int64_t>(counts.begin(), counts.end()));
  }
  return {{"labels", matrix.values}, {"voxels", rows}};
}

} // namespace vox
