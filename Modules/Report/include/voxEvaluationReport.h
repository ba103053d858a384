// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluationReport_h
#define voxEvaluationReport_h

#include "voxEvaluationRecord.h"
#include "voxResultsPage.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace vox
{

struct EvaluationReportOptions
{
  std::string title = "Evaluation";
  std::int64_t worst = 5; ///< cases that are shown with pictures
};

/** What is shown of a case beside its numbers, by a caller who has the images. */
using CaseElements = std::function<std::vector<PageElement>(const RecordedCase &)>;

/** Positions of the cases of lowest mean Dice over their structures (of the first measure of the record where there is
 * no Dice), the lowest first; cases without a value come last, in their order. At most `count`. */
[[nodiscard]] std::vector<std::size_t> WorstCases(const EvaluationRecord & record, std::int64_t count);

/** A page on one evaluation: what was missed or found where nothing is, and what is undefined, first; means with the
 * percentile bootstrap intervals of voxBootstrap.h; box plots; agreement of volumes (Bland, Altman, The Lancet
 * 327(8476), 1986, DOI 10.1016/S0140-6736(86)90837-8: bias, and bias +- 1.96 standard deviations); the confusion matrix
 * where the record has one; the worst cases; a table of all cases; what the measures are. File names stand without
 * their folders. */
[[nodiscard]] ResultsPage EvaluationReport(const EvaluationRecord & record, const EvaluationReportOptions & options,
                                           const CaseElements & elements);

} // namespace vox

#endif
