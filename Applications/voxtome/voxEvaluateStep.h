// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluateStep_h
#define voxEvaluateStep_h

#include "voxEvaluation.h"
#include "voxOptions.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** A prediction and the reference that it is measured against. */
struct LabelPair
{
  std::string name;
  std::filesystem::path reference;
  std::filesystem::path prediction; ///< empty: there is none, which counts as a map of background
  /** Numbers of the structures by the values in the file; empty: the values are the numbers. */
  std::map<std::int64_t, std::int64_t> referenceNumbers{};
  std::map<std::int64_t, std::int64_t> predictionNumbers{};
};

/** What makes structures of two label maps the same. */
enum class MatchBy
{
  Auto, ///< names where all files are .seg.nrrd with names, else values
  Name, ///< the names that the files hold
  Value
};
[[nodiscard]] std::span<const EnumName<MatchBy>> EnumNames(MatchBy);

/** What becomes of references without prediction. */
enum class WithoutPrediction
{
  Refuse,
  LeaveOut,
  CountAsEmpty
};

/** Two files, or the files of two folders that have the same name but for the ending. Throws Error(BadInput) that lists
 * all files without a partner, of the references only where those are refused, and for a folder without label maps. */
[[nodiscard]] std::vector<LabelPair> PairLabelFiles(const std::filesystem::path & reference,
                                                    const std::filesystem::path & prediction,
                                                    WithoutPrediction withoutPrediction);

/** The structures to measure and the value that counts nowhere. */
struct Structures
{
  std::vector<LabelEntry> entries;
  std::optional<std::int64_t> ignoreLabel;
  bool othersAreBackground = false; ///< values outside the structures count as background instead of being an error
};

/** One structure "label 3" for each value above 0 that occurs in any of the files; reads them all. Throws
 * Error(BadInput) for a value below 0. */
[[nodiscard]] Structures OccurringStructures(std::span<const LabelPair> pairs, const RunContext & context);

/** Structures from text such as "1" or "1+2" (a union); all other values count as background. Throws Error(Usage). */
[[nodiscard]] Structures ParseStructures(std::span<const std::string> texts);

/** The foreground and the ignore label. */
[[nodiscard]] Structures ForegroundStructures(const DatasetDescription & description);

/** Those of a dataset.json; without one (an empty name) OccurringStructures. */
[[nodiscard]] Structures FindStructures(const std::string & datasetJson, std::span<const LabelPair> pairs,
                                        const RunContext & context);

} // namespace vox

#endif
