// SPDX-License-Identifier: Apache-2.0
#include "voxNpy.h"
#include "voxPhantom.h"
#include "voxProcess.h"
#include "voxTemporaryFolder.h"

#include "voxAtomicFile.h"
#include "voxError.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <functional>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/** `reference`, `good` (the same) and `bad` (moved by two voxels) of three cases with labels 1 and 2, `probabilities`
 * of certainty in the reference, and what is wrong with other folders, by their names. */
class EvaluateProgram : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    for (const char * name : {"reference", "good", "bad", "some", "empty", "negative", "half", "probabilities"})
    {
      fs::create_directory(m_Folder.Path() / name);
    }
    for (int i = 1; i <= 3; ++i)
    {
      const std::string file = fmt::format("case_{}.nii.gz", i);
      Volume labels = MakePhantom({12, 14, 15}, static_cast<std::uint64_t>(i)).labels;
      WriteLabelMap(m_Folder.Path() / "reference" / file, labels);
      WriteLabelMap(m_Folder.Path() / "good" / file, labels);
      Volume certain = labels;
      certain.voxels = at::one_hot(labels.voxels[0].to(at::kLong), 3).permute({3, 0, 1, 2}).to(at::kFloat).contiguous();
      WriteImage(m_Folder.Path() / "probabilities" / file, certain);
      labels.voxels = labels.voxels.roll(i, 3).contiguous();
      WriteLabelMap(m_Folder.Path() / "bad" / file, labels);
    }
    fs::copy_file(m_Folder.Path() / "good/case_2.nii.gz", m_Folder.Path() / "some/case_2.nii.gz");
    fs::copy(m_Folder.Path() / "good", m_Folder.Path() / "strange");
    fs::copy_file(m_Folder.Path() / "good/case_2.nii.gz", m_Folder.Path() / "strange/stranger.nii.gz");
  }

  ProcessResult
  Run(std::vector<std::string> arguments) const
  {
    arguments.insert(arguments.begin(), {"evaluate", "-r", "reference"});
    return RunProgram(arguments, m_Folder.Path());
  }

  Json
  SummaryOf(std::vector<std::string> arguments) const
  {
    arguments.insert(arguments.end(), {"-o", "summary.json"});
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return ReadJson(m_Folder.Path() / "summary.json");
  }

  /** One line on stderr with these words, and nothing on stdout. */
  void
  ExpectRefused(const std::vector<std::string> & arguments, int exitCode, const std::vector<std::string> & words) const
  {
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.exitCode, exitCode) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    for (const std::string & word : words)
    {
      EXPECT_THAT(result.err, HasSubstr(word));
    }
  }

  TemporaryFolder m_Folder;
};

TEST_F(EvaluateProgram, ComparesTwoPredictionsOfTheSameCases)
{
  const ProcessResult result = Run({"-p", "good", "--compare", "bad", "-o", "summary.json"});
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("Compared with bad"), HasSubstr("difference")));
  const Json summary = ReadJson(m_Folder.Path() / "summary.json");
  const Json dice = summary["comparison"]["measures"]["1"]["Dice"];
  EXPECT_EQ(dice["n"], 3);
  EXPECT_EQ(dice["mean"], 1.0);
  EXPECT_GT(dice["difference"], 0.0);
  EXPECT_EQ(dice["p"], 0.25); // three differences of one sign
  EXPECT_EQ(summary["mean"]["1"]["Dice"], 1.0);
  const Json swapped = SummaryOf({"-p", "bad", "--compare", "good"})["comparison"]["measures"]["1"]["Dice"];
  EXPECT_EQ(swapped["difference"].get<double>(), -dice["difference"].get<double>());
}

TEST_F(EvaluateProgram, MeasuresSeveralCasesAtATimeAsOneAfterAnother)
{
  const Json one = SummaryOf({"-p", "bad"});
  EXPECT_EQ(SummaryOf({"-p", "bad", "--threads", "2"}), one);
  EXPECT_EQ(one["metric_per_case"].size(), 3U);
  // The first of them in the order of their names, whichever is read first.
  for (const char * const name : {"case_2", "case_3"})
  {
    Volume labels = ReadLabelMap(m_Folder.Path() / "bad" / fmt::format("{}.nii.gz", name));
    labels.voxels[0][0][0][0] = 7;
    WriteLabelMap(m_Folder.Path() / "bad" / fmt::format("{}.nii.gz", name), labels);
  }
  WriteTextFile(m_Folder.Path() / "dataset.json",
                R"({"channel_names": {"0": "MRI"}, "labels": {"background": 0, "a": 1, "b": 2},)"
                R"( "numTraining": 3, "file_ending": ".nii.gz"})");
  ExpectRefused({"-p", "bad", "--dataset", "dataset.json", "--threads", "2"}, 3, {"bad/case_2.nii.gz", "7"});
  WriteTextFile(m_Folder.Path() / "reference/case_3.nii.gz", "damaged");
  ExpectRefused({"-p", "bad", "--dataset", "dataset.json", "--threads", "2"}, 3, {"bad/case_2.nii.gz", "7"});
}

