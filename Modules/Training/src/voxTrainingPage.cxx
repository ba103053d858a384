// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingPage.h"

#include "voxEpochValues.h"
#include "voxResultsPage.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

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
    facts.push_back("time left: " + TimeText(SecondsLeft(news)));
  }
  if (!news.epochs.empty())
  {
    facts.push_back("time per epoch: " + TimeText(SecondsOf(news.epochs.back(), options)));
    facts.push_back("training so far: " + TimeText(60.0 * news.epochs.back().trainingMinutes + news.epochSeconds));
  }
  const std::vector<std::string> best = BestEpochs(values);
  facts.insert(facts.end(), best.begin(), best.end());
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
  page.sections = {EpochTable(values),
                   EpochCurves(values),
                   {"Options", "", {LeafTable("", {"option", "value"}, ToJson(news.options))}}};
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
