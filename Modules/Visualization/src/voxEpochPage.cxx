// SPDX-License-Identifier: Apache-2.0
#include "voxEpochPage.h"

#include "voxCurveSvg.h"
#include "voxShortened.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

std::string
Number(double value)
{
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
}

CurveSeries
Series(const EpochValue & value)
{
  CurveSeries series{value.name, {}, value.history};
  for (std::size_t i = 0; i < value.history.size(); ++i)
  {
    series.x.push_back(static_cast<double>(i + 1));
  }
  return series;
}

PageDrawing
Chart(const std::string & title, const std::string & yLabel, const std::vector<CurveSeries> & series)
{
  CurveChartOptions options;
  options.title = title;
  options.title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  options.xLabel = "epoch";
  options.yLabel = yLabel;
  options.heightPixels = 320;
  return {RenderCurvesSvg(series, options), "curve of the " + title + " over the epochs", ""};
}

constexpr std::size_t LongestValue = 400;

void
AddLeaves(PageTable & table, const std::string & prefix, const Json & object)
{
  for (const auto & [key, value] : object.items())
  {
    if (value.is_object() && !value.empty())
    {
      AddLeaves(table, prefix + key + ".", value);
    }
    else
    {
      table.rows.push_back(
          {prefix + key, Shortened(value.is_string() ? value.get<std::string>() : value.dump(), LongestValue)});
    }
  }
}

} // namespace

EpochValue
MakeEpochValue(std::string name, EpochValueKind kind, std::vector<double> history)
{
  EpochValue value{std::move(name), kind, std::move(history), std::numeric_limits<double>::quiet_NaN(), 0};
  for (std::size_t i = 0; kind != EpochValueKind::Other && i < value.history.size(); ++i)
  {
    const double now = value.history[i];
    const bool isBetter = kind == EpochValueKind::Loss ? now < value.best : now > value.best;
    if (std::isfinite(now) && (value.bestEpoch == 0 || isBetter))
    {
      value.best = now;
      value.bestEpoch = static_cast<std::int64_t>(i) + 1;
    }
  }
  return value;
}

PageSection
EpochTable(std::span<const EpochValue> values)
{
  PageTable table{"Of the last finished epoch, and the best so far", {"value", "last", "best", "best epoch"}, {}};
  for (const EpochValue & value : values)
  {
    table.rows.push_back({value.kind == EpochValueKind::ScoreOfStructure ? "pseudo-Dice of " + value.name : value.name,
                          value.history.empty() ? "-" : Number(value.history.back()), Number(value.best),
                          value.bestEpoch > 0 ? std::to_string(value.bestEpoch) : "-"});
  }
  return {"Values", "", {table}};
}

PageSection
EpochCurves(std::span<const EpochValue> values)
{
  constexpr std::size_t MostScores = 8; // as many as there are colors
  std::vector<CurveSeries> losses;
  std::vector<CurveSeries> scores;
  std::vector<PageElement> others;
  for (const EpochValue & value : values)
  {
    switch (value.kind)
    {
    case EpochValueKind::Loss:
      losses.push_back(Series(value));
      break;
    case EpochValueKind::Other:
      others.emplace_back(Chart(value.name, value.name, {Series(value)}));
      break;
    default:
      scores.push_back(Series(value));
    }
  }
  scores.resize(std::min(scores.size(), MostScores));
  PageSection section{"Curves", "", {Chart("losses", "loss", losses), Chart("pseudo-Dice", "Dice of patches", scores)}};
  section.elements.insert(section.elements.end(), others.begin(), others.end());
  return section;
}

std::vector<std::string>
BestEpochs(std::span<const EpochValue> values)
{
  std::vector<std::string> texts;
  for (const EpochValue & value : values)
  {
    if (value.kind == EpochValueKind::Score && value.bestEpoch > 0)
    {
      texts.push_back(fmt::format("best epoch: {} ({} {})", value.bestEpoch, value.name, Number(value.best)));
    }
  }
  return texts;
}

std::string
TimeText(double seconds)
{
  if (!std::isfinite(seconds))
  {
    return "-";
  }
  const auto total = static_cast<std::int64_t>(std::lround(seconds));
  return total >= 3600 ? fmt::format("{} h {:02} min", total / 3600, total / 60 % 60)
         : total >= 60 ? fmt::format("{} min {:02} s", total / 60, total % 60)
                       : fmt::format("{:.3g} s", seconds);
}

PageTable
LeafTable(std::string caption, std::vector<std::string> header, const Json & object)
{
  PageTable table{std::move(caption), std::move(header), {}};
  AddLeaves(table, "", object.is_object() ? object : Json::object());
  return table;
}

} // namespace vox
