// SPDX-License-Identifier: Apache-2.0
#include "voxPlanStep.h"

#include "voxLabelledCase.h"
#include "voxSplits.h"
#include "voxTextTable.h"

namespace vox
{
namespace
{

constexpr std::size_t kFolds = 5;

std::string
SpacingText(const PlanConfiguration & configuration)
{
  std::string text;
  for (const auto & spacing : configuration.preprocessing.spacingMm)
  {
    text += (text.empty() ? "" : " x ") + (spacing ? fmt::format("{:.4g}", *spacing) : std::string("own"));
  }
  return text;
}

} // namespace

DatasetFolder
OpenNamedDataset(const std::filesystem::path & path)
{
  DatasetFolder dataset = OpenDataset(path);
  if (dataset.description.name.empty())
  {
    dataset.description.name = std::filesystem::canonical(dataset.root).filename().string();
  }
  return dataset;
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
  const auto read = [&](std::int64_t i) { return ReadLabelledCase(dataset.training[i], dataset.description); };
  const auto count = static_cast<std::int64_t>(dataset.training.size());
  const Fingerprint fingerprint = ComputeFingerprint(count, read, options.readingOrder, context);
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
  return PlanFingerprint(fingerprint, dataset.description, options, folder);
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

std::string
PlanTable(const Plan & plan, const std::string & where, const std::vector<std::string> & configurations)
{
  std::vector<std::vector<std::string>> rows{
      {"configuration", "network", "spacing mm (z, y, x)", "patch (z, y, x)", "batch", "stages", "features"}};
  for (const std::string & name : configurations)
  {
    const PlanConfiguration c = plan.Configuration(name, where);
    rows.push_back({name, c.networkName, SpacingText(c),
                    fmt::format("{} x {} x {}", c.patchSize.z, c.patchSize.y, c.patchSize.x),
                    std::to_string(c.batchSize), std::to_string(c.network.featuresPerStage.size()),
                    fmt::format("{}", fmt::join(c.network.featuresPerStage, " "))});
  }
  return TextTable(rows);
}

} // namespace vox
