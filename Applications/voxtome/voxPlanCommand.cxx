// SPDX-License-Identifier: Apache-2.0
#include "voxPlanCommand.h"

#include "voxOutputPath.h"
#include "voxPlanStep.h"
#include "voxPlanTable.h"

namespace vox
{
namespace
{

Plan
FromDataset(const PlanCommand & command, const RunContext & context)
{
  const DatasetFolder dataset = ListNamedDataset(command.dataset);
  PrepareFolder(command.output);
  return PlanDataset(dataset, command.options, command.output, context);
}

Plan
FromFingerprint(const PlanCommand & command)
{
  const Fingerprint fingerprint = FingerprintFromJson(ReadJson(command.fingerprint), command.fingerprint);
  const DatasetDescription description = ParseDatasetDescription(ReadJson(command.datasetJson), command.datasetJson);
  PrepareFolder(command.output);
  return PlanFingerprint(fingerprint, description, command.options, command.output);
}

} // namespace

void
Run(const PlanCommand & command, Session & session)
{
  const Plan plan = command.dataset.empty() ? FromFingerprint(command) : FromDataset(command, session.context);
  session.terminal.Print(PlanTable(plan, "plans.json", plan.ConfigurationNames()) + "written to " + command.output);
  session.terminal.Result({{"folder", command.output}, {"configurations", plan.ConfigurationNames()}});
}

} // namespace vox
