// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocessVerb.h"

#include "voxCommandLine.h"
#include "voxOutputPath.h"
#include "voxPlanStep.h"
#include "voxPreprocessStep.h"

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
    app.add_option("-d,--dataset", m_Dataset, "folder with dataset.json, or a CSV file")->required();
    app.add_option("-p,--plans", m_Plans, "plans.json")->required();
    app.add_option("-c,--configuration", m_Configuration, "configuration of the plan")->required();
    app.add_option("-o,--output", m_Output, "folder to write to; made if missing")->required();
    app.add_flag("--overwrite", m_Overwrite, "make all cases anew");
  }

  void
  Run(Session & session) override
  {
    const PlanConfiguration configuration =
        ParsePlan(ReadJson(m_Plans), m_Plans).Configuration(m_Configuration, m_Plans);
    const DatasetFolder dataset = OpenNamedDataset(m_Dataset);
    PrepareFolder(m_Output);
    const PreprocessCount count = PreprocessCases(dataset.training, dataset.description, configuration.preprocessing,
                                                  {}, m_Output, m_Overwrite, session.context);
    session.terminal.Print(fmt::format("{}: {} cases written, {} kept", m_Output, count.written, count.kept));
    session.terminal.Result({{"folder", m_Output}, {"written", count.written}, {"kept", count.kept}});
  }

private:
  std::string m_Dataset;
  std::string m_Plans;
  std::string m_Configuration;
  std::string m_Output;
  bool m_Overwrite = false;
};

} // namespace

std::unique_ptr<Verb>
MakePreprocessVerb()
{
  return std::make_unique<PreprocessVerb>();
}

} // namespace vox
