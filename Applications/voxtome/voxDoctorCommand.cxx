// SPDX-License-Identifier: Apache-2.0
#include "voxDoctorCommand.h"

#include "voxMachine.h"
#include "voxTextTable.h"

namespace vox
{

void
RunDoctor(Session & session)
{
  auto entries = DescribeBuild();
  const auto machine = DescribeMachine();
  entries.insert(entries.end(), machine.begin(), machine.end());
  session.terminal.Print(TextList(entries));
  Json json = Json::object();
  for (const auto & [name, value] : entries)
  {
    json[name] = value;
  }
  session.terminal.Result(json);
}

} // namespace vox
