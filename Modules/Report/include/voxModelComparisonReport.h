// SPDX-License-Identifier: Apache-2.0
#ifndef voxModelComparisonReport_h
#define voxModelComparisonReport_h

#include "voxEvaluationRecord.h"
#include "voxResultsPage.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

/** One of several models that predicted the same cases. */
struct ComparedModel
{
  std::string name;
  EvaluationRecord record;
};

/** A page on two or more models: what they do not have in common, first; their means over the cases that all have; the
 * paired differences of each to the first, with percentile bootstrap intervals, Wilcoxon's signed-rank test
 * (voxWilcoxon.h) and its p-value corrected for all tests of the page (Holm, Scandinavian Journal of Statistics 6(2),
 * 1979); box plots of the differences; a sortable table of all cases. Cases pair by their names, structures by their
 * keys. Differences are the model minus the first.
 *
 * Throws Error(BadInput) for fewer than two models, two models of one name, and where no case or no structure is common
 * to all. */
[[nodiscard]] ResultsPage ModelComparisonReport(std::span<const ComparedModel> models, const std::string & title);

} // namespace vox

#endif
