// SPDX-License-Identifier: Apache-2.0
#include "voxDoctorVerb.h"

#include "voxCommandLine.h"
#include "voxLoadTorchPart.h"

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
        "runs, threads, memory, and what there is of CUDA: libraries, driver, devices. Put it into a report of a\n"
        "problem.",
        "CUDA devices are listed, not tried; `predict --device cuda:N` takes one.", "  voxtome doctor"};
  }

  void
  Describe(CLI::App &) override
  {}

  void
  Run(Session & session) override
  {
    LoadTorchPart(session).doctor(session);
  }
};

} // namespace

std::unique_ptr<Verb>
MakeDoctorVerb()
{
  return std::make_unique<DoctorVerb>();
}

} // namespace vox
