// SPDX-License-Identifier: Apache-2.0
#include "voxPhantom.h"
#include "voxProcess.h"

#include "voxAtomicFile.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;

constexpr const char * kModel = "../run/model.safetensors";
constexpr const char * kImage = "../Dataset001_Phantom/imagesTr/case_1_0000.nii.gz";
constexpr const char * kReference = "../Dataset001_Phantom/labelsTr/case_1.nii.gz";

void
Truncate(const fs::path & from, const fs::path & to)
{
  fs::copy_file(from, to);
  fs::resize_file(to, fs::file_size(to) / 2);
}

void
FlipByte(const fs::path & path, std::streamoff fromEnd)
{
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(-fromEnd, std::ios::end);
  const char byte = static_cast<char>(file.get());
  file.seekp(-fromEnd, std::ios::end);
  file.put(static_cast<char>(byte ^ 0x55));
}

void
WriteWithVoxel(const fs::path & path, float value)
{
  Phantom phantom = MakePhantom({18, 20, 21}, 1);
  phantom.image.voxels[0][3][4][5] = value;
  WriteImage(path, phantom.image);
}

/** A NIfTI file of two time points: the header of `kImage` with another fourth dimension, and twice the voxels. */
void
WriteFourDimensional(const fs::path & path)
{
  constexpr std::int16_t dimensions[8]{4, 4, 4, 4, 2, 1, 1, 1};
  std::string bytes(352 + 4 * 4 * 4 * 2 * sizeof(float), '\0');
  const auto put = [&](std::size_t offset, const auto & value) {
    std::memcpy(bytes.data() + offset, &value, sizeof(value));
  };
  put(0, std::int32_t{348});
  put(40, dimensions);
  put(70, std::int16_t{16}); // float32
  put(72, std::int16_t{32}); // bits a voxel
  for (std::size_t axis = 0; axis < 5; ++axis)
  {
    put(76 + 4 * axis, 1.0F); // spacing
  }
  put(108, 352.0F); // where the voxels begin
  std::memcpy(bytes.data() + 344, "n+1", 4);
  std::ofstream(path, std::ios::binary) << bytes;
}

/** A copy of the data set with another label map for case_2. */
void
WriteDatasetWithLabels(const fs::path & folder, const Volume & labels)
{
  fs::copy(PhantomWorkplace() / "Dataset001_Phantom", folder, fs::copy_options::recursive);
  WriteLabelMap(folder / "labelsTr/case_2.nii.gz", labels);
}

/** The folder of the bad files, in the workplace of all tests. */
const fs::path &
BadFolder()
{
  static const fs::path folder = [] {
    const fs::path bad = PhantomWorkplace() / "bad";
    const fs::path data = PhantomWorkplace() / "Dataset001_Phantom";
    fs::create_directories(bad / "out");
    Truncate(data / "imagesTr/case_1_0000.nii.gz", bad / "cut.nii.gz");
    WriteWithVoxel(bad / "nan.nii.gz", std::numeric_limits<float>::quiet_NaN());
    WriteWithVoxel(bad / "infinite.nii.gz", std::numeric_limits<float>::infinity());
    WriteFourDimensional(bad / "four.nii");
    fs::copy_file(bad / kModel, bad / "corrupt.safetensors");
    FlipByte(bad / "corrupt.safetensors", 100);
    Truncate(bad / kModel, bad / "cut.safetensors");
    std::ofstream(bad / "text.safetensors") << "this is no model, but it is long enough to have a header size";
    WriteJson(bad / "config.json", {{"optimizer", {{"learning_rat", 0.1}}}});

    const Phantom phantom = MakePhantom({18, 20, 22}, 2);
    Volume labels = MakePhantom({18, 20, 23}, 2).labels;
    WriteLabelMap(bad / "othersize.nii.gz", labels);
    WriteDatasetWithLabels(bad / "DatasetSize", labels);
    labels = phantom.labels;
    labels.geometry.spacingMm.x = 1.5;
    WriteDatasetWithLabels(bad / "DatasetSpacing", labels);
    labels = phantom.labels;
    labels.voxels[0][3][4][5] = 7;
    WriteDatasetWithLabels(bad / "DatasetLabel", labels);
    std::ofstream(bad / "plain") << "a regular file";
    return bad;
  }();
  return folder;
}

struct BadCase
{
  std::string name;
  std::vector<std::string> arguments; ///< outputs go to `out`
  int exitCode;
  std::vector<std::string> words; ///< that the message must hold: file, found, expected or remedy
};

void
PrintTo(const BadCase & badCase, std::ostream * stream)
{
  *stream << badCase.name;
}

