// SPDX-License-Identifier: Apache-2.0
// `voxtome find-best` on cross-validations that the tests write.
#include "voxProcess.h"
#include "voxToyRuns.h"

#include "voxAtomicFile.h"
#include "voxModel.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/** Dice of the front of ToyLabelsMissing. */
double
FrontDice(double missing)
{
  return 2.0 * (27.0 - missing) / (54.0 - missing);
}

/** Mean over both structures, of these Dice values of the front and of a back that is always found. */
double
ForegroundDice(const std::vector<double> & fronts)
{
  double sum = 0.0;
  for (const double dice : fronts)
  {
    sum += dice;
  }
  return (sum / static_cast<double>(fronts.size()) + 1.0) / 2.0;
}

/** References of these cases, all of them ToyLabels, in labelsTr. */
void
WriteReferences(const TemporaryFolder & folder, const std::vector<std::string> & names)
{
  ToyCases cases;
  for (const std::string & name : names)
  {
    cases.emplace(name, ToyLabels());
  }
  WriteLabelMaps(folder / "labelsTr", cases);
}

/** Images of the size of ToyLabels for the models to segment. */
void
WriteImages(const fs::path & folder, const std::vector<std::string> & names)
{
  fs::create_directories(folder);
  for (const std::string & name : names)
  {
    const Volume labels = ToyLabels();
    const at::Tensor ramp = at::arange(labels.voxels.numel(), at::kFloat).view(labels.voxels.sizes());
    WriteImage(folder / (name + "_0000.nii.gz"), MakeVolume(at::sin(ramp), labels.geometry));
  }
}

ProcessResult
FindBest(const TemporaryFolder & folder, std::vector<std::string> arguments)
{
  arguments.insert(arguments.begin(), "find-best");
  arguments.insert(arguments.end(), {"-o", "best"});
  return RunProgram(arguments, folder.Path());
}

/** The same with references in labelsTr; gives inference_information.json. */
Json
Choice(const TemporaryFolder & folder, std::vector<std::string> arguments)
{
  arguments.insert(arguments.end(), {"-r", "labelsTr"});
  const ProcessResult result = FindBest(folder, arguments);
  EXPECT_EQ(result.exitCode, 0) << result.err;
  return result.exitCode == 0 ? ReadJson(folder / "best/inference_information.json") : Json();
}

/** The one line of a run that fails with this exit code and leaves nothing behind. */
std::string
Refusal(const TemporaryFolder & folder, const std::vector<std::string> & arguments, int exitCode = 3)
{
  const auto entries = folder.EntryCount();
  const ProcessResult result = FindBest(folder, arguments);
  EXPECT_EQ(result.exitCode, exitCode) << result.err;
  EXPECT_THAT(Lines(result.err), SizeIs(1)) << result.err;
  EXPECT_EQ(folder.EntryCount(), entries);
  return result.err;
}

/** Runs the commands of inference_instructions.txt on the folder `images`. */
void
FollowInstructions(const TemporaryFolder & folder)
{
  std::vector<std::string> commands;
  for (const std::string & line : Lines(ReadTextFile(folder / "best/inference_instructions.txt")))
  {
    if (line.starts_with("voxtome "))
    {
      commands.push_back(line);
    }
  }
  EXPECT_EQ(Json(commands), ReadJson(folder / "best/inference_information.json").at("commands"));
  for (const std::string & command : commands)
  {
    std::istringstream stream(command);
    std::vector<std::string> words{std::istream_iterator<std::string>(stream), {}};
    words.erase(words.begin());
    std::ranges::replace(words, std::string("INPUT_FOLDER"), std::string("images"));
    const ProcessResult result = RunProgram(words, folder.Path());
    EXPECT_EQ(result.exitCode, 0) << command << "\n" << result.err;
  }
}

