// SPDX-License-Identifier: Apache-2.0
// The program trains, resumes and predicts on overlapping regions, partly annotated cases and the second stage of a
// cascade.
#include "voxPhantom.h"
#include "voxProcess.h"

#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxSafetensors.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <csignal>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

/** A command that trains fold 0 with the network of kTinyPlan. */
Words
Train(const std::string & dataset, const std::string & configuration, const std::string & run, const std::string & plan,
      const Words & more = {}, int epochs = 2)
{
  Words words{"train", "-d", dataset, "-c", configuration, "-f", "0", "-o", run, "-p", plan + "/plans.json"};
  words.insert(words.end(), more.begin(), more.end());
  words.insert(words.end(), {"--plan-set", kTinyPlan, "--set", "epochs=" + std::to_string(epochs),
                             "iterations_per_epoch=2", "validation_iterations=1"});
  return words;
}

/** The phantom data set with other labels: `change` alters the label map of each case. */
template <typename TChange>
void
WriteDataset(const fs::path & folder, const Json & labels, const Json & classOrder, TChange && change)
{
  WritePhantomDataset(folder);
  for (const auto & entry : fs::directory_iterator(folder / "labelsTr"))
  {
    Volume map = ReadLabelMap(entry.path());
    change(map.voxels);
    WriteLabelMap(entry.path(), map);
  }
  Json description = ReadJson(folder / "dataset.json");
  description["labels"] = labels;
  description["regions_class_order"] = classOrder;
  WriteJson(folder / "dataset.json", description);
}

std::vector<std::string>
ValidationCases(const fs::path & run)
{
  return ReadJson(run / "splits_final.json").at(0).at("val");
}

/** Predicts case_1 with the model of a run; the values that occur. */
std::vector<std::int32_t>
PredictedValues(const std::string & run, const Words & more = {})
{
  const fs::path & workplace = PhantomWorkplace();
  const std::string image = "Dataset001_Phantom/imagesTr/case_1_0000.nii.gz";
  const std::string output = run + "_case_1.nii.gz";
  Words words{"predict", "-m", run + "/model.safetensors", "-i", image, "-o", output};
  words.insert(words.end(), more.begin(), more.end());
  const ProcessResult result = RunProgram(words, workplace);
  EXPECT_EQ(result.exitCode, 0) << result.err;
  const Volume labels = ReadLabelMap(workplace / output);
  EXPECT_LE(CornerDistanceVoxels(labels.geometry, ReadImage(workplace / image).geometry), 1e-3);
  const at::Tensor values = std::get<0>(at::_unique(labels.voxels)).to(at::kInt).contiguous();
  return {values.const_data_ptr<std::int32_t>(), values.const_data_ptr<std::int32_t>() + values.numel()};
}

/** Dataset002_Regions, made at the first call: the core lies in the whole. */
void
MakeRegions()
{
  const fs::path folder = PhantomWorkplace() / "Dataset002_Regions";
  if (!fs::exists(folder))
  {
    WriteDataset(folder, {{"background", 0}, {"whole", {1, 2}}, {"core", 2}}, {1, 2}, [](const at::Tensor &) {});
  }
}

TEST(TrainKinds, OverlappingRegionsFromTheDataSetToThePrediction)
{
  const fs::path & workplace = PhantomWorkplace();
  MakeRegions();
  const ProcessResult result =
      RunProgram(Train("Dataset002_Regions", "3d_fullres", "regions", "plan", {"--save-probabilities"}), workplace);
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const fs::path run = workplace / "regions";
  EXPECT_EQ(ReadJson(run / "options.json").at("options").at("training").at("loss"), "dice-binary-cross-entropy");
  EXPECT_TRUE(ReadJson(run / "validation/summary.json").at("mean").contains("(1, 2)"));
  for (const std::string & name : ValidationCases(run))
  {
    const std::vector<fs::path> file{run / "validation/probabilities" / (name + ".nii.gz")};
    const Volume probabilities = ReadCaseImage(file, 2); // one channel for each region
    EXPECT_LE(probabilities.voxels.max().item<double>(), 1.0);
    EXPECT_TRUE(fs::exists(run / "validation" / (name + ".nii.gz")));
  }
  EXPECT_THAT(PredictedValues("regions"), ::testing::IsSubsetOf({0, 1, 2}));
}

TEST(TrainKinds, ASoftmaxLossForRegionsIsRefusedBeforeAnythingIsMade)
{
  const fs::path & workplace = PhantomWorkplace();
  MakeRegions();
  Words words = Train("Dataset002_Regions", "3d_fullres", "refused", "plan");
  words.emplace_back("loss=dice");
  const ProcessResult result = RunProgram(words, workplace);
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("loss 'dice'"), HasSubstr("fit: dice-binary-cross-entropy")));
  EXPECT_FALSE(fs::exists(workplace / "refused/plans.json"));
}

TEST(TrainKinds, PartlyAnnotatedCasesFromTheDataSetToThePrediction)
{
  const fs::path & workplace = PhantomWorkplace();
  WriteDataset(workplace / "Dataset003_Sparse", {{"background", 0}, {"body", 1}, {"core", 2}, {"ignore", 3}}, nullptr,
               [](const at::Tensor & labels) {
                 const at::Tensor slices = at::arange(labels.size(1)).view({1, -1, 1, 1});
                 labels.masked_fill_(slices.remainder(3).ne(0), 3);
               });
  const ProcessResult result = RunProgram(Train("Dataset003_Sparse", "3d_fullres", "sparse", "plan"), workplace);
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(PredictedValues("sparse"), ::testing::IsSubsetOf({0, 1, 2})) << "the ignore label is never predicted";
}

