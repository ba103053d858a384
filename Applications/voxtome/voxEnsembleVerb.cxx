// SPDX-License-Identifier: Apache-2.0
#include "voxEnsembleVerb.h"

#include "voxCommandLine.h"
#include "voxEnsembleCommand.h"
#include "voxLoadTorchPart.h"

namespace vox
{
namespace
{

class EnsembleVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "ensemble", "Average the saved probabilities of several models",
        "Reads the folders `probabilities` that `voxtome predict --save-probabilities` wrote with models of one data\n"
        "set, for instance of different configurations, averages them case by case and writes label maps to OUT. "
        "Every\n"
        "folder must hold the same cases. dataset.json says what classes or regions mean.",
        "All members count the same; folds of one model are averaged by `predict` itself, as logits.",
        "  voxtome ensemble -i first/probabilities second/probabilities --dataset plan/dataset.json -o together"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("-i,--input", m_Command.inputs, "folders of probabilities, two or more")
        ->required()
        ->expected(2, -1);
    app.add_option("-o,--output", m_Command.output, "folder to write to; made if missing")->required();
    app.add_option("--dataset", m_Command.dataset, "dataset.json of the models")->required();
    app.add_flag("--save-probabilities", m_Command.saveProbabilities, "also write the averages");
  }

  void
  Run(Session & session) override
  {
    LoadTorchPart(session).ensemble(m_Command, session);
  }

private:
  EnsembleCommand m_Command;
};

} // namespace

std::unique_ptr<Verb>
MakeEnsembleVerb()
{
  return std::make_unique<EnsembleVerb>();
}

} // namespace vox
