// SPDX-License-Identifier: Apache-2.0
#include "voxCascadeFixture.h"
#include "voxExpectError.h"
#include "voxModelFixture.h"
#include "voxNnunetFolder.h"
#include "voxPickleValues.h"
#include "voxTorchArchive.h"
#include "voxWriteNnunetFolder.h"

namespace vox
{
namespace
{

using testing::ExpectSameModel;
using testing::SmallModel;

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
  model.plan.document["image_reader_writer"] = "NibabelIOWithReorient";
  WriteNnunetFolder(folder / "against", model);
  EXPECT_EQ(ReadJson(folder / "against/plans.json").at("image_reader_writer"), "SimpleITKIO");
  model.plan.document.erase("voxtome");
  model.plan.document["image_reader_writer"] = "SimpleITKIOWithReorient";
  model.description.fileEnding = ".nrrd";
  WriteNnunetFolder(folder / "theirs", model);
  EXPECT_EQ(ReadJson(folder / "theirs/plans.json"), model.plan.document);
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

TEST(WriteNnunetFolder, PutsThePreviousStageOfACascadeBesideIt)
{
  const testing::TemporaryFolder folder;
  const Model model = testing::CascadeModel({"0", "1"}, {"0", "3"});
  WriteNnunetFolder(folder / "T__P__3d_cascade_fullres/", model);
  EXPECT_TRUE(std::filesystem::exists(folder / "T__P__3d_lowres/fold_3/checkpoint_final.pth"));
  ExpectSameModel(ReadNnunetFolder(folder / "T__P__3d_cascade_fullres"), model);
  ExpectSameModel(ReadNnunetFolder(folder / "T__P__3d_lowres"), *model.previousStage);
}

TEST(WriteNnunetFolder, NeedsTheNamesOfNnUNetForACascade)
{
  const testing::TemporaryFolder folder;
  Model model = testing::CascadeModel();
  for (const char * name : {"results", "P__3d_cascade_fullres", "T____3d_cascade_fullres", "T__P__3d_fullres"})
  {
    VOX_EXPECT_ERROR(WriteNnunetFolder(folder / name, model), ErrorKind::Usage,
                     "expected a folder named <trainer>__<plans>__3d_cascade_fullres");
  }
  EXPECT_EQ(folder.EntryCount(), 0);
  model.previousStage = nullptr;
  WriteNnunetFolder(folder / "results", model);
  EXPECT_EQ(folder.EntryCount(), 1);
}

TEST(WriteNnunetFolder, KeepsWhatNnUNetSaidOfItsTraining)
{
  const testing::TemporaryFolder folder;
  Model model = SmallModel();
  model.fingerprint = {{"spacings", {{1.0, 1.0, 2.0}}}};
  model.provenance = {{"source", "nnU-Net"},
                      {"folds", {{"1", {{"trainer", "nnUNetTrainer_5epochs"}, {"epoch", 5}, {"best_ema_dice", 0.5}}}}}};
  WriteNnunetFolder(folder / "results", model);
  const Model read = ReadNnunetFolder(folder / "results");
  EXPECT_EQ(read.fingerprint, model.fingerprint);
  EXPECT_EQ(read.provenance.at("folds").at("0"), Json({{"trainer", "nnUNetTrainer"}, {"fold", "0"}, {"epoch", 0}}));
  EXPECT_EQ(read.provenance.at("folds").at("1").at("trainer"), "nnUNetTrainer_5epochs");
  EXPECT_EQ(read.provenance.at("folds").at("1").at("epoch"), 5);
  EXPECT_EQ(read.provenance.at("folds").at("1").at("best_ema_dice"), 0.5);
}

} // namespace
} // namespace vox
