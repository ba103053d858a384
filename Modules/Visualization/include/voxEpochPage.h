// SPDX-License-Identifier: Apache-2.0
#ifndef voxEpochPage_h
#define voxEpochPage_h

#include "voxJson.h"
#include "voxResultsPage.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vox
{

enum class EpochValueKind
{
  Loss,
  Score,            ///< mean pseudo-Dice
  ScoreOfStructure, ///< pseudo-Dice of the structure that EpochValue::name names
  Other
};

/** One value of a training over its epochs, for people. */
struct EpochValue
{
  std::string name;
  EpochValueKind kind = EpochValueKind::Other;
  std::vector<double> history; ///< one a finished epoch; NaN where it is not known
  double best = 0.0;           ///< NaN where no value is better than another, or none is known
  std::int64_t bestEpoch = 0;  ///< counted from 1; 0 without a best one
};

/** Finds the best: the lowest loss, the highest score, the earlier of equal ones. */
[[nodiscard]] EpochValue MakeEpochValue(std::string name, EpochValueKind kind, std::vector<double> history);

/** "Values": each of them in the last epoch, and the best with its epoch. */
[[nodiscard]] PageSection EpochTable(std::span<const EpochValue> values);

/** "Curves": losses in one chart, scores in another (the mean and seven structures at most), each other in its own. */
[[nodiscard]] PageSection EpochCurves(std::span<const EpochValue> values);

/** "best epoch: 12 (mean pseudo-Dice 0.91)" of each score that has one. */
[[nodiscard]] std::vector<std::string> BestEpochs(std::span<const EpochValue> values);

/** "1 h 05 min", "3 min 20 s", "2.5 s"; "-" of what is not finite. */
[[nodiscard]] std::string TimeText(double seconds);

/** Leaves of an object, a row each, with the names that `--set` takes. Long texts are cut. A table without rows of what
 * is no object. */
[[nodiscard]] PageTable LeafTable(std::string caption, std::vector<std::string> header, const Json & object);

} // namespace vox

#endif
