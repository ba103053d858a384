// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxModelFixture.h"
#include "voxNnunetFolder.h"
#include "voxPickleValues.h"
#include "voxSharedFolder.h"
#include "voxTorchArchive.h"
#include "voxWriteNnunetFolder.h"

#include <ATen/ATen.h>

#include <set>

namespace vox
{
namespace
{

using testing::SmallModel;

/** The keys of the state dict of a checkpoint, each with the tensor's sizes and sum. */
std::map<std::string, std::string>
StateDict(const std::filesystem::path & checkpoint)
{
  const TorchArchive archive(checkpoint);
  const PickleNode * weights = FindInPickle(archive.Root(), "network_weights");
  std::map<std::string, std::string> dict;
  for (std::size_t i = 0; weights != nullptr && i + 1 < weights->items.size(); i += 2)
  {
    const std::string & key = weights->items[i]->text;
    const at::Tensor tensor = archive.Tensor(*weights->items[i + 1], key);
    dict[key] = fmt::format("[{}] {}", fmt::join(tensor.sizes(), ", "), tensor.to(at::kDouble).sum().item<double>());
  }
  return dict;
}

void
ExpectSameModel(const Model & found, const Model & expected)
{
  EXPECT_EQ(found.configuration, expected.configuration);
  EXPECT_EQ(found.mirrorAxes, expected.mirrorAxes);
  EXPECT_EQ(ToJson(found.description), ToJson(expected.description));
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
}

TEST(WriteNnunetFolder, WhatIsWrittenIsReadBack)
{
  for (const Planner planner : {Planner::Default, Planner::ResEncM})
  {
    const testing::TemporaryFolder folder;
    const Model model = SmallModel("3d_fullres", planner);
    WriteNnunetFolder(folder / "results", model);
    ExpectSameModel(ReadNnunetFolder(folder / "results"), model);
  }
}

TEST(WriteNnunetFolder, MirrorAxesOfA2dModelAreThoseOfThePatch)
{
  const testing::TemporaryFolder folder;
  Model model = SmallModel("2d", Planner::Default, {"all"});
  model.mirrorAxes = {1, 2};
  WriteNnunetFolder(folder / "results", model);
  const TorchArchive archive(folder / "results/fold_all/checkpoint_final.pth");
  EXPECT_EQ(PickleToJson(*FindInPickle(archive.Root(), "inference_allowed_mirroring_axes"), "axes"), Json({0, 1}));
  ExpectSameModel(ReadNnunetFolder(folder / "results"), model);
}

TEST(WriteNnunetFolder, NamesTheReaderThatTurnsAxesAsThePlanDoes)
{
  const testing::TemporaryFolder folder;
  Model model = SmallModel();
  WriteNnunetFolder(folder / "ras", model);
  EXPECT_EQ(ReadJson(folder / "ras/plans.json").at("image_reader_writer"), "NibabelIOWithReorient");
  model.plan.document["voxtome"]["reading_order"] = "as-stored";
  WriteNnunetFolder(folder / "stored", model);
  EXPECT_EQ(ReadJson(folder / "stored/plans.json").at("image_reader_writer"), "SimpleITKIO");
}

TEST(WriteNnunetFolder, RefusesWhatNnUNetCouldNotRead)
{
  const testing::TemporaryFolder folder;
  Model model = SmallModel("3d_fullres", Planner::Default, {"best"});
  VOX_EXPECT_ERROR(WriteNnunetFolder(folder / "results", model), ErrorKind::BadModel, "found a fold 'best'");
  model = SmallModel();
  model.description.fileEnding = ".nrrd";
  VOX_EXPECT_ERROR(WriteNnunetFolder(folder / "results", model), ErrorKind::BadModel, "found .nrrd files");
  EXPECT_FALSE(std::filesystem::exists(folder / "results"));
}

TEST(WriteNnunetFolder, TheStateDictHasEveryNameOfNnUNets)
{
  VOX_REQUIRE_SHARED("parity/models");
  for (const char * name : {"m1_hippocampus_3d_fullres_plain/nnUNetTrainer__nnUNetPlans__3d_fullres",
                            "m2_hippocampus_2d_plain/nnUNetTrainer__nnUNetPlans__2d",
                            "m3_hippocampus_3d_fullres_resenc/nnUNetTrainer__nnUNetResEncUNetMPlans__3d_fullres",
                            "m5_brain_regions_4ch/nnUNetTrainer__nnUNetPlans__3d_fullres"})
  {
    SCOPED_TRACE(name);
    const std::filesystem::path theirs = testing::SharedPath("parity/models") / name;
    const testing::TemporaryFolder folder;
    const Model model = ReadNnunetFolder(theirs, {.folds = {"0"}, .checkpoint = {}});
    WriteNnunetFolder(folder / "results", model);
    EXPECT_EQ(StateDict(folder / "results/fold_0/checkpoint_final.pth"),
              StateDict(theirs / "fold_0/checkpoint_final.pth"));
    ExpectSameModel(ReadNnunetFolder(folder / "results"), model);
    EXPECT_EQ(ReadJson(folder / "results/plans.json"), ReadJson(theirs / "plans.json"));
  }
}

} // namespace
} // namespace vox
