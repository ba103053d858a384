// SPDX-License-Identifier: Apache-2.0
#ifndef voxDetermineRules_h
#define voxDetermineRules_h

#include "voxComponentRules.h"
#include "voxDatasetDescription.h"
#include "voxRunContext.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <utility>

namespace vox
{

/** Which structures gain from keeping their largest component alone, found on validation cases as nnU-Net 2.8.1 does
 * (determine_postprocessing). First all foreground together: adopted if the mean Dice over structures rises and that of
 * no structure falls. Then, where there is more than one structure, each in order: adopted if its own mean Dice rises.
 * Adopted rules stay for the steps after them. A mean is that of the cases where the Dice is defined (overlap of
 * voxSummary.h); one that is undefined neither rises nor falls, where nnU-Net then adopts nothing for all foreground.
 *
 * `read(i)` gives reference and prediction of case i, once for every step, so that one case is in memory at a time.
 * Throws Error(BadInput) without cases, and what CountOverlap throws. */
[[nodiscard]] ComponentRules DetermineRules(std::size_t caseCount,
                                            const std::function<std::pair<Volume, Volume>(std::size_t)> & read,
                                            std::span<const LabelEntry> structures,
                                            std::optional<std::int64_t> ignoreLabel = std::nullopt,
                                            const RunContext & context = {});

} // namespace vox

#endif
