// SPDX-License-Identifier: Apache-2.0
#ifndef voxSummary_h
#define voxSummary_h

#include "voxEvaluation.h"
#include "voxJson.h"

#include <span>
#include <string>

namespace vox
{

/** The three forms of a summary take one or more cases of the same structures in the same order. Distances of a
 * structure that one map lacks (IsAbsentInOne) are what the empty policy of the options says, in the rows of cases as
 * in the means; what is undefined is left out of means and counted. A mean is infinite as soon as one of its values is.
 * The robust Hausdorff distance goes by its percentile: HD95, HD90. Throws Error(BadInput) without cases or where cases
 * have other structures, Error(Usage) for options that do not validate. */

/** summary.json: the keys of nnU-Net 2.8.1 (foreground_mean, mean, metric_per_case with Dice, IoU, TP, FP, FN, TN,
 * n_pred, n_ref) and ours beside them: Precision, Recall, HD, HD95, ASSD, NSD and volumes in the same objects;
 * `median`; `counts`, for every mean the number of cases that were finite, infinite or undefined; `names`; and
 * `definitions`, which says in words and options what the numbers are. Keys are sorted as nnU-Net's are. Undefined
 * values are null, infinite ones the text "inf". Structures are keyed as nnU-Net does: "1", or "(1, 2)" for a region,
 * and "(3,)" for a region of one value among others. `foreground_mean` is the plain mean over the structures that have
 * a mean; nnU-Net writes NaN where one has none. */
[[nodiscard]] Json SummaryJson(std::span<const CaseMeasures> cases, const EvaluationOptions & options);

/** One row per case and structure, with a header; undefined values are empty fields. */
[[nodiscard]] std::string SummaryCsv(std::span<const CaseMeasures> cases, const EvaluationOptions & options);

/** A table for the terminal: per structure mean and median of each measure with units and the count of cases behind it;
 * a single case shows its values instead. */
[[nodiscard]] std::string SummaryTable(std::span<const CaseMeasures> cases, const EvaluationOptions & options);

} // namespace vox

#endif
