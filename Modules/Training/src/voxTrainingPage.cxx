// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingPage.h"

#include "voxCurveSvg.h"
#include "voxEpochValues.h"
#include "voxResultsPage.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string
Number(double value)
{
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
}

std::string
Time(double seconds)
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

const char *
Name(TrainingState state)
{
  switch (state)
  {
  case TrainingState::Finished:
    return "finished";
  case TrainingState::Interrupted:
    return "interrupted";
  case TrainingState::Failed:
    return "failed";
  default:
    return "running";
  }
}

/** Of the epoch, validation included; of an older log, the iterations alone. */
double
SecondsOf(const EpochRecord & record, const TrainOptions & options)
{
  return std::isnan(record.epochSeconds) ? record.secondsPerIteration * static_cast<double>(options.iterationsPerEpoch)
                                         : record.epochSeconds;
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

PageSection
Curves(const std::vector<EpochValue> & values)
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

PageSection
Values(const std::vector<EpochValue> & values)
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

/** The options with the names that --set takes. */
void
AddOptions(PageTable & table, const std::string & prefix, const Json & options)
{
  for (const auto & [key, value] : options.items())
  {
    if (value.is_object() && !value.empty())
    {
      AddOptions(table, prefix + key + ".", value);
    }
    else
    {
      table.rows.push_back({prefix + key, value.is_string() ? value.get<std::string>() : value.dump()});
    }
  }
}

PageSection
OptionTable(const TrainingNews & news)
{
  PageTable table{"", {"option", "value"}, {}};
  AddOptions(table, "", ToJson(news.options));
  return {"Options", "", {table}};
}

std::vector<std::string>
Facts(const TrainingNews & news, const std::vector<EpochValue> & values)
{
  const TrainOptions & options = news.options;
  std::vector<std::string> facts{Name(news.state) + (news.reason.empty() ? std::string() : ": " + news.reason),
                                 fmt::format("epoch {} of {}",
                                             std::min(news.iteration / options.iterationsPerEpoch +
                                                          (news.state == TrainingState::Finished ? 0 : 1),
                                                      options.epochs),
                                             options.epochs)};
  if (news.state != TrainingState::Finished)
  {
    facts.push_back(
        fmt::format("iteration {} of {}", news.iteration % options.iterationsPerEpoch, options.iterationsPerEpoch));
  }
  if (news.state == TrainingState::Running)
  {
    facts.push_back("time left: " + Time(SecondsLeft(news)));
  }
  if (!news.epochs.empty())
  {
    facts.push_back("time per epoch: " + Time(SecondsOf(news.epochs.back(), options)));
    facts.push_back("training so far: " + Time(60.0 * news.epochs.back().trainingMinutes + news.epochSeconds));
  }
  for (const EpochValue & value : values)
  {
    if (value.kind == EpochValueKind::Score && value.bestEpoch > 0)
    {
      facts.push_back(fmt::format("best epoch: {} ({} {})", value.bestEpoch, value.name, Number(value.best)));
    }
  }
  return facts;
}

} // namespace

double
SecondsLeft(const TrainingNews & news)
{
  constexpr std::size_t Last = 5;
  const auto perEpoch = static_cast<double>(news.options.iterationsPerEpoch);
  const double epochsLeft = static_cast<double>(news.options.epochs) - static_cast<double>(news.iteration) / perEpoch;
  if (news.epochs.empty())
  {
    return news.iteration == 0 ? kNone
                               : news.epochSeconds / static_cast<double>(news.iteration) * perEpoch * epochsLeft;
  }
  const auto recent = news.epochs.last(std::min(Last, news.epochs.size()));
  double sum = 0.0;
  for (const EpochRecord & record : recent)
  {
    sum += SecondsOf(record, news.options);
  }
  return sum / static_cast<double>(recent.size()) * epochsLeft;
}

std::string
TrainingPage(const TrainingNews & news)
{
  const bool isRunning = news.state == TrainingState::Running;
  const auto done =
      static_cast<double>(news.iteration) / static_cast<double>(news.options.epochs * news.options.iterationsPerEpoch);
  ResultsPage page;
  page.title = fmt::format("Training of {}, {}, fold {}", news.dataset, news.configuration, news.fold);
  const std::vector<EpochValue> values = EpochValues(news.epochs, news.structures);
  page.facts = Facts(news, values);
  page.sections = {Values(values), Curves(values), OptionTable(news)};
  page.updates = PageUpdates{.state = Name(news.state),
                             .percent = isRunning ? std::optional(100.0 * done) : std::nullopt,
                             .writtenAt = news.now,
                             .refreshSeconds = isRunning ? 10 : 0};
  if (isRunning && !news.epochs.empty())
  {
    // The page is written anew several times an epoch, but not while the epoch is validated.
    page.updates->staleSeconds =
        std::max<std::int64_t>(600, std::llround(3.0 * SecondsOf(news.epochs.back(), news.options)));
  }
  return RenderResultsPage(page);
}

} // namespace vox
