// SPDX-License-Identifier: Apache-2.0
#include "voxNnunetFolder.h"

#include "voxNnunetFolderExamples.h"
#include "voxOpenModel.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace testing::pickle;
using testing::CheckpointText;
using testing::SmallModel;
using testing::TemporaryFolder;
using testing::WriteCheckpoint;
using testing::WriteNnunetFolder;

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

void
ExpectSameWeights(const Model & actual, const Model & expected)
{
  ASSERT_EQ(FoldNames(actual), FoldNames(expected));
  for (std::size_t i = 0; i < expected.folds.size(); ++i)
  {
    ASSERT_EQ(actual.folds[i].weights.size(), expected.folds[i].weights.size());
    for (const auto & [key, weight] : expected.folds[i].weights)
    {
      EXPECT_TRUE(at::equal(actual.folds[i].weights.at(key), weight)) << key;
    }
  }
}

TEST(NnunetFolder, GivesTheModelThatWasTrained)
{
  const TemporaryFolder folder;
  for (const Planner planner : {Planner::Default, Planner::ResEncM})
  {
    const Model model = SmallModel("3d_fullres", planner);
    std::filesystem::remove_all(folder / "r");
    WriteNnunetFolder(folder / "r", model);
    const Model read = ReadNnunetFolder(folder / "r");
    ExpectSameWeights(read, model);
    EXPECT_EQ(read.configuration, "3d_fullres");
    EXPECT_THAT(read.mirrorAxes, ElementsAre(0, 2));
    EXPECT_EQ(read.plan.document.dump(), model.plan.document.dump());
    EXPECT_EQ(read.description.name, "Dataset001_Small");
    EXPECT_EQ(read.description.labels[1].name, "zebra");
  }
}

TEST(NnunetFolder, SaysWhereTheWeightsComeFrom)
{
  const TemporaryFolder folder;
  CheckpointText text;
  text.trainer = Text("nnUNetTrainer_4000epochs");
  WriteNnunetFolder(folder / "r", SmallModel(), text);
  const Json provenance = ReadNnunetFolder(folder / "r").provenance;
  EXPECT_EQ(provenance.at("source"), "nnU-Net");
  EXPECT_EQ(provenance.at("trainer"), "nnUNetTrainer_4000epochs");
  EXPECT_EQ(provenance.at("checkpoint"), "checkpoint_final.pth");
  EXPECT_EQ(provenance.at("folds").at("1").at("epoch"), 1000);
  EXPECT_EQ(provenance.at("folds").at("1").at("fold"), "0");
  EXPECT_EQ(provenance.at("folds").at("1").at("best_ema_dice"), 0.75);
  EXPECT_FALSE(provenance.contains("differs_from_training"));
}

TEST(NnunetFolder, UsesItsOwnPlanAndSaysWhereItDiffers)
{
  const TemporaryFolder folder;
  const Model model = SmallModel();
  Json trained = model.plan.document;
  trained["configurations"]["3d_fullres"]["batch_size"] = 99;
  trained["configurations"]["2d"]["batch_size"] = 98;
  trained["transpose_forward"] = {2, 0, 1};
  CheckpointText text;
  text.plans = FromJson(trained);
  WriteNnunetFolder(folder / "r", model, text);
  const Model read = ReadNnunetFolder(folder / "r");
  EXPECT_EQ(read.plan.document.dump(), model.plan.document.dump());
  EXPECT_EQ(read.provenance.at("differs_from_training"), Json({"batch_size", "transpose_forward"}));
}

TEST(NnunetFolder, TakesWeightsByTheirCanonicalNames)
{
  const TemporaryFolder folder;
  const Model model = SmallModel();
  for (const char * prefix : {"module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."})
  {
    CheckpointText text;
    text.keyPrefix = prefix;
    WriteNnunetFolder(folder / "r", model, text);
    ExpectSameWeights(ReadNnunetFolder(folder / "r"), model);
  }
}

TEST(NnunetFolder, MirrorsOverTensorAxes)
{
  const TemporaryFolder folder;
  const auto axes = [&](const char * configuration, const std::string & value) {
    CheckpointText text;
    text.mirrorAxes = value;
    WriteNnunetFolder(folder / "r", SmallModel(configuration), text);
    return ReadNnunetFolder(folder / "r").mirrorAxes;
  };
  EXPECT_THAT(axes("3d_fullres", Tuple({Int(0), Int(1), Int(2)})), ElementsAre(0, 1, 2));
  EXPECT_THAT(axes("3d_fullres", List({Int(1)})), ElementsAre(1));
  EXPECT_THAT(axes("2d", Tuple({Int(0), Int(1)})), ElementsAre(1, 2));
  EXPECT_THAT(axes("3d_fullres", none), IsEmpty());
  EXPECT_THAT(axes("3d_fullres", ""), IsEmpty());
  EXPECT_THROW(axes("2d", Tuple({Int(2)})), Error);
  EXPECT_THROW(axes("3d_fullres", Tuple({Int(1), Int(1)})), Error);
  EXPECT_THROW(axes("3d_fullres", Tuple({Int(3)})), Error);
  EXPECT_THROW(axes("3d_fullres", Text("all")), Error);
}

TEST(NnunetFolder, ReadsTheFoldsThatHoldTheCheckpoint)
{
  const TemporaryFolder folder;
  const Model model = SmallModel("3d_fullres", Planner::Default, {"0", "2", "10", "all"});
  WriteNnunetFolder(folder / "r", model);
  std::filesystem::create_directories(folder / "r" / "fold_3");
  EXPECT_THAT(FoldNames(ReadNnunetFolder(folder / "r")), ElementsAre("0", "2", "10"));
  EXPECT_THAT(FoldNames(ReadNnunetFolder(folder / "r", {{"all", "2"}, ""})), ElementsAre("all", "2"));
  for (const char * fold : {"fold_0", "fold_2", "fold_10"})
  {
    std::filesystem::remove_all(folder / "r" / fold);
  }
  EXPECT_THAT(FoldNames(ReadNnunetFolder(folder / "r")), ElementsAre("all"));
}

TEST(NnunetFolder, FallsBackToTheBestCheckpointAndSaysSo)
{
  const TemporaryFolder folder;
  WriteNnunetFolder(folder / "r", SmallModel(), {}, "checkpoint_best.pth");
  const Model best = ReadNnunetFolder(folder / "r");
  EXPECT_EQ(best.provenance.at("checkpoint"), "checkpoint_best.pth");
  EXPECT_THAT(FoldNames(best), ElementsAre("0", "1"));
  // One finished fold is enough not to mix it with unfinished ones.
  WriteCheckpoint(folder / "r" / "fold_1" / "checkpoint_final.pth", SmallModel().folds[1]);
  EXPECT_THAT(FoldNames(ReadNnunetFolder(folder / "r")), ElementsAre("1"));
  EXPECT_THAT(FoldNames(ReadNnunetFolder(folder / "r", {{}, "checkpoint_best.pth"})), ElementsAre("0", "1"));
}

TEST(NnunetFolder, BecomesAModelFile)
{
  const TemporaryFolder folder;
  const Model model = SmallModel();
  WriteNnunetFolder(folder / "r", model);
  WriteModel(folder / "m.safetensors", OpenModel(folder / "r"));
  ExpectSameWeights(OpenModel(folder / "m.safetensors"), model);
  EXPECT_THAT(FoldNames(OpenModel(folder / "r", {"1"})), ElementsAre("1"));
}

} // namespace
} // namespace vox
