// SPDX-License-Identifier: Apache-2.0
// What a training tells while it runs: its page and its event file.
#include "voxAtomicFile.h"
#include "voxTrainingLoop.h"

namespace vox
{
namespace
{

/** Seconds since 1970. */
double
Now()
{
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::vector<std::string>
NamesOf(const DatasetDescription & description)
{
  std::vector<std::string> names;
  for (const LabelEntry & entry : description.Foreground())
  {
    names.push_back(entry.name);
  }
  return names;
}

} // namespace

void
TrainingLoop::WriteNews(TrainingState state, const std::string & reason)
{
  const TrainingNews news{.state = state,
                          .reason = reason,
                          .dataset = m_Job.model.description.name,
                          .configuration = m_Job.model.configuration,
                          .fold = m_Job.fold,
                          .structures = NamesOf(m_Job.model.description),
                          .epochs = m_State.epochs,
                          .iteration = m_State.iteration,
                          .epochSeconds = m_State.epochSeconds,
                          .options = m_Job.options,
                          .now = static_cast<std::int64_t>(Now())};
  WriteTextFile(m_Job.runFolder / "progress.html", TrainingPage(news));
  m_LastNews = Clock::now();
}

void
TrainingLoop::WriteLastNews(TrainingState state, const std::string & reason) noexcept
{
  try
  {
    WriteNews(state, reason);
  }
  catch (const std::exception &)
  {
    // The disk may be full; then this is what the error says that is thrown next.
    m_LastNews = Clock::now();
  }
}

void
TrainingLoop::OpenEventFile()
{
  if (m_Job.tensorBoard)
  {
    m_Events.emplace(m_Job.runFolder / "tensorboard", Now(), static_cast<std::int64_t>(m_State.epochs.size()) + 1);
  }
}

void
TrainingLoop::AddEvents(const EpochRecord & record)
{
  if (!m_Events)
  {
    return;
  }
  std::vector<EventScalar> scalars{{"loss/training", record.trainingLoss},
                                   {"loss/validation", record.validationLoss},
                                   {"pseudo_dice/mean", record.meanPseudoDice},
                                   {"learning_rate", record.learningRate},
                                   {"epoch_seconds", record.epochSeconds}};
  const std::vector<std::string> names = NamesOf(m_Job.model.description);
  for (std::size_t i = 0; i < std::min(names.size(), record.pseudoDice.size()); ++i)
  {
    scalars.push_back({"pseudo_dice/structure/" + names[i], record.pseudoDice[i]});
  }
  m_Events->Add(Now(), record.epoch + 1, scalars);
}

} // namespace vox