TEST(FindBest, MeasuresTheCasesOfAllFoldsTogether)
{
  const TemporaryFolder folder;
  const std::vector<std::string> names{"case_1", "case_2", "case_3"};
  // A whole data set, to be found through the runs.
  WriteImages(folder / "Dataset001_Toy/imagesTr", names);
  WriteImages(folder / "images", {"new"});
  WriteReferences(folder, names);
  fs::rename(folder / "labelsTr", folder / "Dataset001_Toy/labelsTr");
  Json dataset = ToyDataset();
  dataset["numTraining"] = 3;
  WriteJson(folder / "Dataset001_Toy/dataset.json", dataset);
  const std::string recorded = (folder / "Dataset001_Toy").string();
  WriteRun(folder / "run_0",
           {.cases = {{"case_1", ToyLabelsMissing(9)}, {"case_2", ToyLabels()}}, .dataset = recorded});
  WriteRun(folder / "run_1", {.cases = {{"case_3", ToyLabelsMissing(18)}}, .fold = "1", .dataset = recorded});

  const ProcessResult result = FindBest(folder, {"run_0", "run_1"});
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("3d_fullres"), HasSubstr("front"), HasSubstr("voxtome predict")));

  const double expected = ForegroundDice({FrontDice(9), 1.0, FrontDice(18)});
  const Json summary = ReadJson(folder / "best/crossval_3d_fullres/summary.json");
  EXPECT_DOUBLE_EQ(summary.at("foreground_mean").at("Dice").get<double>(), expected);
  EXPECT_EQ(summary.at("metric_per_case").size(), 3U);
  EXPECT_EQ(summary.at("metric_per_case").at(2).at("prediction_file"),
            fs::canonical(folder / "best/crossval_3d_fullres/case_3.nii.gz").string());
  EXPECT_FALSE(summary.at("mean").at("1").contains("HD95"));

  const Json information = ReadJson(folder / "best/inference_information.json");
  EXPECT_EQ(information.at("folds"), Json::array({0, 1}));
  EXPECT_EQ(information.at("dataset_name_or_id"), "Dataset001_Tiny");
  EXPECT_EQ(information.at("all_results").at("3d_fullres").get<double>(),
            summary.at("foreground_mean").at("Dice").get<double>());
  const Json & best = information.at("best_model_or_ensemble");
  EXPECT_EQ(best.at("result_on_crossval_pre_pp"), best.at("result_on_crossval_post_pp"));
  EXPECT_TRUE(fs::exists(best.at("postprocessing_file").get<std::string>()));
  EXPECT_TRUE(fs::exists(best.at("some_plans_file").get<std::string>()));
  ASSERT_EQ(best.at("selected_model_or_models").size(), 1U);
  EXPECT_EQ(best.at("selected_model_or_models").at(0).at("plans_identifier"), "nnUNetPlans");

  const Model model = ReadModel(best.at("selected_model_or_models").at(0).at("model").get<std::string>());
  ASSERT_EQ(model.folds.size(), 2U);
  EXPECT_EQ(model.folds[1].fold, "1");
  FollowInstructions(folder);
  EXPECT_TRUE(fs::exists(folder / "OUTPUT_FOLDER/new.nii.gz"));
}

TEST(FindBest, ChoosesTheBetterConfigurationAndItsPostprocessing)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1", "case_2"});
  WriteImages(folder / "images", {"new"});
  WriteRun(folder / "flat",
           {.cases = {{"case_1", ToyLabelsMissing(9)}, {"case_2", ToyLabels()}}, .configuration = "2d"});
  WriteRun(folder / "full", {.cases = {{"case_1", ToyLabelsWithIsland(0)}, {"case_2", ToyLabels()}}});

  const Json information = Choice(folder, {"flat", "full"});
  const Json & best = information.at("best_model_or_ensemble");
  EXPECT_EQ(best.at("name"), "3d_fullres");
  EXPECT_DOUBLE_EQ(information.at("all_results").at("2d").get<double>(), ForegroundDice({FrontDice(9), 1.0}));
  EXPECT_DOUBLE_EQ(information.at("mean_dice").at("3d_fullres").at("front").get<double>(), (54.0 / 55.0 + 1.0) / 2.0);
  EXPECT_EQ(best.at("result_on_crossval_post_pp"), 1.0);
  EXPECT_EQ(best.at("selected_model_or_models").at(0).at("model"),
            fs::canonical(folder / "full/model.safetensors").string());

  const Json rules = ReadJson(folder / "best/crossval_3d_fullres/postprocessing.json");
  EXPECT_EQ(rules.at("postprocessing_kwargs"), Json::array({{{"labels_or_regions", {1, 2}}}}));
  EXPECT_EQ(rules.at("input_folder").at("foreground_mean").at("Dice"), best.at("result_on_crossval_pre_pp"));
  EXPECT_EQ(rules.at("postprocessed").at("foreground_mean").at("Dice"), 1.0);
  EXPECT_TRUE(
      ReadLabelMap(folder / "best/crossval_3d_fullres/postprocessed/case_1.nii.gz").voxels.equal(ToyLabels().voxels));
  EXPECT_FALSE(fs::exists(folder / "best/crossval_2d/postprocessing.json"));
  FollowInstructions(folder);
  EXPECT_TRUE(fs::exists(folder / "OUTPUT_FOLDER_PP/new.nii.gz"));
}

