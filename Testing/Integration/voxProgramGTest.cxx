// SPDX-License-Identifier: Apache-2.0
#include "voxDicomPhantom.h"
#include "voxDrawnPets.h"
#include "voxDrawnPolyps.h"
#include "voxPhantom.h"
#include "voxProcess.h"
#include "voxTinyPictureNetwork.h"

#include "voxAtomicFile.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cctype>
#include <sstream>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace fs = std::filesystem;

const std::vector<std::string> kVerbs{"plan",     "preprocess",  "train",    "find-best", "predict", "segment",
                                      "ensemble", "postprocess", "evaluate", "inspect",   "convert", "render",
                                      "report",   "demo",        "doctor",   "reference"};

/** The commands below "Example:" in the help of a verb, as words without the program's name. */
std::vector<std::vector<std::string>>
ExamplesOf(const std::string & verb)
{
  const std::string help = RunProgram({verb, "--help"}, ".").out;
  std::vector<std::vector<std::string>> commands;
  for (const std::string & line : Lines(help.substr(help.find("Example:") + 8)))
  {
    std::istringstream stream(line);
    std::vector<std::string> words{std::istream_iterator<std::string>(stream), {}};
    if (!words.empty() && words.front() == "voxtome")
    {
      commands.emplace_back(words.begin() + 1, words.end());
    }
  }
  return commands;
}

/** The examples of this folder, and for those that train a network of few features for an epoch. */
void
HastenDemo(std::vector<std::string> & arguments)
{
  if (arguments.at(1) == "hippocampus")
  {
    arguments.insert(arguments.end(), {"--examples", "."});
    return;
  }
  arguments.insert(arguments.end(), {"--plan-set", kTinyPictureNetwork, "--set", "epochs=1"});
}

/** The one object with this event among the JSON lines of a run. */
Json
ResultOf(const ProcessResult & result)
{
  Json found;
  for (const std::string & line : Lines(result.out))
  {
    const Json json = ParseJson(line, "stdout");
    if (json.at("event") == "result")
    {
      EXPECT_TRUE(found.is_null()) << "more than one result: " << result.out;
      found = json;
    }
  }
  return found;
}

TEST(Program, HelpListsEveryVerb)
{
  const ProcessResult result = RunProgram({"--help"}, ".");
  EXPECT_EQ(result.exitCode, 0);
  for (const std::string & verb : kVerbs)
  {
    EXPECT_THAT(result.out, HasSubstr("\n  " + verb + " ")) << "missing in the list of verbs";
  }
}

TEST(Program, PrintsItsVersion)
{
  const ProcessResult result = RunProgram({"--version"}, ".");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out.rfind("voxtome ", 0), 0u);
}

TEST(Program, EveryVerbHasHelpWithLimitationsAndAnExample)
{
  for (const std::string & verb : kVerbs)
  {
    const ProcessResult result = RunProgram({verb, "--help"}, ".");
    EXPECT_EQ(result.exitCode, 0) << verb;
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("Usage:"), HasSubstr("Limitations: "), HasSubstr("Example:\n  voxtome " + verb)));
    EXPECT_THAT(result.err, IsEmpty()) << verb;
  }
}

/** The image as a series of the same grid and values, rounded. */
void
WriteAsDicom(const fs::path & path, const Volume & image)
{
  testing::DicomPhantom phantom;
  phantom.geometry = image.geometry;
  phantom.value = [&](const Zyx<std::int64_t> & voxel, const Vector3 &) {
    const std::int64_t index = (voxel.z * image.geometry.size.y + voxel.y) * image.geometry.size.x + voxel.x;
    return static_cast<double>(image.voxels.const_data_ptr<float>()[index]);
  };
  WriteDicomSeries(path, phantom);
}

