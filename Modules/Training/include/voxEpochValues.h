// SPDX-License-Identifier: Apache-2.0
#ifndef voxEpochValues_h
#define voxEpochValues_h

#include "voxTrainer.h"

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

/** Losses, scores (the mean, and those of the structures where there are several), learning rate and times, in the
 * order in which they are shown. `structures` are the names of EpochRecord::pseudoDice. */
[[nodiscard]] std::vector<EpochValue> EpochValues(std::span<const EpochRecord> epochs,
                                                  std::span<const std::string> structures);

} // namespace vox

#endif
