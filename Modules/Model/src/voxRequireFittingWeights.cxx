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
  const UNetOptions options = RethrowAs(
      ErrorKind::BadModel, [&] { return NetworkOptionsFor(configuration, model.description); }, where + ": ");
  for (const FoldWeights & fold : model.folds)
  {
    const Network network(configuration.networkName, options, fold.weights, whereFold(fold));
  }
}

} // namespace vox