TEST_F(EvaluateProgram, CountsMissingPredictionsAsEmpty)
{
  ExpectRefused({"-p", "some"}, 3, {"case_1.nii.gz", "case_3.nii.gz", "--allow-missing"});
  const ProcessResult result = Run({"-p", "some", "--allow-missing", "-o", "summary.json"});
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("no prediction for case_1, case_3: counted as empty"));
  const Json summary = ReadJson(m_Folder.Path() / "summary.json");
  EXPECT_DOUBLE_EQ(summary["mean"]["1"]["Dice"].get<double>(), 1.0 / 3.0);
  EXPECT_EQ(summary["mean"]["1"]["HD95"], "inf");
  EXPECT_EQ(summary["metric_per_case"][0]["prediction_file"], "");
  EXPECT_EQ(SummaryOf({"-p", "some", "--only-predicted"})["mean"]["1"]["Dice"], 1.0);
}

TEST_F(EvaluateProgram, RefusesPredictionsWithoutReferenceInAnyCase)
{
  for (const char * option : {"--allow-missing", "--only-predicted"})
  {
    ExpectRefused({"-p", "strange", option}, 3, {"no reference", "stranger.nii.gz"});
  }
  ExpectRefused({"-p", "some", "--allow-missing", "--only-predicted"}, 2, {"--only-predicted"});
}

TEST_F(EvaluateProgram, RefusesFoldersWithoutLabelMaps)
{
  ExpectRefused({"-p", "empty", "--allow-missing"}, 3, {"empty: found no label maps", "case.nii.gz"});
  const ProcessResult result = RunProgram({"evaluate", "-r", "empty", "-p", "good"}, m_Folder.Path());
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, HasSubstr("empty: found no label maps"));
}

TEST_F(EvaluateProgram, RefusesNegativeAndFractionalLabels)
{
  Volume labels = ReadLabelMap(m_Folder.Path() / "good/case_2.nii.gz");
  labels.voxels[0][1][2][3] = -4;
  WriteLabelMap(m_Folder.Path() / "negative/case_2.nii.gz", labels);
  for (const std::vector<std::string> & named : {std::vector<std::string>{}, {"--labels", "1"}})
  {
    std::vector<std::string> arguments{"-p", "negative", "--only-predicted"};
    arguments.insert(arguments.end(), named.begin(), named.end());
    ExpectRefused(arguments, 3, {"negative/case_2.nii.gz", "1 voxels", "-4", "0 or more"});
  }
  Volume image{labels.voxels.to(at::kFloat), labels.geometry};
  image.voxels[0][1][2][3] = 1.5F;
  WriteImage(m_Folder.Path() / "half/case_2.nii.gz", image);
  ExpectRefused({"-p", "half", "--only-predicted"}, 3, {"half/case_2.nii.gz", "1.5"});
}

TEST_F(EvaluateProgram, MeasuresLesionsOneByOne)
{
  const Json summary = SummaryOf({"-p", "good", "--lesions", "--lesion-minimum", "1"});
  EXPECT_EQ(summary["mean"]["2"]["lesion_F1"], 1.0);
  EXPECT_EQ(summary["mean"]["2"]["lesion_HD95"], 0.0);
  EXPECT_EQ(summary["definitions"]["options"]["lesions"]["minimum_mm3"], 1.0);
  EXPECT_FALSE(SummaryOf({"-p", "good"})["mean"]["2"].contains("lesion_F1"));
  ExpectRefused({"-p", "good", "--lesions", "--lesion-iou", "1.5"}, 2, {"iou_threshold: found 1.5"});
  ExpectRefused({"-p", "good", "--lesion-iou", "0.5"}, 2, {"--lesions"});
}

