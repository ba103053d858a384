// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluatePairs_h
#define voxEvaluatePairs_h

#include "voxEvaluateStep.h"
#include "voxEvaluation.h"
#include "voxRunContext.h"
#include "voxVolume.h"

#include <functional>
#include <span>
#include <vector>

namespace vox
{

/** Sees a case while its maps are in memory, and may add to its measures. */
using CaseVisitor = std::function<void(const LabelPair & pair, const Volume & reference, const Volume & prediction,
                                       CaseMeasures & measures)>;

/** Reads and measures all pairs, several at a time where threads and memory allow; `visit`, which may be empty, sees
 * them one after another, in order, on the caller's thread. Throws the error of the first pair that has one. */
[[nodiscard]] std::vector<CaseMeasures> EvaluatePairs(std::span<const LabelPair> pairs, const Structures & structures,
                                                      const EvaluationOptions & options, const RunContext & context,
                                                      const CaseVisitor & visit = {});

} // namespace vox

#endif
