// SPDX-License-Identifier: Apache-2.0
#include "voxDoctorVerb.h"

#include "voxCommandLine.h"
#include "voxMachine.h"
#include "voxTextTable.h"

namespace vox
{
namespace
{

class DoctorVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "doctor", "Say what this machine and this build can do",
        "Prints the versions of the program and its libraries, the processor's features that decide how fast a model\n"
        "runs, threads, memory, and whether CUDA libraries lie on the machine. Put it into a report of a problem.",
        "CUDA is looked for, not loaded or tried; this build computes on processors only.", "  voxtome doctor"};
  }

  void
  Describe(CLI::App &) override
  {}

  void
  Run(Session & session) override
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
};

} // namespace

std::unique_ptr<Verb>
MakeDoctorVerb()
{
  return std::make_unique<DoctorVerb>();
}

} // namespace vox
