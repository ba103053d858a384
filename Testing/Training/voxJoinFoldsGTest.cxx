// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxJoinFolds.h"
#include "voxTinyModel.h"

#include <vector>

namespace
{

using namespace vox;

Model
TinyFold(const std::string & fold)
{
  vox::testing::TinyModel tiny;
  tiny.folds = {fold};
  Model model = vox::testing::MakeTinyModel(tiny);
  model.provenance = {{"trained", fold}};
  return model;
}

std::vector<std::string>
FoldNames(const Model & model)
{
  std::vector<std::string> names;
  for (const FoldWeights & fold : model.folds)
  {
    names.push_back(fold.fold);
  }
  return names;
}

/** Throws what JoinFolds says of fold 0 and a changed fold 1. */
template <typename TChange>
void
JoinWithChanged(TChange && change)
{
  std::vector<Model> models{TinyFold("0"), TinyFold("1")};
  change(models[1]);
  (void)JoinFolds(models);
}

TEST(JoinFolds, KeepsTheOrderTheWeightsAndWhereTheyComeFrom)
{
  const std::vector<Model> models{TinyFold("1"), TinyFold("0")};
  const Model joined = JoinFolds(models);
  EXPECT_EQ(FoldNames(joined), (std::vector<std::string>{"1", "0"}));
  for (std::size_t i = 0; i < 2; ++i)
  {
    ASSERT_EQ(joined.folds[i].weights.size(), models[i].folds[0].weights.size());
    for (const auto & [key, weight] : joined.folds[i].weights)
    {
      EXPECT_TRUE(weight.is_same(models[i].folds[0].weights.at(key))) << key;
    }
  }
  EXPECT_EQ(joined.provenance, (Json{{"folds", {{"1", {{"trained", "1"}}}, {"0", {{"trained", "0"}}}}}}));
  EXPECT_EQ(joined.previousStage, nullptr);
}

TEST(JoinFolds, RefusesWhatIsNotOneTraining)
{
  VOX_EXPECT_ERROR((void)JoinFolds({}), ErrorKind::BadModel, "no models");
  VOX_EXPECT_ERROR(JoinWithChanged([](Model & model) { model.folds[0].fold = "0"; }), ErrorKind::BadModel,
                   "fold 0: two models have it");
  VOX_EXPECT_ERROR(JoinWithChanged([](Model & model) { model.configuration = "2d"; }), ErrorKind::BadModel,
                   "fold 1: another configuration (2d instead of 3d_fullres)");
  VOX_EXPECT_ERROR(JoinWithChanged([](Model & model) { model.plan.document["more"] = 1; }), ErrorKind::BadModel,
                   "fold 1: another plan");
  VOX_EXPECT_ERROR(JoinWithChanged([](Model & model) { model.description.channelNames = {"CT"}; }), ErrorKind::BadModel,
                   "fold 1: another data set description");
  VOX_EXPECT_ERROR(JoinWithChanged([](Model & model) { model.mirrorAxes = {0}; }), ErrorKind::BadModel,
                   "fold 1: another choice of mirror axes");
}

TEST(JoinFolds, JoinsThePreviousStagesAndTakesEachOfTheirFoldsOnce)
{
  std::vector<Model> models{TinyFold("0"), TinyFold("1"), TinyFold("2")};
  models[0].previousStage = std::make_shared<const Model>(TinyFold("a"));
  models[1].previousStage = std::make_shared<const Model>(TinyFold("a"));
  models[2].previousStage = std::make_shared<const Model>(TinyFold("b"));
  const Model joined = JoinFolds(models);
  ASSERT_NE(joined.previousStage, nullptr);
  EXPECT_EQ(FoldNames(*joined.previousStage), (std::vector<std::string>{"a", "b"}));
  const auto & first = models[0].previousStage->folds[0].weights;
  EXPECT_TRUE(joined.previousStage->folds[0].weights.begin()->second.is_same(first.begin()->second));
}

} // namespace
