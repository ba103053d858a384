// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocessCommand.h"

#include "voxOutputPath.h"
#include "voxPlanStep.h"
#include "voxPreprocessStep.h"

namespace vox
{

void
Run(const PreprocessCommand & command, Session & session)
{
  const PlanConfiguration configuration =
      ParsePlan(ReadJson(command.plans), command.plans).Configuration(command.configuration, command.plans);
  const DatasetFolder dataset = OpenNamedDataset(command.dataset);
  PrepareFolder(command.output);
  const PreprocessCount count = PreprocessCases(dataset.training, dataset.description, configuration.preprocessing, {},
                                                command.output, command.overwrite, session.context);
  session.terminal.Print(fmt::format("{}: {} cases written, {} kept", command.output, count.written, count.kept));
  session.terminal.Result({{"folder", command.output}, {"written", count.written}, {"kept", count.kept}});
}

} // namespace vox