TEST(FindBest, ChoosesAnEnsembleThatBeatsItsMembers)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1"});
  WriteImages(folder / "images", {"new"});
  // What one misses the other is sure of.
  WriteRun(folder / "flat",
           {.cases = {{"case_1", ToyLabelsMissing(9, 0)}}, .configuration = "2d", .probabilities = true});
  WriteRun(folder / "full", {.cases = {{"case_1", ToyLabelsMissing(6, 18)}}, .probabilities = true});
  WriteRun(folder / "low", {.cases = {{"case_1", ToyLabelsMissing(20)}}, .configuration = "3d_lowres"});

  const ProcessResult result = FindBest(folder, {"full", "low", "flat", "-r", "labelsTr", "--json"});
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Json information = ReadJson(folder / "best/inference_information.json");
  EXPECT_EQ(ParseJson(Lines(result.out).back(), "stdout").at("commands"), information.at("commands"));
  EXPECT_THAT(result.out, HasSubstr("3d_lowres (low) takes no part in ensembles"));
  std::vector<std::string> names;
  for (const auto & [name, dice] : information.at("all_results").items())
  {
    names.push_back(name);
  }
  EXPECT_THAT(names, ElementsAre("2d", "3d_fullres", "3d_lowres", "ensemble___2d___3d_fullres"));
  const Json & best = information.at("best_model_or_ensemble");
  EXPECT_EQ(best.at("name"), "ensemble___2d___3d_fullres");
  EXPECT_EQ(best.at("result_on_crossval_pre_pp"), 1.0);
  EXPECT_EQ(best.at("selected_model_or_models").at(1).at("configuration"), "3d_fullres");
  EXPECT_TRUE(ReadLabelMap(folder / "best/ensemble___2d___3d_fullres/case_1.nii.gz").voxels.equal(ToyLabels().voxels));
  FollowInstructions(folder);
  EXPECT_TRUE(fs::exists(folder / "OUTPUT_FOLDER/new.nii.gz"));
}

TEST(FindBest, TakesTheFirstOfEqualsInNnunetsOrder)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1"});
  WriteRun(folder / "full", {.cases = {{"case_1", ToyLabelsMissing(9)}}, .probabilities = true});
  WriteRun(folder / "flat", {.cases = {{"case_1", ToyLabelsMissing(9)}}, .configuration = "2d", .probabilities = true});
  const Json information = Choice(folder, {"full", "flat"});
  EXPECT_EQ(information.at("all_results").at("2d"), information.at("all_results").at("ensemble___2d___3d_fullres"));
  EXPECT_EQ(information.at("best_model_or_ensemble").at("name"), "2d");
}

TEST(FindBest, LeavesEnsemblesOutWhereAskedTo)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1"});
  WriteRun(folder / "full", {.cases = {{"case_1", ToyLabelsMissing(9)}}});
  WriteRun(folder / "flat", {.cases = {{"case_1", ToyLabelsMissing(8)}}, .configuration = "2d", .probabilities = true});
  const ProcessResult result = FindBest(folder, {"full", "flat", "-r", "labelsTr", "--no-ensembles", "--quiet"});
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  const Json information = ReadJson(folder / "best/inference_information.json");
  EXPECT_EQ(information.at("ensembling_allowed"), false);
  EXPECT_EQ(information.at("all_results").size(), 2U);
}

