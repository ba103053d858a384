// SPDX-License-Identifier: Apache-2.0
#include "voxEnsembleVerb.h"

#include "voxCommandLine.h"
#include "voxEnsembleStep.h"
#include "voxOutputPath.h"
#include "voxRunManifest.h"

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
    app.add_option("-i,--input", m_Inputs, "folders of probabilities, two or more")->required()->expected(2, -1);
    app.add_option("-o,--output", m_Output, "folder to write to; made if missing")->required();
    app.add_option("--dataset", m_Dataset, "dataset.json of the models")->required();
    app.add_flag("--save-probabilities", m_SaveProbabilities, "also write the averages");
  }

  void
  Run(Session & session) override
  {
    const DatasetDescription description = ParseDatasetDescription(ReadJson(m_Dataset), m_Dataset);
    const std::vector<LabelFiles> members = Members();
    const std::filesystem::path output = m_Output;
    PrepareFolder(output);
    WriteJson(ManifestPath("ensemble", output), RunManifest("ensemble", {{"inputs", m_Inputs}}));
    Json written = Json::array();
    for (const auto & [name, file] : EnsembleCases(members, description, output, m_SaveProbabilities, session.context))
    {
      session.terminal.Print(file.string());
      written.push_back(file.string());
    }
    session.terminal.Result({{"cases", written}});
  }

private:
  /** The files of each folder; all hold the same cases. */
  std::vector<LabelFiles>
  Members() const
  {
    std::vector<LabelFiles> members;
    for (const std::string & folder : m_Inputs)
    {
      RequireExists(folder);
      members.push_back(ListLabelFiles(folder));
      const auto sameName = [](const auto & a, const auto & b) { return a.first == b.first; };
      const LabelFiles & first = members.front();
      const LabelFiles & last = members.back();
      if (last.empty() || !std::equal(first.begin(), first.end(), last.begin(), last.end(), sameName))
      {
        Fail(ErrorKind::BadInput, "{}: found {} cases, expected the {} of {} under the same names", folder, last.size(),
             first.size(), m_Inputs.front());
      }
    }
    return members;
  }

  std::vector<std::string> m_Inputs;
  std::string m_Output;
  std::string m_Dataset;
  bool m_SaveProbabilities = false;
};

} // namespace

std::unique_ptr<Verb>
MakeEnsembleVerb()
{
  return std::make_unique<EnsembleVerb>();
}

} // namespace vox
