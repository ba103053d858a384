// SPDX-License-Identifier: Apache-2.0
#include "voxPredictStep.h"
#include "voxProfileTable.h"

namespace vox
{

void
Run(const PredictRequest & request, Session & session)
{
  const PredictRun done = PredictCases(request, session.context);
  Json list = Json::array();
  for (const PredictedCase & predicted : done.cases)
  {
    session.terminal.Print(fmt::format("{} ({:.1f} s)", predicted.output.string(), predicted.seconds));
    list.push_back({{"case", predicted.name}, {"output", predicted.output.string()}, {"seconds", predicted.seconds}});
  }
  Json result{{"cases", list}};
  for (const NetworkProfile & profile : done.profiles)
  {
    session.terminal.Print(ProfileTable(profile));
    result["profiles"].push_back(ProfileJson(profile));
  }
  session.terminal.Result(result);
}

} // namespace vox
