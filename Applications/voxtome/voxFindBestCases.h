// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindBestCases_h
#define voxFindBestCases_h

#include "voxEvaluateStep.h"
#include "voxFindBestRuns.h"
#include "voxLabelFiles.h"

#include <string>
#include <vector>

namespace vox
{

/** The reference label maps: those of a folder, or without one (an empty name) those of the data set that the runs
 * recorded. Throws Error(BadInput) for a folder or data set that is not there, Error(Usage) where the runs record no
 * data set or several. */
[[nodiscard]] LabelFiles FindReferences(const std::string & folder, const std::set<std::string> & datasets);

/** Throws Error(BadInput) with everything that makes the candidates incomparable, in one line: the problems of the
 * runs, cases that one candidate has and another lacks, predictions without reference, and, unless `onlyPredicted`,
 * references that no candidate predicts. */
void RequireSameCases(const GatheredRuns & runs, const LabelFiles & references, bool onlyPredicted);

/** Each of the label maps with its reference. */
[[nodiscard]] std::vector<LabelPair> PairWithReferences(const LabelFiles & labels, const LabelFiles & references);

} // namespace vox

#endif
