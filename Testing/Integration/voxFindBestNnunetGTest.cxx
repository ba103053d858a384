// SPDX-License-Identifier: Apache-2.0
// `voxtome find-best` on results folders of nnU-Net, and its numbers against those of nnU-Net 2.8.1.
#include "voxProcess.h"
#include "voxToyRuns.h"

#include "voxReadVolume.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;

using ::testing::HasSubstr;

constexpr const char * kResults = "nnUNetTrainer__nnUNetPlans__3d_fullres";

TEST(FindBestNnunet, ReadsResultsFoldersBesideRuns)
{
  const TemporaryFolder folder;
  const fs::path results = folder / kResults;
  WriteLabelMaps(folder / "labelsTr", {{"case_1", ToyLabels()}, {"case_2", ToyLabels()}});
  WriteLabelMaps(results / "fold_0/validation", {{"case_1", ToyLabelsMissing(3)}});
  WriteLabelMaps(results / "fold_1/validation", {{"case_2", ToyLabels()}});
  fs::create_directory(results / "fold_all"); // has no validation, and none is missed
  for (const char * fold : {"fold_0", "fold_1"})
  {
    WriteJson(results / fold / "validation/summary.json", Json::object());
  }
  WriteJson(results / "plans.json", {{"dataset_name", "Dataset001_Toy"}, {"plans_name", "nnUNetPlans"}});
  WriteJson(results / "dataset.json", ToyDataset());
  WriteRun(folder / "flat",
           {.cases = {{"case_1", ToyLabelsMissing(9)}, {"case_2", ToyLabels()}}, .configuration = "2d"});

  const std::string given = std::string(kResults) + "/";
  const ProcessResult result = RunProgram({"find-best", "flat", given, "-r", "labelsTr", "-o", "best"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("the .npz files of nnU-Net are not read"));
  const Json information = ReadJson(folder / "best/inference_information.json");
  EXPECT_EQ(information.at("best_model_or_ensemble").at("name"), kResults);
  EXPECT_EQ(information.at("considered_models").at(1).at("trainer"), "nnUNetTrainer");
  EXPECT_THAT(information.at("commands").at(0).get<std::string>(), HasSubstr(" -f 0 1 -i INPUT_FOLDER"));

  fs::rename(results, folder / "renamed");
  const ProcessResult renamed = RunProgram({"find-best", "renamed", "-r", "labelsTr", "-o", "again"}, folder.Path());
  EXPECT_EQ(renamed.exitCode, 3);
  EXPECT_THAT(renamed.err, HasSubstr("expected Trainer__Plans__configuration"));
}

TEST(FindBestNnunet, GivesTheDiceAndTheRulesOfNnunet)
{
  constexpr const char * kParity = "parity/models/m1_hippocampus_3d_fullres_plain";
  VOX_REQUIRE_SHARED(kParity);
  const TemporaryFolder folder;
  const fs::path source = SharedPath(kParity) / "expected/postprocessing/determine";
  const fs::path results = folder / kResults;
  const std::vector<std::string> names{"hippocampus_023", "hippocampus_037", "hippocampus_038", "hippocampus_041"};
  for (std::size_t i = 0; i < names.size(); ++i)
  {
    const fs::path validation = results / (i < 3 ? "fold_0" : "fold_1") / "validation";
    fs::create_directories(validation);
    fs::copy_file(source / "input" / (names[i] + ".nii.gz"), validation / (names[i] + ".nii.gz"));
    WriteJson(validation / "summary.json", Json::object());
  }
  for (const char * name : {"plans.json", "dataset.json"})
  {
    fs::copy_file(SharedPath(kParity) / kResults / name, results / name);
  }
  const ProcessResult result =
      RunProgram({"find-best", kResults, "-r", (source / "reference").string(), "-o", "best"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;

  const Json theirs = ReadJson(source / "input/postprocessing.json");
  const Json best = ReadJson(folder / "best/inference_information.json").at("best_model_or_ensemble");
  const auto dice = [](const Json & summary) { return summary.at("foreground_mean").at("Dice").get<double>(); };
  EXPECT_NEAR(best.at("result_on_crossval_pre_pp").get<double>(), dice(ReadJson(source / "input/summary.json")), 1e-12);
  EXPECT_NEAR(best.at("result_on_crossval_post_pp").get<double>(), dice(theirs.at("postprocessed")), 1e-12);
  const Json ours = ReadJson(folder / "best" / (std::string("crossval_") + kResults) / "postprocessing.json");
  EXPECT_EQ(ours.at("postprocessing_kwargs"), theirs.at("postprocessing_kwargs"));
  for (const auto & [key, measures] : theirs.at("postprocessed").at("mean").items())
  {
    for (const char * measure : {"Dice", "IoU", "TP", "FP", "FN", "n_pred", "n_ref"})
    {
      EXPECT_NEAR(ours.at("postprocessed").at("mean").at(key).at(measure).get<double>(),
                  measures.at(measure).get<double>(), 1e-9)
          << key << " " << measure;
    }
  }
  for (const std::string & name : names)
  {
    EXPECT_TRUE(
        ReadLabelMap(folder / "best" / (std::string("crossval_") + kResults) / "postprocessed" / (name + ".nii.gz"))
            .voxels.equal(ReadLabelMap(source / "input/postprocessed" / (name + ".nii.gz")).voxels))
        << name;
  }
}

} // namespace
} // namespace vox::testing
