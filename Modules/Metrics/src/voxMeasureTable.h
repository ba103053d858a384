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
    Volume,
    Count ///< a whole number of voxels
  };

  std::string jsonKey;
  std::string csvHeading;
  std::string tableHeading; ///< with its unit; empty: not in the table
  int tableDecimals = 3;
  Kind kind = Kind::Overlap;
  std::function<std::optional<double>(const CaseMeasures &, const StructureMeasures &)> value;
};

/** The quantities that the options ask for, in the order of the columns; the empty policy of the options is applied by
 * `value`. */
[[nodiscard]] std::vector<Measure> ReportedMeasures(const EvaluationOptions & options);

/** What is known of one quantity over several cases or structures. */
struct Statistic
{
  std::optional<double> mean;   ///< infinite as soon as one value is
  std::optional<double> median; ///< mean of the middle two of an even number
  std::int64_t finite = 0;
  std::int64_t infinite = 0;
  std::int64_t undefined = 0;
};

[[nodiscard]] Statistic Summarize(std::span<const std::optional<double>> values);

/** Over the cases, for the structure at this position. */
[[nodiscard]] Statistic OverCases(const Measure & measure, std::span<const CaseMeasures> cases, std::size_t structure);

/** Over the means of the structures, undefined ones left out. */
[[nodiscard]] Statistic OverStructures(const Measure & measure, std::span<const CaseMeasures> cases);

/** Throws Error(BadInput) without cases, and where a case holds other structures than the first. */
void RequireSameStructures(std::span<const CaseMeasures> cases);

/** "HD95", or with the percentile of the options. */
[[nodiscard]] std::string RobustName(const EvaluationOptions & options);

/** How a structure is keyed by nnU-Net: "1", or "(1, 2)" for a region. A set with any region of several values is a set
 * of regions, where a single value is "(3,)". */
[[nodiscard]] std::string StructureKey(const StructureMeasures & structure, const CaseMeasures & ofCase);

/** The definitions in words, for people: what the surface is, what HD95 is, what the policy did. */
[[nodiscard]] std::string DescribeRobustHausdorff(const EvaluationOptions & options);
[[nodiscard]] std::string DescribeEmptyPolicy(const EvaluationOptions & options);

} // namespace vox

#endif
