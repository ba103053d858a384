// SPDX-License-Identifier: Apache-2.0
// A data set with a defect in every case: all of them are told at once, and nothing is written.
#include "voxPhantom.h"
#include "voxProcess.h"

#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <limits>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

fs::path
ImageFile(const fs::path & dataset, int i)
{
  return dataset / ("imagesTr/case_" + std::to_string(i) + "_0000.nii.gz");
}

fs::path
LabelFile(const fs::path & dataset, int i)
{
  return dataset / ("labelsTr/case_" + std::to_string(i) + ".nii.gz");
}

/** Reads a label map, changes it and writes it back. */
template <typename TChange>
void
ChangeLabels(const fs::path & file, TChange && change)
{
  Volume labels = ReadLabelMap(file);
  change(labels);
  WriteLabelMap(file, labels);
}

/** The phantom data set with eight defects in its six cases and its dataset.json. */
void
WriteBrokenDataset(const fs::path & dataset)
{
  WritePhantomDataset(dataset);
  Volume image = ReadImage(ImageFile(dataset, 1));
  image.voxels[0][3][4][5] = std::numeric_limits<float>::quiet_NaN();
  WriteImage(ImageFile(dataset, 1), image);
  ChangeLabels(LabelFile(dataset, 1), [](Volume & labels) { labels.voxels[0][3][4][5] = 7; });
  fs::copy_file(LabelFile(dataset, 3), LabelFile(dataset, 2), fs::copy_options::overwrite_existing);
  fs::resize_file(ImageFile(dataset, 3), fs::file_size(ImageFile(dataset, 3)) / 2);
  fs::remove(LabelFile(dataset, 4));
  ChangeLabels(LabelFile(dataset, 5), [](Volume & labels) { labels.geometry.spacingMm.x = 1.5; });
  ChangeLabels(LabelFile(dataset, 6), [](Volume & labels) { labels.geometry.originLps[1] += 3.0; });
  Json description = ReadJson(dataset / "dataset.json");
  description["numTraining"] = 7;
  WriteJson(dataset / "dataset.json", description);
}

TEST(BadDataset, AllProblemsAreToldAtOnceAndNothingIsWritten)
{
  const TemporaryFolder folder;
  WriteBrokenDataset(folder / "Dataset002_Broken");
  const ProcessResult result = RunProgram({"plan", "-d", "Dataset002_Broken", "-o", "plan"}, folder.Path());
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(
      Lines(result.err),
      ElementsAre(HasSubstr("voxtome: Dataset002_Broken: 8 problems; correct the files or take out their cases:"),
                  AllOf(HasSubstr("dataset.json: numTraining is 7, found 6 training cases")),
                  AllOf(HasSubstr("  Dataset002_Broken/imagesTr/case_1_0000.nii.gz: "), HasSubstr("5, 4, 3")),
                  AllOf(HasSubstr("labelsTr/case_1.nii.gz: 1 voxels hold the label 7"), HasSubstr("0, 1, 2")),
                  AllOf(HasSubstr("case_2.nii.gz and "), HasSubstr("do not cover the same grid")),
                  HasSubstr("imagesTr/case_3_0000.nii.gz: "),
                  AllOf(HasSubstr("labelsTr/case_4.nii.gz: "), HasSubstr("no such file")),
                  AllOf(HasSubstr("case_5.nii.gz and "), HasSubstr("1.5")),
                  AllOf(HasSubstr("case_6.nii.gz and "), HasSubstr("origin"))));
  EXPECT_FALSE(fs::exists(folder / "plan") && !fs::is_empty(folder / "plan"));
}

TEST(BadDataset, TrainingWithoutAPlanTellsTheSame)
{
  const TemporaryFolder folder;
  WriteBrokenDataset(folder / "Dataset002_Broken");
  const ProcessResult result =
      RunProgram({"train", "-d", "Dataset002_Broken", "-c", "3d_fullres", "-f", "0", "-o", "run"}, folder.Path());
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("8 problems"), HasSubstr("case_4.nii.gz"), HasSubstr("origin")));
}

TEST(BadDataset, IsInspectedCaseByCase)
{
  const TemporaryFolder folder;
  WriteBrokenDataset(folder / "Dataset002_Broken");
  const auto problemsWith = [&](const std::vector<std::string> & more) {
    std::vector<std::string> arguments{"inspect", "Dataset002_Broken", "--json", "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = RunProgram(arguments, folder.Path());
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return ParseJson(Lines(result.out).back(), "result");
  };
  const Json whole = problemsWith({"--check"});
  EXPECT_EQ(whole.at("problems"), 6);
  EXPECT_THAT(whole.at("cases").at(0).at("problem").get<std::string>(),
              AllOf(HasSubstr("5, 4, 3"), HasSubstr("; "), HasSubstr("label 7")));
  const Json headers = problemsWith({});
  EXPECT_TRUE(headers.at("cases").at(0).at("problem").is_null()); // NaN and labels are not in headers
  EXPECT_EQ(headers.at("cases").at(3).at("problem"), "labelsTr/case_4.nii.gz is missing");
}

TEST(BadDataset, ALabelThatNeverOccursIsAWarning)
{
  const TemporaryFolder folder;
  const fs::path dataset = folder / "Dataset003_Rare";
  WritePhantomDataset(dataset);
  Json description = ReadJson(dataset / "dataset.json");
  description["labels"]["lesion"] = 3;
  WriteJson(dataset / "dataset.json", description);
  const ProcessResult result = RunProgram({"plan", "-d", "Dataset003_Rare", "-o", "plan", "--quiet"}, folder.Path());
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(Lines(result.err), ElementsAre(HasSubstr("Dataset003_Rare: label 3 (lesion) occurs in none of the 6 "
                                                       "training cases")));
  EXPECT_TRUE(fs::exists(folder / "plan/plans.json"));
}

TEST(PlanOptions, SpacingAndNameReachThePlan)
{
  const TemporaryFolder folder;
  WritePhantomDataset(folder / "Dataset001_Phantom");
  ASSERT_EQ(RunProgram({"plan", "-d", "Dataset001_Phantom", "-o", "plan", "--overwrite-target-spacing", "1.1", "1.4",
                        "0.9", "--plans-name", "finer"},
                       folder.Path())
                .exitCode,
            0);
  const Json plan = ReadJson(folder / "plan/plans.json");
  EXPECT_EQ(plan.at("plans_name"), "finer");
  EXPECT_EQ(plan.at("transpose_forward"), Json({1, 0, 2}));
  EXPECT_EQ(plan.at("configurations").at("3d_fullres").at("spacing"), Json({1.4, 1.1, 0.9}));
  const ProcessResult two = RunProgram(
      {"plan", "-d", "Dataset001_Phantom", "-o", "other", "--overwrite-target-spacing", "1", "2"}, folder.Path());
  EXPECT_EQ(two.exitCode, 2) << two.err;
  EXPECT_THAT(two.err, HasSubstr("--overwrite-target-spacing"));
}

} // namespace
} // namespace vox::testing