/** plan_cascade/ with 3d_lowres and 3d_cascade_fullres, lowres/, a run of fold 0 of the first stage, and others/ with
 * label maps of the cases that are not in its validation, as other folds would leave them. */
void
MakeFirstStage()
{
  const fs::path & workplace = PhantomWorkplace();
  if (fs::exists(workplace / "others"))
  {
    return;
  }
  Json plans = ReadJson(workplace / "plan/plans.json");
  Json & configurations = plans["configurations"];
  configurations["3d_lowres"] = configurations["3d_fullres"];
  configurations["3d_lowres"]["spacing"] = {2.0, 2.0, 2.0};
  configurations["3d_lowres"]["next_stage"] = "3d_cascade_fullres";
  configurations["3d_cascade_fullres"] = {{"inherits_from", "3d_fullres"}, {"previous_stage", "3d_lowres"}};
  fs::create_directories(workplace / "plan_cascade");
  WriteJson(workplace / "plan_cascade/plans.json", plans);
  fs::copy_file(workplace / "plan/splits_final.json", workplace / "plan_cascade/splits_final.json");
  const ProcessResult result =
      RunProgram(Train("Dataset001_Phantom", "3d_lowres", "lowres", "plan_cascade"), workplace);
  ASSERT_EQ(result.exitCode, 0) << result.err;
  fs::copy(workplace / "Dataset001_Phantom/labelsTr", workplace / "others");
  for (const std::string & name : ValidationCases(workplace / "lowres"))
  {
    fs::remove(workplace / "others" / (name + ".nii.gz"));
  }
}

Words
TrainSecondStage(const std::string & run, const Words & previousStage, int epochs = 2)
{
  Words more{"--previous-stage"};
  more.insert(more.end(), previousStage.begin(), previousStage.end());
  return Train("Dataset001_Phantom", "3d_cascade_fullres", run, "plan_cascade", previousStage.empty() ? Words() : more,
               epochs);
}

TEST(TrainKinds, ACascadeThatWasInterruptedEndsWithTheSameModelAndPredicts)
{
  ASSERT_NO_FATAL_FAILURE(MakeFirstStage());
  const fs::path & workplace = PhantomWorkplace();
  const fs::path run = workplace / "cascade";
  constexpr int epochs = 80;
  Process process(TrainSecondStage("cascade", {"lowres", "others"}, epochs), workplace);
  ASSERT_TRUE(WaitForFile(run / "log.jsonl"));
  process.Signal(SIGTERM);
  const ProcessResult stopped = process.Wait();
  ASSERT_EQ(stopped.exitCode, 130) << stopped.err;
  EXPECT_FALSE(fs::exists(run / "model.safetensors")) << "the run was over before the signal came";
  const ProcessResult resumed = RunProgram({"train", "-o", "cascade", "--resume"}, workplace);
  ASSERT_EQ(resumed.exitCode, 0) << resumed.err;

  const ProcessResult straight =
      RunProgram(TrainSecondStage("cascade_straight", {"lowres", "others"}, epochs), workplace);
  ASSERT_EQ(straight.exitCode, 0) << straight.err;
  const SafetensorsFile model(run / "model.safetensors");
  const SafetensorsFile expected(workplace / "cascade_straight/model.safetensors");
  EXPECT_EQ(TensorDigest(model.Tensors()), TensorDigest(expected.Tensors()));
  EXPECT_EQ(ReadJson(run / "validation/summary.json").at("metric_per_case").size(), ValidationCases(run).size());
  EXPECT_THAT(PredictedValues("cascade", {"--previous-stage", "Dataset001_Phantom/labelsTr/case_1.nii.gz"}),
              ::testing::IsSubsetOf({0, 1, 2}));
  EXPECT_THAT(PredictedValues("cascade", {}), ::testing::IsSubsetOf({0, 1, 2})) << "the model holds both stages";
}

TEST(TrainKinds, TheFirstStageMustHoldEveryCaseOnce)
{
  ASSERT_NO_FATAL_FAILURE(MakeFirstStage());
  const fs::path & workplace = PhantomWorkplace();
  const auto expectRefused = [&](const Words & previousStage, int exitCode, const std::string & words) {
    const ProcessResult result = RunProgram(TrainSecondStage("cascade_refused", previousStage), workplace);
    EXPECT_EQ(result.exitCode, exitCode) << result.err;
    EXPECT_THAT(result.err, HasSubstr(words));
  };
  expectRefused({}, 2, "second stage of a cascade, after 3d_lowres; train every fold of 3d_lowres");
  expectRefused({"nowhere"}, 3, "nowhere: no such file or folder");
  expectRefused({"run"}, 3, "found a training of 3d_fullres, expected one of 3d_lowres");
  expectRefused({"lowres", "Dataset001_Phantom/labelsTr"}, 3, "found the same case twice");
  // All that only others/ holds are named at once.
  const ProcessResult missing = RunProgram(TrainSecondStage("cascade_refused", {"lowres"}), workplace);
  EXPECT_EQ(missing.exitCode, 3);
  for (const auto & entry : fs::directory_iterator(workplace / "others"))
  {
    EXPECT_THAT(missing.err, HasSubstr(ImageStem(entry.path())));
  }
  EXPECT_THAT(missing.err, HasSubstr("train every fold of 3d_lowres"));

  const ProcessResult single = RunProgram(
      Train("Dataset001_Phantom", "3d_fullres", "cascade_refused", "plan", {"--previous-stage", "lowres"}), workplace);
  EXPECT_EQ(single.exitCode, 2);
  EXPECT_THAT(single.err, HasSubstr("3d_fullres has no stage before"));
}

} // namespace
} // namespace vox::testing