TEST(Program, EveryExampleOfTheHelpWorks)
{
  // In the order of kVerbs, because an example may use what an earlier verb left.
  // The names of the examples lead to the phantom; a default training is too long, so its number of epochs is replaced.
  const fs::path & workplace = PhantomWorkplace();
  const fs::path folder = workplace / "examples";
  const fs::path dataset = workplace / "Dataset001_Phantom";
  fs::create_directories(folder / "Hippocampus3d");
  fs::create_directory_symlink(dataset, folder / "Dataset004_Hippocampus");
  fs::create_directory_symlink(workplace / "plan", folder / "plan");
  for (const fs::path & place : {folder, folder / "Hippocampus3d"})
  {
    fs::copy_file(dataset / "imagesTr/case_1_0000.nii.gz", place / "image.nii.gz");
    fs::copy_file(dataset / "labelsTr/case_1.nii.gz", place / "label.nii.gz");
    fs::copy_file(workplace / "run/model.safetensors", place / "model.safetensors");
  }
  fs::copy_file(folder / "label.nii.gz", folder / "prediction.nii.gz");
  WriteAsDicom(folder / "DICOM", ReadImage(folder / "image.nii.gz"));
  WriteDrawnPolyps(folder / "Kvasir-SEG", 8);
  WriteDrawnPets(folder / "oxford-iiit-pet", 6, 2);
  for (const std::string member : {"first", "second"})
  {
    ASSERT_EQ(
        RunProgram({"predict", "-m", "model.safetensors", "-i", "image.nii.gz", "-o", member, "--save-probabilities"},
                   folder)
            .exitCode,
        0);
  }
  fs::copy_file(folder / "first/probabilities/image.nii.gz", folder / "probabilities.nii.gz");
  for (const std::string & verb : kVerbs)
  {
    const auto examples = ExamplesOf(verb);
    EXPECT_THAT(examples, Not(IsEmpty())) << verb;
    for (std::vector<std::string> arguments : examples)
    {
      std::string command = "voxtome";
      for (const std::string & word : arguments)
      {
        command += " " + word;
      }
      if (verb == "train")
      {
        arguments.insert(arguments.end(),
                         {"epochs=1", "iterations_per_epoch=1", "validation_iterations=1", "--plan-set", kTinyPlan});
      }
      if (verb == "demo")
      {
        HastenDemo(arguments);
      }
      const ProcessResult result = RunProgram(arguments, folder);
      EXPECT_EQ(result.exitCode, 0) << command << "\n" << result.err;
    }
  }
  EXPECT_TRUE(fs::exists(folder / "voxtome-demo/overlay.png"));
}

TEST(Program, PlanWritesWhatNnUnetWrites)
{
  const fs::path & workplace = PhantomWorkplace();
  for (const char * name : {"dataset_fingerprint.json", "plans.json", "splits_final.json", "dataset.json"})
  {
    EXPECT_TRUE(fs::exists(workplace / "plan" / name)) << name;
  }
  EXPECT_EQ(ReadJson(workplace / "plan/splits_final.json").size(), 5u);
  EXPECT_EQ(ReadJson(workplace / "plan/plans.json").at("dataset_name"), "Dataset001_Phantom");
}

TEST(Program, APlanFromTheFingerprintAloneIsTheSamePlan)
{
  const fs::path & workplace = PhantomWorkplace();
  const ProcessResult result = RunProgram({"plan", "--fingerprint", "plan/dataset_fingerprint.json", "--dataset-json",
                                           "plan/dataset.json", "-o", "plan_again"},
                                          workplace);
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(ReadJson(workplace / "plan/plans.json"), ReadJson(workplace / "plan_again/plans.json"));
}

TEST(Program, PreprocessKeepsCasesUntilTheOptionsChange)
{
  const fs::path & workplace = PhantomWorkplace();
  const auto preprocess = [&](const std::string & plans, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"--json", "preprocess", "-d", "Dataset001_Phantom", "-p", plans,
                                       "-c",     "3d_fullres", "-o", "preprocessed_twice"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ResultOf(RunProgram(arguments, workplace));
  };
  const Json first = preprocess("plan/plans.json");
  EXPECT_EQ(first.at("written"), 6);
  const Json second = preprocess("plan/plans.json");
  EXPECT_EQ(second.at("written"), 0);
  EXPECT_EQ(second.at("kept"), 6);
  EXPECT_EQ(preprocess("plan/plans.json", {"--overwrite"}).at("written"), 6);

  Json plans = ReadJson(workplace / "plan/plans.json");
  plans["configurations"]["3d_fullres"]["spacing"] = {1.5, 1.5, 1.5};
  WriteJson(workplace / "coarse.json", plans);
  EXPECT_EQ(preprocess("coarse.json").at("written"), 6);
}

TEST(Program, PreprocessReportsACaseWithoutForeground)
{
  const ProcessResult result = RunProgram({"preprocess", "-d", "Dataset001_Phantom", "-p", "plan/plans.json", "-c",
                                           "3d_fullres", "-o", "preprocessed_warning"},
                                          PhantomWorkplace());
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(Lines(result.err),
              Contains(AllOf(HasSubstr("warning: "), HasSubstr("case_5.nii.gz"), HasSubstr("no foreground"))));
}

