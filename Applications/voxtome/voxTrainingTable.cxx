// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingTable.h"

#include "voxEpochValues.h"
#include "voxLiveLines.h"
#include "voxSparkline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::size_t NameWidth = 18;

/** A text of the first column, with spaces up to the second. */
std::string
Padded(const std::string & text)
{
  const std::string cut = CutToColumns(text, NameWidth);
  return cut + std::string(NameWidth - ColumnCount(cut), ' ');
}

std::string
Number(double value)
{
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
}

} // namespace

std::vector<std::string>
TrainingTable(std::span<const EpochRecord> epochs, std::span<const std::string> structures, std::int64_t totalEpochs,
              std::size_t columns)
{
  constexpr std::size_t NarrowestTable = 50;
  constexpr std::size_t NumberWidth = NameWidth + 10 + 10 + 7; // what stands left of the sparklines
  constexpr std::size_t WidestSparkline = 60;
  constexpr std::size_t MostStructures = 6;
  if (epochs.empty() || columns < NarrowestTable)
  {
    return {};
  }
  const std::size_t sparkline = std::min(WidestSparkline, columns - 1 - std::min(columns - 1, NumberWidth + 2));
  std::vector<std::string> lines{fmt::format("{}{:>10}{:>10}{:>7}",
                                             Padded(fmt::format("epoch {}/{}", epochs.back().epoch + 1, totalEpochs)),
                                             "last", "best", "epoch")};
  std::size_t shownStructures = 0;
  for (const EpochValue & value : EpochValues(epochs, structures))
  {
    const bool isOfStructure = value.kind == EpochValueKind::ScoreOfStructure;
    shownStructures += isOfStructure ? 1 : 0;
    if (isOfStructure && shownStructures > MostStructures)
    {
      continue;
    }
    lines.push_back(fmt::format("{}{:>10}{:>10}{:>7}  {}", Padded((isOfStructure ? "  " : "") + value.name),
                                Number(value.history.back()), Number(value.best),
                                value.bestEpoch > 0 ? std::to_string(value.bestEpoch) : "-",
                                Sparkline(value.history, sparkline)));
  }
  if (shownStructures > MostStructures)
  {
    lines.push_back(fmt::format("  and {} structures more", shownStructures - MostStructures));
  }
  return lines;
}

} // namespace vox
