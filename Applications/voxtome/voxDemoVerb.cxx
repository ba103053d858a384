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
    return {
        "demo", "Run an example that comes with the program, from data to measured and drawn results",
        "hippocampus  segments the hippocampus in a brain MRI with the model that lies beside it, compares the result\n"
        "             with an expert's, prints the measures, and writes label.nii.gz, summary.json and overlay.png.\n"
        "pet          trains a U-Net on the Oxford-IIIT Pet pictures (--data), three classes.\n"
        "kvasir       trains a U-Net on the Kvasir-SEG pictures (--data), polyps.\n"
        "The two that train write dataset/ (labels, splits), run/ (as `voxtome train` does), test/ (segmented "
        "pictures\n"
        "at their own size, summary.json) and index.html with curves, examples, worst cases and confusion matrix.\n"
        "--as-printed follows the lesson to the letter, defects included; without it they are mended: see the READMEs "
        "of\n"
        "Examples. After an interruption, the same command with --resume goes on to the same result.",
        "The hippocampus model shows the program at work and is not for clinical use. Pictures are not shipped.",
        "  voxtome demo hippocampus\n"
        "  voxtome demo kvasir --data Kvasir-SEG -o kvasir --set epochs=20\n"
        "  voxtome demo pet --data oxford-iiit-pet -o pet --as-printed"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("example", m_Command.example, "the example to run")
        ->check(CLI::IsMember({"hippocampus", "pet", "kvasir"}))
        ->capture_default_str();
    app.add_option("-o,--output", m_Command.output, "folder to write to; made if missing")->capture_default_str();
    app.add_option("--examples", m_Command.examples,
                   "folder of the examples; by default the one that came with the program");
    app.add_option("--data", m_Command.data, "pet, kvasir: folder of the unpacked pictures");
    app.add_flag("--as-printed", m_Command.asPrinted, "pet, kvasir: as the lesson prints it");
    app.add_option("-c,--configuration", m_Command.configuration, "pet, kvasir: another configuration of plans.json")
        ->type_name("NAME");
    app.add_option("--config", m_Command.config, "pet, kvasir: JSON file with training options");
    app.add_option("--set", m_Command.set, "pet, kvasir: training options as key=value, after --config")
        ->type_name("KEY=VALUE");
    app.add_option("--plan-set", m_Command.planSet,
                   "pet, kvasir: changes of the configuration as key=value or a JSON object")
        ->type_name("CHANGE");
    app.add_option("--encoder-weights", m_Command.encoderWeights,
                   "pet, kvasir: weights of a classification network for the encoder");
    app.add_flag("--resume", m_Command.resume, "pet, kvasir: go on from the last checkpoint");
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
