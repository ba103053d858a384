// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocessVerb.h"

#include "voxCommandLine.h"
#include "voxLoadTorchPart.h"
#include "voxPreprocessCommand.h"

namespace vox
{
namespace
{

class PreprocessVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "preprocess", "Write the case files that a training reads",
        "Reorients, crops, normalizes and resamples every training case as one configuration of the plan says, and\n"
        "writes one safetensors file a case with image, labels, foreground locations and the record of what was done.\n"
        "Cases that are there already are kept if preprocess_options.json shows the same options.",
        "Only cases with labels are preprocessed; whether a label map or image has changed since is not checked\n"
        "(use --overwrite). Memory: one case for each thread.",
        "  voxtome preprocess -d Dataset004_Hippocampus -p plan/plans.json -c 3d_fullres -o preprocessed"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("-d,--dataset", m_Command.dataset, "folder with dataset.json, or a CSV file")->required();
    app.add_option("-p,--plans", m_Command.plans, "plans.json")->required();
    app.add_option("-c,--configuration", m_Command.configuration, "configuration of the plan")
        ->required()
        ->type_name("NAME");
    app.add_option("-o,--output", m_Command.output, "folder to write to; made if missing")->required();
    app.add_flag("--overwrite", m_Command.overwrite, "make all cases anew");
  }

  void
  Run(Session & session) override
  {
    LoadTorchPart(session).preprocess(m_Command, session);
  }

private:
  PreprocessCommand m_Command;
};

} // namespace

std::unique_ptr<Verb>
MakePreprocessVerb()
{
  return std::make_unique<PreprocessVerb>();
}

} // namespace vox
