// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingTable_h
#define voxTrainingTable_h

#include "voxTrainer.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** The epochs of a training as lines for a terminal of UTF-8 that is `columns` wide: last and best values, and a
 * sparkline of each where there is room. None before the first epoch, or where the terminal is narrower than 50. */
[[nodiscard]] std::vector<std::string> TrainingTable(std::span<const EpochRecord> epochs,
                                                     std::span<const std::string> structures, std::int64_t totalEpochs,
                                                     std::size_t columns);

} // namespace vox

#endif
