// SPDX-License-Identifier: Apache-2.0
#ifndef voxJoinFolds_h
#define voxJoinFolds_h

#include "voxModel.h"

#include <span>

namespace vox
{

/** One model of the folds that several trainings of a configuration gave, in their order: prediction averages their
 * logits. Plan, mirror axes and intended use are those of the first; weights are shared, not copied. The previous
 * stages of a cascade are joined too, where a fold that several models bring is taken from the first of them.
 * Provenance: `folds` holds that of each model under the names of its folds.
 *
 * Throws Error(BadModel) for no models, a fold that two models have, and a model whose plan, data set description,
 * configuration or mirror axes differ from those of the first. */
[[nodiscard]] Model JoinFolds(std::span<const Model> models);

} // namespace vox

#endif
