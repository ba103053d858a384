// SPDX-License-Identifier: Apache-2.0
#include "voxJoinFolds.h"

#include "voxError.h"

#include <algorithm>

namespace vox
{
namespace
{

bool
HasFold(const Model & model, const std::string & name)
{
  return std::ranges::any_of(model.folds, [&](const FoldWeights & fold) { return fold.fold == name; });
}

/** What the model has that the first has not, in a word; empty where they fit. */
std::string
Difference(const Model & model, const Model & first)
{
  if (model.configuration != first.configuration)
  {
    return fmt::format("configuration ({} instead of {})", model.configuration, first.configuration);
  }
  if (model.plan.document != first.plan.document)
  {
    return "plan";
  }
  if (ToJson(model.description) != ToJson(first.description))
  {
    return "data set description";
  }
  return model.mirrorAxes == first.mirrorAxes ? "" : "choice of mirror axes";
}

void
RequireFitting(const Model & model, const Model & first)
{
  if (const std::string difference = Difference(model, first); !difference.empty())
  {
    const std::string fold = model.folds.empty() ? "none" : model.folds.front().fold;
    Fail(ErrorKind::BadModel, "fold {}: another {} than that of the first model; join folds of one training plan", fold,
         difference);
  }
}

/** Every fold of the stages before, once; null where no model brings one. */
std::shared_ptr<const Model>
JoinPreviousStages(std::span<const Model> models)
{
  std::vector<Model> stages;
  for (const Model & model : models)
  {
    if (model.previousStage == nullptr)
    {
      continue;
    }
    Model stage = *model.previousStage;
    std::erase_if(stage.folds, [&](const FoldWeights & fold) {
      return std::ranges::any_of(stages, [&](const Model & known) { return HasFold(known, fold.fold); });
    });
    stages.push_back(std::move(stage));
  }
  return stages.empty() ? nullptr : std::make_shared<const Model>(JoinFolds(stages));
}

} // namespace

Model
JoinFolds(std::span<const Model> models)
{
  if (models.empty())
  {
    Fail(ErrorKind::BadModel, "found no models to join, expected at least one");
  }
  Model joined = models.front();
  joined.folds.clear();
  joined.provenance = {{"folds", Json::object()}};
  for (const Model & model : models)
  {
    RequireFitting(model, models.front());
    for (const FoldWeights & fold : model.folds)
    {
      if (HasFold(joined, fold.fold))
      {
        Fail(ErrorKind::BadModel, "fold {}: two models have it, expected each fold once", fold.fold);
      }
      joined.folds.push_back(fold);
      joined.provenance["folds"][fold.fold] = model.provenance;
    }
  }
  joined.previousStage = JoinPreviousStages(models);
  return joined;
}

} // namespace vox
