// SPDX-License-Identifier: Apache-2.0
#ifndef voxEpochValues_h
#define voxEpochValues_h

#include "voxEpochPage.h"
#include "voxTrainer.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Losses, scores (the mean, and those of the structures where there are several), learning rate and times, in the
 * order in which they are shown. `structures` are the names of EpochRecord::pseudoDice. */
[[nodiscard]] std::vector<EpochValue> EpochValues(std::span<const EpochRecord> epochs,
                                                  std::span<const std::string> structures);

} // namespace vox

#endif
