// SPDX-License-Identifier: Apache-2.0
#include "voxRequireFittingWeights.h"

#include "voxRethrowAs.h"

namespace vox
{

void
RequireFittingWeights(const Model & model, const std::string & where,
                      const std::function<std::string(const FoldWeights &)> & whereFold)
{
  const PlanConfiguration configuration = model.plan.Configuration(model.configuration, where + ": plan");
  const NetworkDefinition definition = RethrowAs(
      ErrorKind::BadModel, [&] { return NetworkFor(configuration, model.description); }, where + ": ");
  for (const FoldWeights & fold : model.folds)
  {
    const Network network(definition, fold.weights, whereFold(fold));
  }
}

} // namespace vox