TEST_F(EvaluateProgram, MeasuresCalibrationFromProbabilities)
{
  const Json summary = SummaryOf({"-p", "good", "--probabilities", "probabilities", "--bins", "10"});
  EXPECT_EQ(summary["calibration"]["mean"]["Brier"], 0.0);
  EXPECT_EQ(summary["mean"]["1"]["ECE"], 0.0);
  EXPECT_EQ(summary["definitions"]["options"]["calibration"]["bins"], 10);
  EXPECT_EQ(summary["calibration"]["counts"]["Brier"]["finite"], 3);
}

/** Class probabilities as nnU-Net keeps them: no geometry, and a label map of the same name beside. */
void
WriteArchive(const fs::path & file, const at::Tensor & values)
{
  const at::Tensor packed = values.contiguous();
  const std::string header =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", fmt::join(packed.sizes(), ", "));
  WriteTextFile(
      file, NpzBytes("probabilities", header, {static_cast<const char *>(packed.const_data_ptr()), packed.nbytes()}));
}

TEST_F(EvaluateProgram, ReadsProbabilitiesThatNnunetSaved)
{
  fs::create_directory(m_Folder.Path() / "archives");
  for (const char * name : {"case_1", "case_2", "case_3"})
  {
    const std::string image = name + std::string(".nii.gz");
    const auto file = m_Folder.Path() / "probabilities" / image;
    WriteArchive(m_Folder.Path() / "archives" / (name + std::string(".npz")),
                 ReadCaseImage(std::array{file}, 3).voxels * 0.7 + 0.1);
    fs::copy_file(m_Folder.Path() / "reference" / image, m_Folder.Path() / "archives" / image);
  }
  const Json summary = SummaryOf({"-p", "archives", "--probabilities", "archives"});
  EXPECT_NEAR(summary["calibration"]["mean"]["Brier"].get<double>(), 0.2 * 0.2 + 0.1 * 0.1 + 0.1 * 0.1, 1e-6);
  EXPECT_NEAR(summary["calibration"]["mean"]["ECE"].get<double>(), 0.2, 1e-6);

  WriteArchive(m_Folder.Path() / "archives/case_2.npz", at::full({3, 12, 14, 14}, 1.0 / 3.0));
  ExpectRefused({"-p", "archives", "--probabilities", "archives"}, 3,
                {"archives/case_2.npz", "[3, 12, 14, 14]", "[channels, 12, 14, 15]"});
  WriteTextFile(m_Folder.Path() / "archives/case_2.npz", "PK");
  ExpectRefused({"-p", "archives", "--probabilities", "archives"}, 3, {"archives/case_2.npz", "cut off"});
}

TEST_F(EvaluateProgram, ComparesTheCalibrationOfTwoPredictions)
{
  fs::copy(m_Folder.Path() / "probabilities", m_Folder.Path() / "unsure");
  for (const char * name : {"case_1", "case_2", "case_3"})
  {
    const fs::path file = m_Folder.Path() / "unsure" / (name + std::string(".nii.gz"));
    Volume values = ReadCaseImage(std::array{file}, 3);
    values.voxels = values.voxels * 0.7 + 0.1;
    WriteImage(file, values);
  }
  const Json both = SummaryOf({"-p", "good", "--probabilities", "probabilities", "--compare", "bad",
                               "--compare-probabilities", "unsure"})["comparison"];
  EXPECT_NEAR(both["calibration"]["ECE"]["difference"].get<double>(), -0.2, 1e-6);
  EXPECT_NEAR(both["measures"]["1"]["Brier"]["mean_compared"].get<double>(), 0.1 * 0.1, 0.01);
  EXPECT_EQ(both["calibration"]["Brier"]["n"], 3);
  const Json one = SummaryOf({"-p", "good", "--probabilities", "probabilities", "--compare", "bad"})["comparison"];
  EXPECT_FALSE(one.contains("calibration"));
  EXPECT_FALSE(one["measures"]["1"].contains("Brier"));
  ExpectRefused({"-p", "good", "--compare", "bad", "--compare-probabilities", "unsure"}, 2, {"--probabilities"});
}

TEST_F(EvaluateProgram, MeasuresCenterlines)
{
  const Json summary = SummaryOf({"-p", "good", "--cldice"});
  EXPECT_EQ(summary["mean"]["1"]["clDice"], 1.0);
  EXPECT_EQ(summary["definitions"]["options"]["cldice"], true);
  EXPECT_LT(SummaryOf({"-p", "bad", "--cldice", "--no-distances"})["mean"]["1"]["clDice"], 1.0);
  EXPECT_FALSE(SummaryOf({"-p", "good"})["mean"]["1"].contains("clDice"));
}

