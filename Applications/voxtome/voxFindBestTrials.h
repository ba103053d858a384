// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindBestTrials_h
#define voxFindBestTrials_h

#include "voxEvaluateStep.h"
#include "voxFindBestStep.h"
#include "voxStagedFolder.h"

namespace vox
{

/** Writes and measures the label maps of candidates, each in a folder of its own below `output`. */
class FindBestTrials
{
public:
  /** `steps` is the number of calls to come, for progress; MeasureEnsemble counts twice and Postprocess three times. */
  FindBestTrials(const StagedFolder & output, const DatasetDescription & description, LabelFiles references,
                 std::size_t steps, const RunContext & context);

  /** `crossval_<name>`: the predictions of all folds. */
  [[nodiscard]] ScoredCandidate Measure(const Candidate & candidate);

  /** `ensemble___A___B`: the mean probabilities of both, which have those of all cases. */
  [[nodiscard]] ScoredCandidate MeasureEnsemble(const Candidate & first, const Candidate & second);

  /** Finds the rules of one of them and writes postprocessing.json and `postprocessed/` into its folder. */
  [[nodiscard]] std::pair<ComponentRules, MeanDice> Postprocess(const ScoredCandidate & candidate);

private:
  [[nodiscard]] std::filesystem::path MakeFolder(const std::string & name, const Candidate & source) const;
  [[nodiscard]] std::vector<CaseMeasures> MeasureFolder(const std::filesystem::path & folder,
                                                        const std::vector<LabelPair> & pairs,
                                                        const RunContext & context) const;
  [[nodiscard]] std::filesystem::path Settled(const std::filesystem::path & staged) const;
  [[nodiscard]] RunContext NextStep(const std::string & name);

  const StagedFolder & m_Output;
  const DatasetDescription & m_Description;
  Structures m_Structures;
  LabelFiles m_References;
  std::size_t m_Steps;
  std::size_t m_Step = 0;
  const RunContext & m_Context;
};

} // namespace vox

#endif
