// SPDX-License-Identifier: Apache-2.0
#include "voxTrainVerb.h"

#include "voxCommandLine.h"
#include "voxLoadTorchPart.h"
#include "voxTrainCommand.h"
#include "voxTrainOptions.h"

namespace vox
{
namespace
{

class TrainVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "train", "Train one fold of a configuration and validate it",
        "Makes a plan in RUN unless -p gives one, preprocesses the cases that are missing, trains, and segments and\n"
        "measures the validation cases of the fold. RUN receives options.json, plans.json, splits_final.json, "
        "log.jsonl,\n"
        "checkpoints, progress.svg, progress.html (for a browser, which follows the training there), "
        "model.safetensors\n"
        "and validation/. Fold `all` trains on every case without validation.\n"
        "After an interruption, `voxtome train -o RUN --resume` goes on to the same result.\n"
        "The second stage of a cascade (3d_cascade_fullres) also sees what the first made of each case: train every\n"
        "fold of the first with the same plan, then name all their run folders after --previous-stage.\n"
        "`voxtome train --help-config` lists the keys of --config and --set.",
        "Runs on the processors of one machine.",
        "  voxtome train -d Dataset004_Hippocampus -c 3d_fullres -f 0 -o run --set epochs=50 iterations_per_epoch=50"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("-d,--dataset", m_Command.dataset, "folder with dataset.json, or a CSV file");
    app.add_option("-c,--configuration", m_Command.configuration, "configuration of the plan, such as 3d_fullres")
        ->type_name("NAME");
    app.add_option("-f,--fold", m_Command.fold, "0 to 4, or all")->type_name("N|all");
    app.add_option("-o,--output", m_Command.output, "run folder; made if missing")->required();
    app.add_option("-p,--plans", m_Command.plans, "plans.json; by default a plan is made");
    app.add_option("--preprocessed", m_Command.preprocessed,
                   "folder of case files, shared by runs; RUN/preprocessed by default");
    app.add_option("--config", m_Command.config, "JSON file with training options");
    app.add_option("--set", m_Command.set, "training options as key=value, after --config")->type_name("KEY=VALUE");
    app.add_option("--plan-set", m_Command.planSet, "changes of the configuration as key=value or a JSON object")
        ->type_name("CHANGE");
    app.add_option("--splits", m_Command.splits,
                   "splits_final.json; by default that beside the plan, else five new folds");
    app.add_option("--previous-stage", m_Command.previousStage,
                   "second stage of a cascade: run folders of all folds of the first, or folders of its label maps");
    app.add_option(
        "--encoder-weights", m_Command.encoderWeights,
        "weights of a classification network (.pth, .safetensors) for the encoder of networks that have one");
    app.add_flag("--save-probabilities", m_Command.saveProbabilities,
                 "also write class probabilities of the validation cases, to RUN/validation/probabilities");
    app.add_flag("--tensorboard", m_Command.tensorBoard,
                 "also write event files for TensorBoard, to RUN/tensorboard; a run that is resumed goes on with them");
    app.add_flag("--resume", m_Command.resume, "go on from the last checkpoint of RUN");
    app.add_flag_callback(
        "--help-config", [] { throw CLI::CallForVersion(LoadTorchPart().trainConfigReference(), 0); },
        "list the keys of --config and --set");
  }

  void
  Run(Session & session) override
  {
    LoadTorchPart(session).train(m_Command, session);
  }

  std::vector<FieldDescription>
  Keys() const override
  {
    return DescribeFields(TrainOptions());
  }

private:
  TrainCommand m_Command;
};

} // namespace

std::unique_ptr<Verb>
MakeTrainVerb()
{
  return std::make_unique<TrainVerb>();
}

} // namespace vox
