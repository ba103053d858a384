// SPDX-License-Identifier: Apache-2.0
#include "voxFindBestCommand.h"

#include "voxFindBestReport.h"
#include "voxFindBestStep.h"

namespace vox
{

void
Run(const FindBestRequest & request, Session & session)
{
  const BestChoice choice = FindBest(request, session.context);
  session.terminal.Print(fmt::format("{}\n{}", ChoiceTable(choice), InferenceInstructions(choice)));
  session.terminal.Result(InferenceInformation(choice, request));
}

} // namespace vox