TEST(Program, TrainLeavesARunFolderThatSaysEverything)
{
  const fs::path run = PhantomWorkplace() / "run";
  for (const char * name :
       {"options.json", "plans.json", "dataset.json", "splits_final.json", "log.jsonl", "checkpoint_latest.safetensors",
        "progress.svg", "model.safetensors", "validation/summary.json"})
  {
    EXPECT_TRUE(fs::exists(run / name)) << name;
  }
  const Json options = ReadJson(run / "options.json");
  EXPECT_TRUE(options.contains("version"));
  EXPECT_EQ(options.at("options").at("training").at("epochs"), 2);
  EXPECT_EQ(Lines(ReadTextFile(run / "log.jsonl")).size(), 2u);
  const Json splits = ReadJson(run / "splits_final.json");
  for (const Json & name : splits.at(0).at("val"))
  {
    EXPECT_TRUE(fs::exists(run / "validation" / (name.get<std::string>() + ".nii.gz"))) << name;
  }
}

TEST(Program, TrainRefusesToOverwriteARun)
{
  const ProcessResult result =
      RunProgram({"train", "-d", "Dataset001_Phantom", "-c", "3d_fullres", "-f", "0", "-o", "run"}, PhantomWorkplace());
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_THAT(result.err, HasSubstr("--resume"));
}

TEST(Program, TrainListsTheKeysOfItsConfiguration)
{
  const ProcessResult result = RunProgram({"train", "--help-config"}, ".");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("optimizer.learning_rate"), HasSubstr("augmentation.gamma.low"), HasSubstr("epochs")));
}

TEST(Program, PredictOnAFolderThenEvaluateGivesOneRowACase)
{
  const fs::path & workplace = PhantomWorkplace();
  const ProcessResult predict = RunProgram({"--json", "predict", "-m", "run/model.safetensors", "-i",
                                            "Dataset001_Phantom/imagesTr", "-o", "predictions", "--save-probabilities"},
                                           workplace);
  ASSERT_EQ(predict.exitCode, 0) << predict.err;
  EXPECT_EQ(ResultOf(predict).at("cases").size(), 6u);
  for (int i = 1; i <= 6; ++i)
  {
    const std::string name = "case_" + std::to_string(i);
    const Volume labels = ReadLabelMap(workplace / "predictions" / (name + ".nii.gz"));
    const Volume image = ReadImage(workplace / "Dataset001_Phantom/imagesTr" / (name + "_0000.nii.gz"));
    EXPECT_LE(CornerDistanceVoxels(labels.geometry, image.geometry), 1e-3) << name;
    const auto segments = ReadSegmentation(workplace / "predictions" / (name + ".nii.gz")).segments;
    EXPECT_TRUE(FindSegment(segments, "body") != nullptr && FindSegment(segments, "core") != nullptr) << name;
    EXPECT_TRUE(fs::exists(workplace / "predictions/probabilities" / (name + ".nii.gz"))) << name;
  }
  EXPECT_EQ(ReadJson(workplace / "predictions/predict_options.json").at("options").at("model"),
            "run/model.safetensors");

  const ProcessResult evaluate = RunProgram({"--json", "evaluate", "-r", "Dataset001_Phantom/labelsTr", "-p",
                                             "predictions", "-o", "predictions/summary.json", "--csv",
                                             "predictions/summary.csv", "--dataset", "Dataset001_Phantom/dataset.json"},
                                            workplace);
  ASSERT_EQ(evaluate.exitCode, 0) << evaluate.err;
  EXPECT_EQ(ResultOf(evaluate).at("metric_per_case").size(), 6u);
  EXPECT_EQ(ReadJson(workplace / "predictions/summary.json").at("metric_per_case").size(), 6u);
  EXPECT_EQ(Lines(ReadTextFile(workplace / "predictions/summary.csv")).size(), 1u + 6u * 2u);
}

TEST(Program, EvaluateOfAMapWithItselfIsPerfectAndNamesOccurringLabels)
{
  const std::string file = "Dataset001_Phantom/labelsTr/case_1.nii.gz";
  const ProcessResult result = RunProgram({"evaluate", "-r", file, "-p", file}, PhantomWorkplace());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("label 1"), HasSubstr("label 2"), HasSubstr("mm")));
}

TEST(Program, EvaluateListsAllMissingPartnersAtOnce)
{
  const fs::path & workplace = PhantomWorkplace();
  fs::create_directories(workplace / "some");
  fs::copy_file(workplace / "Dataset001_Phantom/labelsTr/case_2.nii.gz", workplace / "some/case_2.nii.gz");
  fs::copy_file(workplace / "Dataset001_Phantom/labelsTr/case_2.nii.gz", workplace / "some/stranger.nii.gz");
  const ProcessResult missing = RunProgram({"evaluate", "-r", "Dataset001_Phantom/labelsTr", "-p", "some"}, workplace);
  EXPECT_EQ(missing.exitCode, 3);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("case_1.nii.gz"), HasSubstr("case_6.nii.gz"), HasSubstr("stranger.nii.gz")));
  fs::remove(workplace / "some/stranger.nii.gz");
  const ProcessResult chosen =
      RunProgram({"evaluate", "-r", "Dataset001_Phantom/labelsTr", "-p", "some", "--only-predicted"}, workplace);
  EXPECT_EQ(chosen.exitCode, 0) << chosen.err;
}