std::vector<std::string>
Predict(const std::string & model, const std::string & image, const std::string & output = "out/label.nii.gz")
{
  return {"predict", "-m", model, "-i", image, "-o", output};
}

std::vector<std::string>
Preprocess(const std::string & dataset)
{
  return {"preprocess", "-d", dataset, "-p", "../plan/plans.json", "-c", "3d_fullres", "-o", "out"};
}

std::vector<std::string>
Train(std::vector<std::string> more)
{
  std::vector<std::string> arguments{"train", "-d",     "../Dataset001_Phantom", "-c", "3d_fullres", "-f", "0",
                                     "-o",    "out/run"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<BadCase>
BadCases()
{
  return {
      {"MissingImage", Predict(kModel, "nowhere.nii.gz"), 3, {"nowhere.nii.gz", "no such file"}},
      {"TruncatedImage", Predict(kModel, "cut.nii.gz"), 3, {"cut.nii.gz"}},
      {"NanInImage", Predict(kModel, "nan.nii.gz"), 3, {"nan.nii.gz", "1 ", "5, 4, 3"}},
      {"InfinityInImage", Predict(kModel, "infinite.nii.gz"), 3, {"infinite.nii.gz", "1 "}},
      {"FourDimensionalImage", Predict(kModel, "four.nii"), 3, {"four.nii", "4"}},
      {"TextAsImage", Predict(kModel, "plain"), 3, {"plain"}},
      {"TwoChannelsForAModelOfOne",
       {"predict", "-m", kModel, "-i", kImage, kImage, "-o", "out/label.nii.gz"},
       3,
       {"2", "1", "MRI"}},
      {"MissingModel", Predict("nowhere.safetensors", kImage), 4, {"nowhere.safetensors"}},
      {"CorruptedModel", Predict("corrupt.safetensors", kImage), 4, {"corrupt.safetensors"}},
      {"TruncatedModel", Predict("cut.safetensors", kImage), 4, {"cut.safetensors"}},
      {"TextAsModel", Predict("text.safetensors", kImage), 4, {"text.safetensors"}},
      {"PreprocessedCaseAsModel", Predict("../preprocessed/case_1.safetensors", kImage), 4, {"case_1.safetensors"}},
      {"FoldThatTheModelLacks",
       {"predict", "-m", kModel, "-i", kImage, "-o", "out/label.nii.gz", "-f", "3"},
       2,
       {"3", "0"}},
      {"UnknownDevice",
       {"predict", "-m", kModel, "-i", kImage, "-o", "out/label.nii.gz", "--device", "gpu"},
       2,
       {"device", "'gpu'", "cuda:N"}},
      {"DeviceThatCannotBeUsed",
       {"predict", "-m", kModel, "-i", kImage, "-o", "out/label.nii.gz", "--device", "cuda:99"},
       5,
       {"device cuda:99", "use"}},
      {"OutputBelowARegularFile", Predict(kModel, kImage, "plain/label.nii.gz"), 3, {"plain"}},
      {"OutputFolderBelowARegularFile", Predict(kModel, kImage, "plain/labels"), 3, {"plain"}},
      {"OutputOfUnknownFormat", {"convert", kImage, "out/image.xyz"}, 3, {"out/image.xyz", ".nii.gz"}},
      {"EvaluateOtherSize",
       {"evaluate", "-r", kReference, "-p", "othersize.nii.gz", "-o", "out/summary.json"},
       3,
       {"othersize.nii.gz", "case_1.nii.gz", "23", "21"}},
      {"MaskOfAnotherSize", Preprocess("DatasetSize"), 3, {"case_2.nii.gz", "23", "22"}},
      {"MaskOfAnotherSpacing", Preprocess("DatasetSpacing"), 3, {"case_2.nii.gz", "1.5"}},
      {"UndeclaredLabel", Preprocess("DatasetLabel"), 3, {"case_2.nii.gz", "7", "0, 1, 2"}},
      {"MissingDataset", Preprocess("nowhere"), 3, {"nowhere"}},
      {"UnknownConfiguration",
       {"preprocess", "-d", "../Dataset001_Phantom", "-p", "../plan/plans.json", "-c", "4d", "-o", "out"},
       4,
       {"4d", "3d_fullres"}},
      {"UnknownVerb", {"diagnose"}, 2, {"diagnose", "predict"}},
      {"NoVerb", {}, 2, {"predict"}},
      {"UnknownOption", {"doctor", "--fast"}, 2, {"--fast", "--threads"}},
      {"MissingOption", {"predict", "-m", kModel}, 2, {"--input"}},
      {"UnknownPlanner",
       {"plan", "-d", "../Dataset001_Phantom", "-o", "out/plan", "--planner", "huge"},
       2,
       {"huge", "resenc-l"}},
      {"UnknownKeyInConfig", Train({"--config", "config.json"}), 2, {"config.json", "learning_rat", "learning_rate"}},
      {"UnknownKeyInSet", Train({"--set", "epoch=3"}), 2, {"--set", "epoch", "epochs"}},
      {"UnknownKeyInPlanSet",
       Train({"-p", "../plan/plans.json", "--plan-set", "patch=3"}),
       2,
       {"--plan-set", "patch", "patch_size"}},
      {"WrongTypeInSet", Train({"--set", "epochs=many"}), 2, {"epochs", "many", "whole number"}},
      {"UnknownLoss",
       Train({"-p", "../plan/plans.json", "--preprocessed", "../preprocessed", "--set", "loss=dise"}),
       2,
       {"dise", "dice"}},
      {"FoldThatDoesNotExist",
       {"train", "-d", "../Dataset001_Phantom", "-c", "3d_fullres", "-f", "9", "-o", "out/run", "-p",
        "../plan/plans.json"},
       2,
       {"9", "4"}},
      {"ResumeOfNothing", Train({"--resume"}), 3, {"out/run", "checkpoint_latest"}},
      {"EmptyPolicyOfNoMeaning",
       {"evaluate", "-r", kReference, "-p", kReference, "--empty", "zero"},
       2,
       {"zero", "diagonal"}},
  };
}

/** Everything below a folder that a failed run must not leave: label maps, summaries, models, temporary files. */
std::vector<std::string>
OutputsIn(const fs::path & folder)
{
  std::vector<std::string> files;
  for (const auto & entry : fs::recursive_directory_iterator(folder))
  {
    const std::string name = entry.path().filename().string();
    const bool isSettings = name.ends_with(".json") && name != "summary.json" && name != "predict_options.json";
    if (entry.is_regular_file() && (!isSettings || name.find(".part-") != std::string::npos))
    {
      files.push_back(entry.path().string());
    }
  }
  return files;
}

class BadInput : public ::testing::TestWithParam<BadCase>
{};

TEST_P(BadInput, EndsWithItsExitCodeOneLineAndNoOutput)
{
  const fs::path & folder = BadFolder();
  fs::remove_all(folder / "out");
  fs::create_directories(folder / "out");
  const ProcessResult result = RunProgram(GetParam().arguments, folder);
  EXPECT_EQ(result.exitCode, GetParam().exitCode) << result.err;
  EXPECT_EQ(result.out, "");
  std::vector<std::string> lines = Lines(result.err);
  // A warning about the case without foreground, the device or a forecast may come before, from a run that got that
  // far.
  std::erase_if(lines, [](const std::string & line) {
    return line.starts_with("warning: ") || line.starts_with("training on ") || line.starts_with("device ") ||
           line.find(": memory forecast ") != std::string::npos;
  });
  ASSERT_EQ(lines.size(), 1u) << result.err;
  EXPECT_EQ(lines.front().rfind("voxtome: ", 0), 0u) << lines.front();
  for (const std::string & word : GetParam().words)
  {
    EXPECT_THAT(lines.front(), ::testing::HasSubstr(word));
  }
  if (GetParam().arguments.empty() || GetParam().arguments.front() != "preprocess")
  {
    EXPECT_THAT(OutputsIn(folder / "out"), ::testing::IsEmpty());
  }
  else
  {
    EXPECT_FALSE(fs::exists(folder / "out/case_2.safetensors"));
  }
}

INSTANTIATE_TEST_SUITE_P(Program, BadInput, ::testing::ValuesIn(BadCases()),
                         [](const auto & badCase) { return badCase.param.name; });

TEST(BadInputInAFolder, SpoilsOnlyItsOwnCase)
{
  const fs::path folder = BadFolder() / "mixed";
  fs::create_directories(folder / "images");
  fs::copy_file(BadFolder() / "cut.nii.gz", folder / "images/broken_0000.nii.gz");
  fs::copy_file(PhantomWorkplace() / "Dataset001_Phantom/imagesTr/case_1_0000.nii.gz",
                folder / "images/whole_0000.nii.gz");
  const ProcessResult result =
      RunProgram({"predict", "-m", "../../run/model.safetensors", "-i", "images", "-o", "labels"}, folder);
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, ::testing::AllOf(::testing::HasSubstr("1 of 2"), ::testing::HasSubstr("broken")));
  EXPECT_TRUE(fs::exists(folder / "labels/whole.nii.gz"));
  EXPECT_FALSE(fs::exists(folder / "labels/broken.nii.gz"));
}

} // namespace
} // namespace vox::testing
