// SPDX-License-Identifier: Apache-2.0
#ifndef voxCascadeFixture_h
#define voxCascadeFixture_h

#include "voxModelFixture.h"

#include <memory>
#include <string>
#include <vector>

namespace vox::testing
{

/** SmallModel for one configuration of a plan that has both stages of a cascade. */
inline Model
CascadeStage(const std::string & configuration, const std::vector<std::string> & folds)
{
  Model model = SmallModel("3d_fullres", Planner::Default, {});
  Json & configurations = model.plan.document["configurations"];
  configurations["3d_lowres"] = configurations["3d_fullres"];
  configurations["3d_lowres"]["next_stage"] = "3d_cascade_fullres";
  configurations["3d_cascade_fullres"] = {{"inherits_from", "3d_fullres"}, {"previous_stage", "3d_lowres"}};
  model.configuration = configuration;
  AddRandomFolds(model, folds);
  return model;
}

/** A second stage that holds its first. */
inline Model
CascadeModel(const std::vector<std::string> & folds = {"0", "1"},
             const std::vector<std::string> & foldsOfPreviousStage = {"0", "1"})
{
  Model model = CascadeStage("3d_cascade_fullres", folds);
  Model previous = CascadeStage("3d_lowres", foldsOfPreviousStage);
  previous.mirrorAxes = {1};
  previous.intendedUse = "the first stage";
  model.previousStage = std::make_shared<const Model>(std::move(previous));
  return model;
}

inline std::vector<std::string>
FoldNames(const Model & model)
{
  std::vector<std::string> names;
  for (const FoldWeights & fold : model.folds)
  {
    names.push_back(fold.fold);
  }
  return names;
}

} // namespace vox::testing

#endif