TEST(Program, EvaluateMeasuresChosenLabelsAndUnions)
{
  const std::string file = "Dataset001_Phantom/labelsTr/case_1.nii.gz";
  const ProcessResult result = RunProgram(
      {"--json", "evaluate", "-r", file, "-p", file, "--labels", "2", "1+2", "--empty", "50"}, PhantomWorkplace());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Json metrics = ResultOf(result).at("metric_per_case").at(0).at("metrics");
  ASSERT_EQ(metrics.size(), 2u);
  EXPECT_EQ(metrics.at("2").at("Dice"), 1.0);
  EXPECT_EQ(metrics.at("(1, 2)").at("Dice"), 1.0);
}

TEST(Program, InspectSaysWhatEachThingIs)
{
  const fs::path & workplace = PhantomWorkplace();
  const auto kindOf = [&](const std::string & subject) {
    return ResultOf(RunProgram({"inspect", subject, "--json"}, workplace)).at("kind").get<std::string>();
  };
  EXPECT_EQ(kindOf("Dataset001_Phantom/labelsTr/case_1.nii.gz"), "image");
  EXPECT_EQ(kindOf("Dataset001_Phantom"), "dataset");
  EXPECT_EQ(kindOf("run"), "run");
  EXPECT_EQ(kindOf("run/model.safetensors"), "model");
  EXPECT_EQ(kindOf("preprocessed/case_1.safetensors"), "case");
  EXPECT_EQ(kindOf("plan/plans.json"), "plan");
  EXPECT_EQ(kindOf("losses"), "losses");
  EXPECT_EQ(kindOf("networks"), "networks");
  EXPECT_EQ(kindOf("methods"), "methods");
}

TEST(Program, InspectCountsTheLabelsOfAMap)
{
  const fs::path & workplace = PhantomWorkplace();
  const std::string file = "Dataset001_Phantom/labelsTr/case_1.nii.gz";
  const Json histogram = ResultOf(RunProgram({"inspect", file, "--json"}, workplace)).at("histogram");
  const Volume labels = ReadLabelMap(workplace / file);
  ASSERT_EQ(histogram.size(), 3u);
  for (const Json & row : histogram)
  {
    EXPECT_EQ(row.at("voxels"), labels.voxels.eq(row.at("value").get<std::int64_t>()).sum().item<std::int64_t>());
  }
}

TEST(Program, ConvertKeepsLabelsAndGeometry)
{
  const fs::path & workplace = PhantomWorkplace();
  const std::string file = "Dataset001_Phantom/labelsTr/case_1.nii.gz";
  ASSERT_EQ(RunProgram({"convert", file, "copy.nrrd", "--labels"}, workplace).exitCode, 0);
  const Volume before = ReadLabelMap(workplace / file);
  const Volume after = ReadLabelMap(workplace / "copy.nrrd");
  EXPECT_TRUE(before.voxels.equal(after.voxels));
  EXPECT_LE(CornerDistanceVoxels(before.geometry, after.geometry), 1e-3);
}

TEST(Program, ConvertHalvesAModelThatStillPredicts)
{
  const fs::path & workplace = PhantomWorkplace();
  ASSERT_EQ(
      RunProgram({"convert", "run/model.safetensors", "small.safetensors", "--weights", "bf16"}, workplace).exitCode,
      0);
  EXPECT_LT(fs::file_size(workplace / "small.safetensors"), fs::file_size(workplace / "run/model.safetensors"));
  const ProcessResult result = RunProgram({"predict", "-m", "small.safetensors", "-i",
                                           "Dataset001_Phantom/imagesTr/case_1_0000.nii.gz", "-o", "small.nii.gz"},
                                          workplace);
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_TRUE(fs::exists(workplace / "small_predict_options.json"));
}

TEST(Program, JsonModePutsNothingButJsonOnStandardOutput)
{
  const ProcessResult result = RunProgram({"doctor", "--json"}, ".");
  ASSERT_EQ(result.exitCode, 0);
  EXPECT_THAT(result.err, IsEmpty());
  const Json json = ResultOf(result);
  EXPECT_TRUE(json.contains("LibTorch"));
  EXPECT_TRUE(json.contains("ITK"));
}

} // namespace
} // namespace vox::testing
