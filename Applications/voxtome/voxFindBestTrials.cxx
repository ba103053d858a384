// SPDX-License-Identifier: Apache-2.0
#include "voxFindBestTrials.h"

#include "voxEnsembleStep.h"
#include "voxEvaluatePairs.h"
#include "voxFindBestCases.h"
#include "voxOutputPath.h"
#include "voxPostprocessStep.h"
#include "voxStatistic.h"
#include "voxSummary.h"
#include "voxTerminal.h"

#include <array>

namespace vox
{
namespace
{

namespace fs = std::filesystem;

/** Distances do not enter the choice. */
constexpr EvaluationOptions kOverlapOnly{.distances = false};

/** A further name of the same file; a copy where links are not possible, as across file systems. */
void
LinkOrCopy(const fs::path & source, const fs::path & target)
{
  std::error_code failed;
  fs::create_hard_link(fs::canonical(source), target, failed);
  if (failed)
  {
    fs::copy_file(source, target);
  }
}

MeanDice
MeanDiceOf(const std::vector<CaseMeasures> & cases)
{
  MeanDice result;
  for (std::size_t s = 0; s < cases.front().structures.size(); ++s)
  {
    std::vector<std::optional<double>> dice;
    for (const CaseMeasures & ofCase : cases)
    {
      dice.push_back(ofCase.structures[s].dice);
    }
    result.structures.push_back(MeanOfDefined(dice));
  }
  result.foreground = MeanOfDefined(result.structures);
  return result;
}

} // namespace

FindBestTrials::FindBestTrials(const StagedFolder & output, const DatasetDescription & description,
                               LabelFiles references, std::size_t steps, const RunContext & context)
    : m_Output(output),
      m_Description(description),
      m_Structures(ForegroundStructures(description)),
      m_References(std::move(references)),
      m_Steps(steps),
      m_Context(context)
{}

ScoredCandidate
FindBestTrials::Measure(const Candidate & candidate)
{
  const fs::path folder = MakeFolder("crossval_" + candidate.name, candidate);
  for (const auto & [name, file] : candidate.labels)
  {
    LinkOrCopy(file, folder / file.filename());
  }
  // Errors name the files of the runs, so it is those that are read.
  const auto measures =
      MeasureFolder(folder, PairWithReferences(candidate.labels, m_References), NextStep(candidate.name));
  return {candidate.name, {candidate}, Settled(folder), measures, MeanDiceOf(measures)};
}

ScoredCandidate
FindBestTrials::MeasureEnsemble(const Candidate & first, const Candidate & second)
{
  const std::string name = fmt::format("ensemble___{}___{}", first.name, second.name);
  const fs::path folder = MakeFolder(name, first);
  const std::array<LabelFiles, 2> members{first.probabilities, second.probabilities};
  const LabelFiles labels = EnsembleCases(members, m_Description, folder, false, NextStep(name));
  const auto measures = MeasureFolder(folder, PairWithReferences(labels, m_References), NextStep(name));
  return {name, {first, second}, Settled(folder), measures, MeanDiceOf(measures)};
}

std::pair<ComponentRules, MeanDice>
FindBestTrials::Postprocess(const ScoredCandidate & candidate)
{
  const fs::path folder = m_Output.Path() / candidate.folder.filename();
  const fs::path cleaned = folder / "postprocessed";
  const LabelFiles labels = ListLabelFiles(folder);
  const auto pairs = PairWithReferences(labels, m_References);
  const ComponentRules rules = FindRules(pairs, m_Structures, NextStep("postprocessing"));
  CleanLabelMaps(labels, rules, cleaned, NextStep("postprocessing"));
  const auto measures =
      MeasureFolder(cleaned, PairWithReferences(ListLabelFiles(cleaned), m_References), NextStep("postprocessing"));
  WriteJson(folder / kRulesFile, RulesDocument(rules, candidate.measures, measures, kOverlapOnly));
  return {rules, MeanDiceOf(measures)};
}

/** Makes the folder, with what tells a reader the meaning of the labels. */
fs::path
FindBestTrials::MakeFolder(const std::string & name, const Candidate & source) const
{
  const fs::path folder = m_Output.Path() / name;
  PrepareFolder(folder);
  WriteJson(folder / "dataset.json", ToJson(m_Description));
  WriteJson(folder / "plans.json", ReadJson(source.source / "plans.json"));
  return folder;
}

/** Measures the pairs and writes summary.json to the folder, as of the files that it will hold in the end. */
std::vector<CaseMeasures>
FindBestTrials::MeasureFolder(const fs::path & folder, const std::vector<LabelPair> & pairs,
                              const RunContext & context) const
{
  std::vector<CaseMeasures> measures = EvaluatePairs(pairs, m_Structures, kOverlapOnly, context);
  for (CaseMeasures & ofCase : measures)
  {
    ofCase.predictionFile = Settled(folder / fs::path(ofCase.predictionFile).filename()).string();
  }
  WriteJson(folder / "summary.json", SummaryJson({measures, kOverlapOnly}));
  return measures;
}

/** The path that a staged one has in the end. */
fs::path
FindBestTrials::Settled(const fs::path & staged) const
{
  return m_Output.Destination() / staged.lexically_relative(m_Output.Path());
}

RunContext
FindBestTrials::NextStep(const std::string & name)
{
  const auto steps = static_cast<double>(m_Steps);
  const auto step = static_cast<double>(m_Step++);
  return PartOf(m_Context, step / steps, (step + 1.0) / steps, name);
}

} // namespace vox
