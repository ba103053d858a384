// SPDX-License-Identifier: Apache-2.0
#include "voxFindBestVerb.h"

#include "voxCommandLine.h"
#include "voxFindBestCommand.h"
#include "voxLoadTorchPart.h"

namespace vox
{
namespace
{

class FindBestVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "find-best", "Choose among trained configurations and their ensembles",
        "Reads the validation of trainings of one data set and finds by nnU-Net's rules what to predict with. Each "
        "RUN\n"
        "is a run folder of `voxtome train` or a results folder of nnU-Net (Trainer__Plans__configuration). Runs of "
        "one\n"
        "configuration are its folds; together they must hold every case once, and all configurations the same cases.\n"
        "Measures each configuration on the cases of all its folds together, and the mean of each two configurations\n"
        "that were trained with --save-probabilities; the highest mean foreground Dice wins, the simpler of equals.\n"
        "OUT receives the label maps and summary.json of each, the winner's postprocessing.json, one model file of "
        "its\n"
        "folds where they are in several runs, inference_information.json with nnU-Net's keys, and\n"
        "inference_instructions.txt with the commands for new images.",
        "Probabilities that nnU-Net saved (.npz) are not read, so its results take part without ensembles. Runs are "
        "told\n"
        "apart by plan and configuration alone: compare trainings with other options by `voxtome evaluate`.",
        "  voxtome find-best run -o best --only-predicted"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("RUN", m_Request.runs, "run folders, or results folders of nnU-Net")->required();
    app.add_option("-r,--reference", m_Request.reference,
                   "folder of reference label maps; by default those of the data set that the runs recorded");
    app.add_option("-d,--dataset", m_Request.dataset, "dataset.json that names the structures; by default a run's");
    app.add_option("-o,--output", m_Request.output, "new folder to write to")->required();
    app.add_flag("--ensembles,!--no-ensembles", m_Request.ensembles, "measure pairs of configurations; on by default");
    app.add_flag("--only-predicted", m_Request.onlyPredicted, "leave out references that no run predicts");
  }

  void
  Run(Session & session) override
  {
    LoadTorchPart(session).findBest(m_Request, session);
  }

private:
  FindBestRequest m_Request;
};

} // namespace

std::unique_ptr<Verb>
MakeFindBestVerb()
{
  return std::make_unique<FindBestVerb>();
}

} // namespace vox