TEST(FindBest, TellsPlansOfOneConfigurationApart)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1"});
  WriteRun(folder / "plain", {.cases = {{"case_1", ToyLabelsMissing(9)}}});
  WriteRun(folder / "residual", {.cases = {{"case_1", ToyLabelsMissing(3)}}, .plans = "nnUNetResEncUNetMPlans"});
  const Json information = Choice(folder, {"plain", "residual"});
  EXPECT_EQ(information.at("best_model_or_ensemble").at("name"), "nnUNetResEncUNetMPlans__3d_fullres");
  EXPECT_TRUE(fs::exists(folder / "best/crossval_nnUNetPlans__3d_fullres/case_1.nii.gz"));
}

TEST(FindBest, MeasuresOverlappingRegions)
{
  const TemporaryFolder folder;
  Json regions = ToyDataset();
  regions["labels"] = {{"background", 0}, {"whole", {1, 2}}, {"back", {2}}};
  regions["regions_class_order"] = {1, 2};
  WriteReferences(folder, {"case_1"});
  WriteRun(folder / "run", {.cases = {{"case_1", ToyLabelsWithIsland(9)}}, .description = regions});
  const Json information = Choice(folder, {"run"});
  const double before = 2.0 * 45.0 / (45.0 + 1.0 + 54.0);
  EXPECT_DOUBLE_EQ(information.at("mean_dice").at("3d_fullres").at("whole").get<double>(), before);
  const Json rules = ReadJson(folder / "best/crossval_3d_fullres/postprocessing.json");
  EXPECT_EQ(rules.at("postprocessing_kwargs"), Json::array({{{"labels_or_regions", {1, 2}}}}));
  EXPECT_DOUBLE_EQ(rules.at("postprocessed").at("mean").at("(1, 2)").at("Dice").get<double>(), 90.0 / 99.0);
}

TEST(FindBest, PutsTheFirstStageOfACascadeIntoItsModel)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1"});
  WriteImages(folder / "images", {"new"});
  WriteRun(folder / "low", {.cases = {{"case_1", ToyLabelsMissing(9)}}, .configuration = "3d_lowres"});
  ToyRun second{.cases = {{"case_1", ToyLabels()}}, .configuration = "3d_cascade_fullres"};
  second.previousStage = {(folder / "low").string()};
  WriteRun(folder / "full", second);
  EXPECT_EQ(Choice(folder, {"full", "low"}).at("best_model_or_ensemble").at("name"), "3d_cascade_fullres");
  EXPECT_NE(ReadModel(folder / "best/model_3d_cascade_fullres.safetensors").previousStage, nullptr);
  FollowInstructions(folder);
  EXPECT_TRUE(fs::exists(folder / "OUTPUT_FOLDER/new.nii.gz"));

  fs::remove_all(folder / "best");
  second.previousStage = {(folder / "low/validation").string()}; // label maps without a model
  WriteRun(folder / "full", second);
  EXPECT_THAT(Choice(folder, {"full", "low"}).at("commands").at(0).get<std::string>(),
              HasSubstr("--previous-stage FOLDER_WITH_LABELS_OF_3d_lowres"));
}

TEST(FindBest, ListsAllDisagreementsAtOnce)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1", "case_2", "case_3", "case_4"});
  const Volume labels = ToyLabels();
  WriteRun(folder / "full_0", {.cases = {{"case_1", labels}, {"case_2", labels}}});
  WriteRun(folder / "full_1", {.cases = {{"case_2", labels}, {"stranger", labels}}, .fold = "1"});
  WriteRun(folder / "flat_0", {.cases = {{"case_1", labels}, {"case_3", labels}}, .configuration = "2d"});
  WriteRun(folder / "flat_1", {.cases = {{"case_2", labels}}, .configuration = "2d"});
  const std::string error = Refusal(folder, {"full_0", "full_1", "flat_0", "flat_1", "-r", "labelsTr"});
  EXPECT_THAT(error, HasSubstr("full_0/validation and full_1/validation both hold case_2"));
  EXPECT_THAT(error, HasSubstr("flat_1/validation: another run of 2d is fold 0 too"));
  EXPECT_THAT(error, HasSubstr("2d (flat_0, flat_1) lacks stranger.nii.gz"));
  EXPECT_THAT(error, HasSubstr("3d_fullres (full_0, full_1) lacks case_3.nii.gz"));
  EXPECT_THAT(error, HasSubstr("no reference for stranger.nii.gz"));
  EXPECT_THAT(error, HasSubstr("no run predicts case_4.nii.gz"));
}

