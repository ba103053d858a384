// SPDX-License-Identifier: Apache-2.0
#ifndef voxRequireFittingWeights_h
#define voxRequireFittingWeights_h

#include "voxModel.h"

#include <functional>
#include <string>

namespace vox
{

/** Loads every fold once into a network of the plan, which names the first tensor that does not fit. `whereFold` gives
 * the begin of the message for a fold. Throws Error(BadModel). */
void RequireFittingWeights(const Model & model, const std::string & where,
                           const std::function<std::string(const FoldWeights &)> & whereFold);

} // namespace vox

#endif
