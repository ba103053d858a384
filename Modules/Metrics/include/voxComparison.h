// SPDX-License-Identifier: Apache-2.0
#ifndef voxComparison_h
#define voxComparison_h

#include "voxEvaluation.h"
#include "voxJson.h"
#include "voxPairedComparison.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

/** One measure of one structure, of two predictions of the same cases. */
struct MeasureComparison
{
  std::string structureKey; ///< empty: over all classes, which calibration has
  std::string structureName;
  std::string measureKey;
  std::string heading; ///< for a table, with the unit; empty for a measure that a table leaves out
  int tableDecimals = 3;
  PairedComparison values;
};

/** Compares `first` with `second` case by case in every measure that the options ask for but counts and volumes of the
 * reference. The empty policy fills distances before they are compared. Both lists hold the same cases and structures
 * in the same order. Calibration over all classes comes first, where the options have it. Throws Error(BadInput) where
 * they do not (cases are told apart by their reference file), or without cases. */
[[nodiscard]] std::vector<MeasureComparison> ComparePredictions(std::span<const CaseMeasures> first,
                                                                std::span<const CaseMeasures> second,
                                                                const EvaluationOptions & options);

/** `definitions`, `measures` by structure and measure, and `calibration` over all classes by measure: n, mean,
 * mean_compared, difference, its interval_95, median_difference, its interval, p and the test behind it, counts of
 * infinite and undefined. Undefined values are null, infinite ones the texts "inf" and "-inf". */
[[nodiscard]] Json ComparisonJson(std::span<const MeasureComparison> comparisons);

/** A table for the terminal, one row per structure and measure. */
[[nodiscard]] std::string ComparisonTable(std::span<const MeasureComparison> comparisons);

} // namespace vox

#endif
