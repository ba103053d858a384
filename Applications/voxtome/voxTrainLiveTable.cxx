// SPDX-License-Identifier: Apache-2.0
#include "voxTrainLiveTable.h"

#include "voxTrainingLog.h"
#include "voxTrainingTable.h"

namespace vox
{
namespace
{

/** From the files of the run, which are whole after each epoch. */
void
ShowEpochs(const std::filesystem::path & folder, Terminal & terminal)
{
  const std::string description = (folder / "dataset.json").string();
  std::vector<std::string> structures;
  for (const LabelEntry & entry : ParseDatasetDescription(ReadJson(description), description).Foreground())
  {
    structures.push_back(entry.name);
  }
  const std::int64_t total = ReadTrainingRequest(folder).training.epochs;
  terminal.SetTable([epochs = ReadTrainingLog(folder / "log.jsonl"), structures, total](std::size_t columns) {
    return TrainingTable(epochs, structures, total, columns);
  });
}

} // namespace

LiveTable::LiveTable(TrainingRun & run, Terminal & terminal) : m_Terminal(terminal)
{
  if (run.resume && std::filesystem::exists(run.folder / "log.jsonl"))
  {
    ShowEpochs(run.folder, terminal);
  }
  run.afterEpoch = [before = run.afterEpoch, folder = run.folder,
                    &terminal](const EpochRecord & epoch, const std::function<Model()> & currentModel) {
    if (before)
    {
      before(epoch, currentModel);
    }
    ShowEpochs(folder, terminal);
  };
}

LiveTable::~LiveTable()
{
  m_Terminal.KeepTable();
}

} // namespace vox