TEST(FindBest, LeavesReferencesWithoutPredictionOutWhereAskedTo)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1", "case_2"});
  WriteRun(folder / "run", {.cases = {{"case_1", ToyLabelsMissing(9)}}});
  EXPECT_THAT(Refusal(folder, {"run", "-r", "labelsTr"}), HasSubstr("no run predicts case_2.nii.gz"));
  const Json information = Choice(folder, {"run", "--only-predicted"});
  EXPECT_DOUBLE_EQ(information.at("all_results").at("3d_fullres").get<double>(), ForegroundDice({FrontDice(9)}));
}

TEST(FindBest, RefusesRunsThatAreNotFinishedOrDoNotFit)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1", "case_2"});
  Json other = ToyDataset();
  other["labels"]["tip"] = 3;
  const Volume labels = ToyLabels();
  WriteRun(folder / "fine", {.cases = {{"case_1", labels}, {"case_2", labels}}, .configuration = "2d"});
  WriteRun(folder / "full_0", {.cases = {{"case_1", labels}}, .description = other});
  WriteRun(folder / "full_1", {.cases = {{"case_2", labels}}, .fold = "1"});
  WriteJson(folder / "full_1/plans.json", {{"plans_name", "nnUNetPlans"}});
  fs::remove(folder / "full_1/validation/summary.json");
  fs::remove(folder / "full_0/model.safetensors");
  const std::string error = Refusal(folder, {"fine", "full_0", "full_1", "-r", "labelsTr"});
  EXPECT_THAT(error, HasSubstr("full_1/validation: no summary.json; the validation of this fold is not finished"));
  EXPECT_THAT(error, HasSubstr("full_1: its plans.json differs from that of full_0"));
  EXPECT_THAT(error, HasSubstr("full_0/model.safetensors: no such file"));
  EXPECT_THAT(error, HasSubstr("full_0/dataset.json: its labels differ from those of fine/dataset.json"));
}

TEST(FindBest, SaysWhatIsMissingBeforeAnyWork)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1"});
  WriteRun(folder / "run", {.cases = {{"case_1", ToyLabels()}}});
  EXPECT_THAT(Refusal(folder, {"run"}), HasSubstr("/no/such/dataset: the data set of the runs is not there"));
  EXPECT_THAT(Refusal(folder, {"run", "-r", "labels"}), HasSubstr("labels: no folder of this name"));
  EXPECT_THAT(Refusal(folder, {"labelsTr", "-r", "labelsTr"}), HasSubstr("labelsTr: found neither options.json"));
  fs::create_directory(folder / "best");
  EXPECT_EQ(Choice(folder, {"run"}).at("best_model_or_ensemble").at("name"), "3d_fullres"); // an empty folder is fine
  EXPECT_THAT(Refusal(folder, {"run", "-r", "labelsTr"}, 2), HasSubstr("best: exists and is not an empty folder"));
}

TEST(FindBest, LeavesNothingBehindWhereACaseCannotBeRead)
{
  const TemporaryFolder folder;
  WriteReferences(folder, {"case_1", "case_2"});
  WriteRun(folder / "run", {.cases = {{"case_1", ToyLabels()}, {"case_2", ToyLabels()}}});
  fs::resize_file(folder / "run/validation/case_2.nii.gz", 60);
  EXPECT_THAT(Refusal(folder, {"run", "-r", "labelsTr"}), HasSubstr("run/validation/case_2.nii.gz"));
}

} // namespace
} // namespace vox::testing
