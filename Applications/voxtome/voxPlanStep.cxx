// SPDX-License-Identifier: Apache-2.0
#include "voxPlanStep.h"

#include "voxLabelHistogram.h"
#include "voxLabelledCase.h"
#include "voxProblemReport.h"
#include "voxSplits.h"

#include <mutex>
#include <set>

namespace vox
{
namespace
{

constexpr std::size_t kFolds = 5;

DatasetFolder
Named(DatasetFolder dataset)
{
  if (dataset.description.name.empty())
  {
    dataset.description.name = std::filesystem::canonical(dataset.root).filename().string();
  }
  return dataset;
}

void
CheckCaseCount(const DatasetFolder & dataset, ProblemReport & problems)
{
  const Json & source = dataset.description.source;
  const auto declared = source.find("numTraining");
  if (declared != source.end() && *declared != dataset.training.size())
  {
    problems.Add(fmt::format("{}: numTraining is {}, found {} training cases", (dataset.root / "dataset.json").string(),
                             declared->dump(), dataset.training.size()));
  }
}

/** Which label values occur; cases are added from several threads. */
class SeenLabels
{
public:
  void
  Add(const Volume & labels)
  {
    const LabelHistogram histogram = CountLabels(labels);
    const std::lock_guard lock(m_Mutex);
    for (const auto & [value, count] : histogram)
    {
      m_Values.insert(value);
    }
  }

  void
  WarnOfMissing(const DatasetFolder & dataset, const RunContext & context) const
  {
    for (const LabelEntry & entry : dataset.description.Foreground())
    {
      for (const std::int64_t value : entry.values)
      {
        if (!m_Values.contains(value))
        {
          context.Log(LogLevel::Warning,
                      fmt::format("{}: label {} ({}) occurs in none of the {} training cases; no "
                                  "network can learn it",
                                  dataset.root.string(), value, entry.name, dataset.training.size()));
        }
      }
    }
  }

private:
  std::mutex m_Mutex;
  std::set<std::int64_t> m_Values;
};

Fingerprint
MeasureDataset(const DatasetFolder & dataset, ReadingOrder order, const RunContext & context)
{
  ProblemReport problems;
  CheckCaseCount(dataset, problems);
  SeenLabels seen;
  const auto read = [&](std::int64_t i) {
    LabelledVolume volume = ReadLabelledCase(dataset.training[i], dataset.description, context);
    seen.Add(volume.labels);
    return volume;
  };
  Fingerprint fingerprint;
  problems.Try([&] {
    fingerprint = ComputeFingerprint(static_cast<std::int64_t>(dataset.training.size()), read, order, context);
  });
  problems.ThrowIfAny(dataset.root.string());
  seen.WarnOfMissing(dataset, context);
  return fingerprint;
}

} // namespace

DatasetFolder
OpenNamedDataset(const std::filesystem::path & path)
{
  return Named(OpenDataset(path));
}

DatasetFolder
ListNamedDataset(const std::filesystem::path & path)
{
  return Named(ListDataset(path));
}

std::vector<std::string>
CaseNames(const DatasetFolder & dataset)
{
  std::vector<std::string> names;
  for (const CaseFiles & files : dataset.training)
  {
    names.push_back(files.name);
  }
  return names;
}

Plan
PlanDataset(const DatasetFolder & dataset, const PlannerOptions & options, const std::filesystem::path & folder,
            const RunContext & context)
{
  const Fingerprint fingerprint = MeasureDataset(dataset, options.readingOrder, context);
  Plan plan = PlanFingerprint(fingerprint, dataset.description, options, folder);
  WriteJson(folder / "dataset_fingerprint.json", ToJson(fingerprint));
  const std::vector<std::string> names = CaseNames(dataset);
  if (names.size() >= kFolds)
  {
    WriteJson(folder / "splits_final.json", ToJson(MakeSplits(names)));
  }
  else
  {
    context.Log(LogLevel::Warning,
                fmt::format("{} has {} training cases, too few for five folds: splits_final.json is not written; train "
                            "with -f all or --splits",
                            dataset.root.string(), names.size()));
  }
  return plan;
}

Plan
PlanFingerprint(const Fingerprint & fingerprint, const DatasetDescription & description, const PlannerOptions & options,
                const std::filesystem::path & folder)
{
  Plan plan = MakePlan(fingerprint, description, options);
  WriteJson(folder / "dataset.json", ToJson(description));
  WriteJson(folder / "plans.json", plan.document);
  return plan;
}

} // namespace vox
