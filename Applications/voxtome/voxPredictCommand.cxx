// SPDX-License-Identifier: Apache-2.0
#include "voxPredictStep.h"

namespace vox
{

void
Run(const PredictRequest & request, Session & session)
{
  const std::vector<PredictedCase> cases = PredictCases(request, session.context);
  Json list = Json::array();
  for (const PredictedCase & predicted : cases)
  {
    session.terminal.Print(fmt::format("{} ({:.1f} s)", predicted.output.string(), predicted.seconds));
    list.push_back({{"case", predicted.name}, {"output", predicted.output.string()}, {"seconds", predicted.seconds}});
  }
  session.terminal.Result({{"cases", list}});
}

} // namespace vox
