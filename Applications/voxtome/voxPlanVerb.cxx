// SPDX-License-Identifier: Apache-2.0
#include "voxPlanVerb.h"

#include "voxCommandLine.h"
#include "voxLoadTorchPart.h"
#include "voxPlanCommand.h"

namespace vox
{
namespace
{

class PlanVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "plan", "Measure a data set and plan its preprocessing, network and training",
        "Reads every training case of an nnU-Net, Decathlon or CSV data set and writes dataset_fingerprint.json,\n"
        "plans.json, splits_final.json and dataset.json, in nnU-Net's form and by nnU-Net's rules. With --fingerprint\n"
        "and --dataset-json it plans without the images and writes no splits.\n"
        "All problems of a data set are listed at once, and then nothing is written: files that are missing, damaged\n"
        "or hold NaN, channels or labels on another grid, labels that are not declared, another number of channels or\n"
        "cases than dataset.json says.",
        "Five folds need five training cases.", "  voxtome plan -d Dataset004_Hippocampus -o plan"};
  }

  void
  Describe(CLI::App & app) override
  {
    auto * dataset = app.add_option("-d,--dataset", m_Command.dataset, "folder with dataset.json, or a CSV file");
    auto * fingerprint =
        app.add_option("--fingerprint", m_Command.fingerprint, "dataset_fingerprint.json, instead of -d");
    auto * description = app.add_option("--dataset-json", m_Command.datasetJson, "dataset.json, with --fingerprint");
    dataset->excludes(fingerprint)->excludes(description);
    fingerprint->needs(description);
    description->needs(fingerprint);
    app.add_option("-o,--output", m_Command.output, "folder to write to; made if missing")->required();
    AddChoice(app, "--planner", m_Command.options.planner, "preset of the network");
    app.add_option("--gpu-memory-target", m_Command.options.gpuMemoryTargetGb,
                   "GB that a training may use; the planner's own by default")
        ->check(CLI::PositiveNumber);
    app.add_option("--overwrite-target-spacing", m_Spacing,
                   "mm of 3d_fullres and its cascade, in the order of the axes that --reading-order gives: z y x")
        ->expected(3)
        ->type_name("Z Y X");
    app.add_option("--plans-name", m_Command.options.plansName, "name inside the plan; the planner's own by default")
        ->type_name("NAME");
    AddChoice(app, "--reading-order", m_Command.options.readingOrder,
              "axes as the file stores them, or turned to nearest RAS");
  }

  void
  Run(Session & session) override
  {
    if (m_Command.dataset.empty() && m_Command.fingerprint.empty())
    {
      Fail(ErrorKind::Usage, "plan: no data set given; give -d DATASET, or --fingerprint FILE and --dataset-json FILE");
    }
    if (!m_Spacing.empty())
    {
      m_Command.options.overwriteTargetSpacingMm = Zyx<double>{m_Spacing[0], m_Spacing[1], m_Spacing[2]};
    }
    LoadTorchPart(session).plan(m_Command, session);
  }

private:
  std::vector<double> m_Spacing;
  PlanCommand m_Command;
};

} // namespace

std::unique_ptr<Verb>
MakePlanVerb()
{
  return std::make_unique<PlanVerb>();
}

} // namespace vox
