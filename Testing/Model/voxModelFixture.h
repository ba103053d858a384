// SPDX-License-Identifier: Apache-2.0
#ifndef voxModelFixture_h
#define voxModelFixture_h

#include "voxError.h"
#include "voxModel.h"
#include "voxOverrideConfiguration.h"
#include "voxPlanner.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace vox::testing
{

inline DatasetDescription
SmallDescription()
{
  return ParseDatasetDescription({{"name", "Dataset001_Small"},
                                  {"channel_names", {{"0", "T1"}, {"1", "T2"}}},
                                  {"labels", {{"background", 0}, {"zebra", 1}, {"ant", 2}}},
                                  {"numTraining", 20},
                                  {"file_ending", ".nii.gz"},
                                  {"a_key_of_the_user", {1, 2}}},
                                 "dataset.json");
}

/** Plans of a data set of small cases, with two-stage networks of a few features. */
inline Plan
SmallPlan(Planner planner)
{
  Fingerprint fingerprint;
  fingerprint.spacingsMm.assign(20, {1, 1, 1});
  fingerprint.shapesAfterCrop.assign(20, {8, 8, 8});
  fingerprint.foregroundIntensities.resize(2);
  PlannerOptions options;
  options.planner = planner;
  Plan plan = MakePlan(fingerprint, SmallDescription(), options);
  for (const std::string & name : plan.ConfigurationNames())
  {
    OverrideConfiguration(plan, name, {{"architecture", {{"arch_kwargs", {{"features_per_stage", {4, 6}}}}}}}, "test");
  }
  return plan;
}

/** Random weights, different for each fold. */
inline void
AddRandomFolds(Model & model, const std::vector<std::string> & folds)
{
  const PlanConfiguration unpacked = model.Configuration();
  for (const std::string & fold : folds)
  {
    const Network network(NetworkFor(unpacked, model.description), model.folds.size() + 1);
    FoldWeights & weights = model.folds.emplace_back();
    weights.fold = fold;
    for (const auto & [key, tensor] : network.Parameters())
    {
      weights.weights[key] = tensor.detach().clone();
    }
  }
}

/** A model with folds of random weights. */
inline Model
SmallModel(const std::string & configuration = "3d_fullres", Planner planner = Planner::Default,
           const std::vector<std::string> & folds = {"0", "1"})
{
  Model model;
  model.plan = SmallPlan(planner);
  model.description = SmallDescription();
  model.configuration = configuration;
  model.mirrorAxes = {0, 2};
  model.intendedUse = "Tests only; \"quotes\", umlauts ä and\nlines";
  model.provenance = {{"version", "0.1.0"}, {"seed", 7}, {"nested", {{"list", {1.5, nullptr}}}}};
  AddRandomFolds(model, folds);
  return model;
}

/** Equal in everything that WriteNnunetFolder writes, the stage before too. */
inline void
ExpectSameModel(const Model & found, const Model & expected)
{
  EXPECT_EQ(found.configuration, expected.configuration);
  EXPECT_EQ(found.mirrorAxes, expected.mirrorAxes);
  EXPECT_EQ(ToJson(found.description), ToJson(expected.description));
  EXPECT_EQ(found.fingerprint, expected.fingerprint);
  ASSERT_EQ(found.folds.size(), expected.folds.size());
  for (std::size_t i = 0; i < found.folds.size(); ++i)
  {
    EXPECT_EQ(found.folds[i].fold, expected.folds[i].fold);
    ASSERT_EQ(found.folds[i].weights.size(), expected.folds[i].weights.size());
    for (const auto & [key, weight] : expected.folds[i].weights)
    {
      EXPECT_TRUE(found.folds[i].weights.at(key).equal(weight)) << key;
    }
  }
  ASSERT_EQ(found.previousStage != nullptr, expected.previousStage != nullptr);
  if (expected.previousStage)
  {
    ExpectSameModel(*found.previousStage, *expected.previousStage);
  }
}

/** The error of ReadModel must be BadModel, one line, name the file and contain this text. */
inline void
ExpectRefused(const std::filesystem::path & path, const std::string & text)
{
  try
  {
    (void)ReadModel(path);
    FAIL() << "expected an error with '" << text << "'";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadModel) << error.what();
    EXPECT_THAT(error.what(), ::testing::StartsWith(path.string()));
    EXPECT_THAT(error.what(), ::testing::HasSubstr(text));
    EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("\n")));
  }
}

} // namespace vox::testing

#endif