TEST_F(EvaluateProgram, ShowsTheIntervalOfAllStructures)
{
  const Json summary = SummaryOf({"-p", "bad"});
  const double mean = summary["foreground_mean"]["Dice"];
  EXPECT_LT(summary["foreground_interval_95"]["Dice"][0], mean);
  EXPECT_GT(summary["foreground_interval_95"]["Dice"][1], mean);
}

TEST_F(EvaluateProgram, RefusesMapsThatDoNotMatch)
{
  const auto change = [&](const std::string & folder, const std::function<void(Volume &)> & edit) {
    fs::create_directory(m_Folder.Path() / folder);
    Volume labels = ReadLabelMap(m_Folder.Path() / "good/case_2.nii.gz");
    edit(labels);
    WriteLabelMap(m_Folder.Path() / folder / "case_2.nii.gz", labels);
  };
  change("small", [](Volume & labels) { labels = Crop(labels, {{0, 0, 0}, {12, 14, 9}}); });
  change("coarse", [](Volume & labels) { labels.geometry.spacingMm.y *= 2.0; });
  change("more", [](Volume & labels) { labels.voxels[0][1][2][3] = 7; });
  ExpectRefused({"-p", "small", "--only-predicted"}, 3,
                {"small/case_2.nii.gz", "reference/case_2.nii.gz", "9x14x12", "15x14x12"});
  ExpectRefused({"-p", "coarse", "--only-predicted"}, 3,
                {"coarse/case_2.nii.gz", "reference/case_2.nii.gz", "spacing"});
  WriteTextFile(m_Folder.Path() / "dataset.json",
                R"({"labels": {"background": 0, "a": 1, "b": 2}, "channel_names": {"0": "MR"}, "numTraining": 3,
                    "file_ending": ".nii.gz"})");
  ExpectRefused({"-p", "more", "--only-predicted", "--dataset", "dataset.json"}, 3,
                {"more/case_2.nii.gz", "7", "0, 1, 2"});
}

TEST_F(EvaluateProgram, RefusesProbabilitiesThatAreNone)
{
  const fs::path file = m_Folder.Path() / "probabilities/case_2.nii.gz";
  Volume values = ReadCaseImage(std::array{file}, 3);
  values.voxels[1][2][3][4] = 1.25F;
  WriteImage(file, values);
  ExpectRefused({"-p", "good", "--probabilities", "probabilities"}, 3,
                {"probabilities/case_2.nii.gz", "1.25 in channel 1", "(4, 3, 2)"});
  fs::remove(file);
  ExpectRefused({"-p", "good", "--probabilities", "probabilities"}, 3, {"no probabilities for case_2"});
  ExpectRefused({"-p", "good", "--probabilities", "nowhere"}, 3, {"nowhere", "no such file"});
}

TEST_F(EvaluateProgram, WritesTheConfusionMatrixOfAllCases)
{
  const Json summary = SummaryOf({"-p", "good", "--confusion", "confusion.csv"});
  const Json voxels = summary["confusion"]["voxels"];
  EXPECT_EQ(voxels[0][1], 0);
  EXPECT_EQ(voxels[0][0].get<int>() + voxels[1][1].get<int>() + voxels[2][2].get<int>(), 3 * 12 * 14 * 15);
  EXPECT_THAT(ReadTextFile(m_Folder.Path() / "confusion.csv"),
              AllOf(HasSubstr("reference,name,0,1,2\n0,background,"), HasSubstr("\n2,label 2,0,0,")));
}

TEST_F(EvaluateProgram, RefusesAnotherPredictionOfOtherCases)
{
  ExpectRefused({"-p", "good", "--compare", "some", "--only-predicted"}, 3, {"--compare some", "case_2", "case_1"});
  ExpectRefused({"-p", "good", "--compare", "nowhere"}, 3, {"nowhere", "no such file"});
}

TEST_F(EvaluateProgram, ListsItsMeasures)
{
  const ProcessResult result = RunProgram({"inspect", "metrics"}, m_Folder.Path());
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("2 TP / (2 TP + FP + FN)"), HasSubstr("10.1109/CVPR.2019.00963"),
                                HasSubstr("nsd_tolerance_mm")));
}

} // namespace
} // namespace vox::testing
