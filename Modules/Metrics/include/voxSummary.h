// SPDX-License-Identifier: Apache-2.0
#ifndef voxSummary_h
#define voxSummary_h

#include "voxEvaluation.h"
#include "voxJson.h"

#include <span>
#include <string>

namespace vox
{

/** summary.json: the keys of nnU-Net 2.8.1 (foreground_mean, mean, metric_per_case with Dice, IoU, TP, FP, FN, TN,
 * n_pred, n_ref) and ours beside them (Precision, Recall, HD, HD95, ASSD, NSD, volumes, median, and for every mean the
 * number of cases that were defined, undefined or infinite), with the definition and the empty policy in `definitions`.
 * Undefined values are null, infinite ones the text "inf". Structures are keyed as nnU-Net does: "1", or "(1, 2)" for a
 * region. */
[[nodiscard]] Json SummaryJson(std::span<const CaseMeasures> cases, const EvaluationOptions & options);

/** One row per case and structure, with a header; undefined values are empty fields. */
[[nodiscard]] std::string SummaryCsv(std::span<const CaseMeasures> cases, const EvaluationOptions & options);

/** A table for the terminal: per structure mean and median of each measure with units and the count of cases behind it;
 * a single case shows its values instead. */
[[nodiscard]] std::string SummaryTable(std::span<const CaseMeasures> cases, const EvaluationOptions & options);

} // namespace vox

#endif
