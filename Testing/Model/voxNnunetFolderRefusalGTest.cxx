// SPDX-License-Identifier: Apache-2.0
#include "voxNnunetFolder.h"

#include "voxExpectError.h"
#include "voxNnunetFolderExamples.h"
#include "voxOpenModel.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

using namespace testing::pickle;
using testing::CheckpointText;
using testing::SmallModel;
using testing::WriteCheckpoint;
using testing::WriteNnunetFolder;

/** A good results folder of two folds, for each test to damage. */
class NnunetFolderRefusal : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    WriteNnunetFolder(Results(), SmallModel());
  }
  [[nodiscard]] std::filesystem::path
  Results() const
  {
    return m_Folder / "results";
  }
  [[nodiscard]] std::filesystem::path
  Checkpoint(int fold = 0) const
  {
    return Results() / fmt::format("fold_{}", fold) / "checkpoint_final.pth";
  }
  /** The message is one line that begins with a path inside the folder. */
  void
  ExpectRefused(const std::string & text, const NnunetFolderOptions & options = {}) const
  {
    VOX_EXPECT_ERROR((void)ReadNnunetFolder(Results(), options), ErrorKind::BadModel, text);
    VOX_EXPECT_ERROR((void)ReadNnunetFolder(Results(), options), ErrorKind::BadModel, Results().string());
  }

private:
  testing::TemporaryFolder m_Folder;
};

TEST_F(NnunetFolderRefusal, OfMissingFiles)
{
  std::filesystem::remove(Checkpoint(0));
  ExpectRefused("fold_0/checkpoint_final.pth: cannot be read (No such file or directory)", {{"0", "1"}, ""});
  ExpectRefused("fold_7: no such folder; the folds there are: 0, 1", {{"7"}, ""});
  ExpectRefused("expected checkpoint_latest.pth in a folder of a fold, found none in those of 0, 1",
                {{}, "checkpoint_latest.pth"});
  std::filesystem::remove(Checkpoint(1));
  ExpectRefused("expected checkpoint_final.pth or checkpoint_best.pth in a folder of a fold");
  std::filesystem::remove_all(Results() / "fold_0");
  std::filesystem::remove_all(Results() / "fold_1");
  ExpectRefused("found no folder fold_*");
  std::filesystem::remove(Results() / "dataset.json");
  ExpectRefused("results/dataset.json: missing; expected the results folder of nnU-Net v2");
  std::filesystem::remove(Results() / "plans.json");
  ExpectRefused("results/plans.json: missing");
  std::filesystem::remove_all(Results());
  ExpectRefused("results: no such folder; expected the results of nnU-Net v2");
}

TEST_F(NnunetFolderRefusal, OfTheFolderAboveNamesTheResultsInside)
{
  VOX_EXPECT_ERROR((void)ReadNnunetFolder(Results().parent_path()), ErrorKind::BadModel,
                   "holds several results of nnU-Net, expected one; name one of: results");
}

TEST_F(NnunetFolderRefusal, OfACheckpointWithoutItsFolder)
{
  VOX_EXPECT_ERROR((void)OpenModel(Checkpoint()), ErrorKind::BadModel,
                   "a checkpoint alone lacks plan and data set; give the folder that holds plans.json");
}

TEST_F(NnunetFolderRefusal, OfDamagedJson)
{
  WriteTextFile(Results() / "dataset.json", "{");
  ExpectRefused("dataset.json");
  WriteTextFile(Results() / "plans.json", "[]");
  ExpectRefused("plans.json");
}

TEST_F(NnunetFolderRefusal, OfForeignCheckpoints)
{
  WriteTextFile(Checkpoint(), testing::TorchZip(Dict({Text("state_dict"), Dict({}), Text("epoch\n"), Int(3)}), {}));
  ExpectRefused("fold_0/checkpoint_final.pth: found the keys [state_dict, epoch?], expected 'network_weights'");
  WriteTextFile(Checkpoint(), testing::TorchZip(List({}), {}));
  ExpectRefused("found no dict, expected 'network_weights' of a checkpoint of nnU-Net v2");
  WriteTextFile(Checkpoint(), testing::TorchZip(Call(Global("os", "system"), {Text("echo")}), {}));
  ExpectRefused("fold_0/checkpoint_final.pth: data.pkl: byte 2: found the global 'os system'");
  CheckpointText text;
  text.trainer = "";
  WriteCheckpoint(Checkpoint(), SmallModel().folds[0], text);
  ExpectRefused("expected 'trainer_name' of a checkpoint of nnU-Net v2");
  text = {};
  text.configuration = "";
  WriteCheckpoint(Checkpoint(), SmallModel().folds[0], text);
  ExpectRefused("init_args: found the keys [fold, device], expected 'configuration'");
  text = {};
  text.keyPrefix = "module.module.";
  WriteCheckpoint(Checkpoint(), SmallModel().folds[0], text);
  EXPECT_NO_THROW((void)ReadNnunetFolder(Results()));
}

