// SPDX-License-Identifier: Apache-2.0
#ifndef voxMetricRegistry_h
#define voxMetricRegistry_h

#include <span>
#include <string_view>

namespace vox
{

/** What is good. */
enum class MetricDirection
{
  Higher,
  Lower,
  Neither ///< a volume, a count, a difference
};

/** What a measure is, for people who choose one. TP, FP, FN, TN are voxels, or lesions in the measures named lesion_;
 * A is the reference, B the prediction, S(A) and S(B) their surfaces. */
struct MetricEntry
{
  std::string_view name; ///< the key in summary.json; HD95 by the percentile
  std::string_view formula;
  std::string_view source;
  std::string_view options; ///< keys of EvaluationOptions that it depends on, separated by a space; may be empty
  std::string_view unit;    ///< "mm", "ml", "voxels"; empty: a share or a number
  int decimals = 3;         ///< that mean something
  MetricDirection better = MetricDirection::Higher;
};

/** Every measure of a summary, in the order of its columns. */
[[nodiscard]] std::span<const MetricEntry> MetricRegistry();

/** The entry of a key of summary.json, HD90 being one of HD95; null where there is none. */
[[nodiscard]] const MetricEntry * FindMetric(std::string_view key);

} // namespace vox

#endif
