// SPDX-License-Identifier: Apache-2.0
#include "voxFindBestStep.h"

#include "voxAtomicFile.h"
#include "voxChooseBest.h"
#include "voxError.h"
#include "voxFindBestCases.h"
#include "voxFindBestReport.h"
#include "voxFindBestTrials.h"
#include "voxNnunetFolder.h"
#include "voxStagedFolder.h"

#include <tuple>

namespace vox
{
namespace
{

/** The candidates that have the probabilities of all cases; of the others a warning says what they lack. */
std::vector<const Candidate *>
EnsembleMembers(const std::vector<Candidate> & candidates, const RunContext & context)
{
  std::vector<const Candidate *> members;
  for (const Candidate & candidate : candidates)
  {
    const auto missing = NamesMissingIn(candidate.labels, candidate.probabilities);
    if (missing.empty())
    {
      members.push_back(&candidate);
      continue;
    }
    context.Log(
        LogLevel::Warning,
        fmt::format("{} ({}) takes no part in ensembles: no validation/probabilities for {} of {} cases{}; {}",
                    candidate.name, fmt::join(candidate.folders, ", "), missing.size(), candidate.labels.size(),
                    missing.size() == candidate.labels.size() ? "" : fmt::format(": {}", fmt::join(missing, ", ")),
                    IsNnunetFolder(candidate.source) ? "the .npz files of nnU-Net are not read"
                                                     : "`voxtome train --save-probabilities` keeps them"));
  }
  return members;
}

/** All candidates, then all pairs of members. */
std::vector<ScoredCandidate>
MeasureAll(const std::vector<Candidate> & candidates, const std::vector<const Candidate *> & members,
           FindBestTrials & trials)
{
  std::vector<ScoredCandidate> scored;
  for (const Candidate & candidate : candidates)
  {
    scored.push_back(trials.Measure(candidate));
  }
  for (std::size_t i = 0; i < members.size(); ++i)
  {
    for (std::size_t j = i + 1; j < members.size(); ++j)
    {
      scored.push_back(trials.MeasureEnsemble(*members[i], *members[j]));
    }
  }
  return scored;
}

std::size_t
BestOf(const std::vector<ScoredCandidate> & candidates)
{
  std::vector<std::optional<double>> scores;
  for (const ScoredCandidate & candidate : candidates)
  {
    scores.push_back(candidate.dice.foreground);
  }
  return ChooseBest(scores);
}

} // namespace

BestChoice
FindBest(const FindBestRequest & request, const RunContext & context)
{
  const GatheredRuns runs = GatherRuns(request.runs);
  LabelFiles references = FindReferences(request.reference, runs.datasets);
  RequireSameCases(runs, references, request.onlyPredicted);

  BestChoice choice;
  choice.description =
      request.dataset.empty() ? runs.description : ParseDatasetDescription(ReadJson(request.dataset), request.dataset);
  choice.dataset = ReadJson(runs.candidates.front().source / "plans.json").value("dataset_name", "");
  std::vector<const Candidate *> members;
  if (request.ensembles && runs.candidates.size() > 1)
  {
    members = EnsembleMembers(runs.candidates, context);
  }
  const std::size_t pairs = members.empty() ? 0 : members.size() * (members.size() - 1) / 2;
  StagedFolder output(request.output);
  FindBestTrials trials(output, choice.description, std::move(references), runs.candidates.size() + 2 * pairs + 3,
                        context);
  choice.candidates = MeasureAll(runs.candidates, members, trials);
  choice.best = BestOf(choice.candidates);
  std::tie(choice.rules, choice.diceAfterRules) = trials.Postprocess(choice.Best());
  for (const Candidate & member : choice.Best().members)
  {
    choice.models.push_back(ModelFor(member, output));
  }
  WriteJson(output.Path() / "inference_information.json", InferenceInformation(choice, request));
  WriteTextFile(output.Path() / "inference_instructions.txt", InferenceInstructions(choice));
  output.Commit();
  return choice;
}

} // namespace vox
