// SPDX-License-Identifier: Apache-2.0
#ifndef voxSummary_h
#define voxSummary_h

#include "voxEvaluation.h"
#include "voxJson.h"

#include <memory>
#include <span>
#include <string>

namespace vox
{

/** What is said of one or more cases of the same structures in the same order, computed once for all forms below.
 * Distances of a structure that one map lacks (IsAbsentInOne) are what the empty policy of the options says, in the
 * rows of cases as in the means; what is undefined is left out of means and counted. A mean is infinite as soon as one
 * of its values is. The robust Hausdorff distance goes by its percentile: HD95, HD90. Intervals of means are those of
 * Bootstrap; of the mean over structures, every resample of the cases gives each structure its mean. */
class Summary
{
public:
  /** The cases must outlive the summary. Throws Error(BadInput) without cases or where cases have other structures,
   * Error(Usage) for options that do not validate. */
  Summary(std::span<const CaseMeasures> cases, const EvaluationOptions & options);

  struct Contents;

  [[nodiscard]] const Contents &
  Get() const
  {
    return *m_Contents;
  }

private:
  std::shared_ptr<const Contents> m_Contents;
};

/** summary.json: the keys of nnU-Net 2.8.1 (foreground_mean, mean, metric_per_case with Dice, IoU, TP, FP, FN, TN,
 * n_pred, n_ref) and ours beside them in the same objects, as MetricRegistry lists them;
 * `median`; `sd` (n - 1); `interval_95`, [low, high] of the mean; `lesion_pairs` of each case where lesions were
 * measured; `calibration` over all classes where probabilities were; `counts`, for every mean the number of cases that
 * were finite, infinite or undefined; `names`; and `definitions`, which says in words and options what the numbers are.
 * Keys are sorted as nnU-Net's are. Undefined values are null, infinite ones the text "inf".
 * Structures are keyed as nnU-Net does: "1", or "(1, 2)" for a region, and "(3,)" for a region of one value among
 * others. `foreground_mean` is the plain mean over the structures that have a mean, with `foreground_interval_95` and
 * `foreground_counts` of structures; nnU-Net writes NaN where one has none. */
[[nodiscard]] Json SummaryJson(const Summary & summary);

/** One row per case and structure, with a header; undefined values are empty fields. */
[[nodiscard]] std::string SummaryCsv(const Summary & summary);

/** Tables for the terminal, one each for voxels, lesions and calibration as far as they were measured: per structure
 * mean with interval, standard deviation and median of the more common measures with units, and the count of cases
 * behind them; a single case shows its values instead. */
[[nodiscard]] std::string SummaryTable(const Summary & summary);

} // namespace vox

#endif