TEST_F(NnunetFolderRefusal, OfAConfigurationThatThePlanLacks)
{
  CheckpointText text;
  text.configuration = Text("3d_lowres");
  WriteCheckpoint(Checkpoint(), SmallModel().folds[0], text);
  ExpectRefused("plans.json: unknown configuration '3d_lowres'; known are: 2d, 3d_fullres");
}

TEST_F(NnunetFolderRefusal, OfFoldsOfDifferentConfigurations)
{
  CheckpointText text;
  text.configuration = Text("2d");
  WriteCheckpoint(Checkpoint(1), SmallModel("2d").folds[1], text);
  ExpectRefused("fold_1/checkpoint_final.pth: found configuration '2d', expected '3d_fullres' as in fold 0");
}

TEST_F(NnunetFolderRefusal, OfWeightsThatDoNotFitThePlan)
{
  FoldWeights fold = SmallModel().folds[0];
  const std::string key = "decoder.seg_layers.0.weight";
  fold.weights.at(key) = at::zeros({5, 4, 1, 1, 1});
  WriteCheckpoint(Checkpoint(), fold);
  ExpectRefused("fold_0/checkpoint_final.pth: tensor '" + key + "' is float [5, 4, 1, 1, 1], expected");
  fold.weights.erase(key);
  CheckpointText text;
  text.trainer = Text("nnUNetTrainerBN");
  WriteCheckpoint(Checkpoint(), fold, text);
  ExpectRefused("checkpoint_final.pth (trainer nnUNetTrainerBN, which may not follow the plan): tensor '" + key +
                "' of shape [3, 4, 1, 1, 1] is missing");
}

TEST_F(NnunetFolderRefusal, OfWhatThePlanNamesAndNobodyKnows)
{
  const Json good = SmallModel().plan.document;
  const auto expectRefused = [&](const char * pointer, const char * name, const std::string & known) {
    Json plan = good;
    plan.erase("voxtome");
    plan[Json::json_pointer(pointer)] = name;
    WriteJson(Results() / "plans.json", plan);
    ExpectRefused(fmt::format("'{}'; known are: {}", name, known));
  };
  expectRefused("/configurations/3d_fullres/architecture/network_class_name", "my.networks.Transformer",
                "PlainConvUNet, ResidualEncoderUNet");
  expectRefused("/image_reader_writer", "MyDicomIO", "SimpleITKIO, ");
  expectRefused("/configurations/3d_fullres/normalization_schemes/0", "Histogram", "ZScoreNormalization, ");
  expectRefused("/configurations/3d_fullres/resampling_fn_data", "sinc", "resample_data_or_seg_to_shape, ");
}

TEST_F(NnunetFolderRefusal, OfChannelsThatDoNotMatch)
{
  Json description = ToJson(SmallModel().description);
  description["channel_names"]["2"] = "FLAIR";
  WriteJson(Results() / "dataset.json", description);
  ExpectRefused("plans.json: configuration '3d_fullres' is planned for 2 image channels, the data set "
                "'Dataset001_Small' has 3");
  // Plan and data set agree, but the first convolution takes two channels.
  Json plan = SmallModel().plan.document;
  Json & configuration = plan["configurations"]["3d_fullres"];
  configuration["normalization_schemes"].push_back("ZScoreNormalization");
  configuration["use_mask_for_norm"].push_back(false);
  WriteJson(Results() / "plans.json", plan);
  ExpectRefused("fold_0/checkpoint_final.pth: tensor 'encoder.stages.0.0.convs.0.conv.weight' is float [4, 2, ");
}

TEST_F(NnunetFolderRefusal, OfCheckpointsThatAreCutOff)
{
  const std::string whole = ReadTextFile(Checkpoint());
  for (const std::size_t size : {std::size_t{0}, std::size_t{3}, whole.size() / 2, whole.size() - 1})
  {
    WriteTextFile(Checkpoint(), whole.substr(0, size));
    ExpectRefused("fold_0/checkpoint_final.pth: ");
  }
}

} // namespace
} // namespace vox
