// SPDX-License-Identifier: Apache-2.0
#include "voxDemoVerb.h"

#include "voxCommandLine.h"
#include "voxDemoCommand.h"
#include "voxLoadTorchPart.h"

namespace vox
{
namespace
{

class DemoVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {"demo", "Segment an example that comes with the program and measure the result",
            "Segments the hippocampus in a brain MRI with the model that lies beside it, compares the result with an\n"
            "expert's, prints the measures, and writes label.nii.gz, summary.json and overlay.png.",
            "One example, `hippocampus`; its model shows the program at work and is not for clinical use.",
            "  voxtome demo hippocampus"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("example", m_Command.example, "the example to run")
        ->check(CLI::IsMember({"hippocampus"}))
        ->capture_default_str();
    app.add_option("-o,--output", m_Command.output, "folder to write to; made if missing")->capture_default_str();
    app.add_option("--data", m_Command.data, "folder of the examples; by default the one that came with the program");
  }

  void
  Run(Session & session) override
  {
    LoadTorchPart(session).demo(m_Command, session);
  }

private:
  DemoCommand m_Command;
};

} // namespace

std::unique_ptr<Verb>
MakeDemoVerb()
{
  return std::make_unique<DemoVerb>();
}

} // namespace vox
