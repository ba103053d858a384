// SPDX-License-Identifier: Apache-2.0
#ifndef voxMeasureTable_h
#define voxMeasureTable_h

#include "voxEvaluation.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** One reported quantity: how it is called in each output and how it is read from the measures of a structure. */
struct Measure
{
  enum class Kind
  {
    Overlap,
    Distance, ///< reported only where EvaluationOptions::distances is on
    Skeleton, ///< a quotient, reported only where EvaluationOptions::clDice is on
    Volume,
    Count ///< a whole number of voxels or lesions
  };

  /** Which table of the terminal shows it. */
  enum class Group
  {
    Voxels,
    Lesions,    ///< reported only where EvaluationOptions::lesions is set
    Calibration ///< reported only where EvaluationOptions::calibration is set
  };

  std::string jsonKey;
  std::string csvHeading;
  std::string tableHeading; ///< with its unit; empty: not in the table
  int tableDecimals = 3;
  Kind kind = Kind::Overlap;
  Group group = Group::Voxels;
  std::function<std::optional<double>(const CaseMeasures &, const StructureMeasures &)> value;
};

/** The quantities that the options ask for, in the order of the columns; the empty policy of the options is applied by
 * `value`. */
[[nodiscard]] std::vector<Measure> ReportedMeasures(const EvaluationOptions & options);

/** The values of the cases, for the structure at this position. */
[[nodiscard]] std::vector<std::optional<double>> CaseValues(const Measure & measure,
                                                            std::span<const CaseMeasures> cases, std::size_t structure);

/** A measure of calibration over all classes, of each case. */
[[nodiscard]] std::vector<std::optional<double>> ClassValues(std::span<const CaseMeasures> cases,
                                                             std::optional<double> CalibrationMeasures::*field);

/** Throws Error(BadInput) without cases, and where a case holds other structures than the first. */
void RequireSameStructures(std::span<const CaseMeasures> cases);

/** "HD95", or with the percentile of the options. */
[[nodiscard]] std::string RobustName(const EvaluationOptions & options);

/** The heading for a list of all measures in one table: "lesion F1". */
[[nodiscard]] std::string HeadingInWords(const Measure & measure);

/** How a structure is keyed by nnU-Net: "1", or "(1, 2)" for a region. A set with any region of several values is a set
 * of regions, where a single value is "(3,)". */
[[nodiscard]] std::string StructureKey(const StructureMeasures & structure, const CaseMeasures & ofCase);

} // namespace vox

#endif
