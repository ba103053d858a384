// SPDX-License-Identifier: Apache-2.0
// `voxtome report` from its command line; what stands in the pages is tested in Testing/Report.
#include "voxProcess.h"

#include "voxAtomicFile.h"
#include "voxBase64.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
namespace fs = std::filesystem;

/** An image, a segmentation and a reference that lies a voxel beside it, in one folder each. */
void
WriteCase(const fs::path & folder, const std::string & name)
{
  ImageGeometry geometry;
  geometry.size = {16, 20, 24};
  const at::Tensor labels = at::zeros({1, 16, 20, 24}, at::kInt);
  labels.slice(1, 4, 12).slice(2, 4, 16).slice(3, 4, 12).fill_(1);
  for (const char * part : {"images", "prediction", "reference"})
  {
    fs::create_directories(folder / part);
  }
  const at::Tensor image = at::arange(16 * 20 * 24, at::kFloat).view({1, 16, 20, 24}).remainder(100);
  WriteImage(folder / "images" / (name + ".nii.gz"), MakeVolume(image, geometry));
  WriteLabelMap(folder / "prediction" / (name + ".nii.gz"), MakeVolume(labels, geometry));
  WriteLabelMap(folder / "reference" / (name + ".nii.gz"), MakeVolume(labels.roll(1, 3), geometry));
}

void
Evaluate(const fs::path & folder)
{
  const ProcessResult result =
      RunProgram({"evaluate", "-r", "reference", "-p", "prediction", "-o", "summary.json"}, folder);
  ASSERT_EQ(result.exitCode, 0) << result.err;
}

TEST(ReportProgram, AnEvaluationShowsItsCasesWithTheirImages)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path(), "<script>alert(1)<");
  WriteCase(folder.Path(), "case_2");
  Evaluate(folder.Path());
  const ProcessResult result =
      RunProgram({"report", "summary.json", "--images", "images", "--no-surfaces", "-o", "report.html"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const std::string html = ReadTextFile(folder / "report.html");
  EXPECT_THAT(html, AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("Worst cases"), HasSubstr("data:image/png;base64,"),
                          Not(HasSubstr("<script>alert")), Not(HasSubstr(folder.Path().string())),
                          Not(HasSubstr("There are no pictures"))));
}

TEST(ReportProgram, WhatIsMissingIsSaidInThePage)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path(), "case_1");
  Evaluate(folder.Path());
  fs::remove(folder / "prediction/case_1.nii.gz");
  const ProcessResult result = RunProgram({"report", "summary.json", "-o", "report.html"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(ReadTextFile(folder / "report.html"),
              HasSubstr("There are no pictures: case_1.nii.gz is not where the evaluation found it."));
}

std::string
PageOf(const fs::path & folder, std::vector<std::string> arguments)
{
  arguments.insert(arguments.begin(), "report");
  arguments.insert(arguments.end(), {"--no-surfaces", "-o", "page.html"});
  const ProcessResult result = RunProgram(arguments, folder);
  EXPECT_EQ(result.exitCode, 0) << result.err;
  return result.exitCode == 0 ? ReadTextFile(folder / "page.html") : "";
}

TEST(ReportProgram, ACaseIsMeasuredForItsReader)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path(), "case_1");
  const std::string html =
      PageOf(folder.Path(), {"images/case_1.nii.gz", "prediction/case_1.nii.gz", "reference/case_1.nii.gz"});
  EXPECT_THAT(html, AllOf(HasSubstr("Not a medical device"), HasSubstr("0.768"), // 8 x 12 x 8 voxels of 1 mm3, in ml
                          HasSubstr("Difference of labels and reference")));
}

TEST(ReportProgram, ADataSetIsSurveyed)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path(), "a");
  WriteCase(folder.Path(), "b");
  fs::create_directories(folder / "set/imagesTr");
  fs::create_directories(folder / "set/labelsTr");
  for (const char * name : {"a", "b"})
  {
    fs::rename(folder / "images" / fmt::format("{}.nii.gz", name),
               folder / "set/imagesTr" / fmt::format("{}_0000.nii.gz", name));
    fs::rename(folder / "reference" / fmt::format("{}.nii.gz", name),
               folder / "set/labelsTr" / fmt::format("{}.nii.gz", name));
  }
  WriteTextFile(folder / "set/dataset.json",
                R"({"channel_names": {"0": "MRI"}, "labels": {"background": 0, "nidus": 1}, "numTraining": 2,)"
                R"( "file_ending": ".nii.gz"})");
  const std::string html = PageOf(folder.Path(), {"set"});
  EXPECT_THAT(html, AllOf(HasSubstr("nidus"), HasSubstr("24 x 20 x 16"), HasSubstr("0.768")));
}

TEST(ReportProgram, ModelsAreComparedCaseByCase)
{
  const TemporaryFolder folder;
  for (const char * name : {"a", "b", "c"})
  {
    WriteCase(folder.Path(), name);
  }
  for (const auto & [model, prediction] : {std::pair{"exact", "reference"}, {"shifted", "prediction"}})
  {
    const ProcessResult result = RunProgram(
        {"evaluate", "-r", "reference", "-p", prediction, "-o", fmt::format("{}.json", model)}, folder.Path());
    ASSERT_EQ(result.exitCode, 0) << result.err;
  }
  const std::string html = PageOf(folder.Path(), {"shifted.json", "exact.json", "--models", "shifted", "exact"});
  EXPECT_THAT(html, AllOf(HasSubstr("exact"), HasSubstr("Wilcoxon"), HasSubstr("0.125"))) // Dice 1 beside 0.875
      << "paired difference";
}

TEST(ReportProgram, ATrainingShowsItsCurvesAndOptions)
{
  const TemporaryFolder folder;
  fs::create_directory(folder / "run");
  WriteJson(folder / "run/options.json", {{"options", {{"training", {{"epochs", 8}, {"seed", 4711}}}}}});
  std::string log;
  for (const double loss : {0.9, 0.3, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6})
  {
    log +=
        Json{{"epoch", std::ranges::count(log, '\n')}, {"training_loss", 0.5}, {"validation_loss", loss}}.dump() + "\n";
  }
  WriteTextFile(folder / "run/log.jsonl", log);
  EXPECT_THAT(PageOf(folder.Path(), {"run"}),
              AllOf(HasSubstr("curve of the losses"), HasSubstr("4711"), HasSubstr("lowest in epoch 2")));
}

TEST(ReportProgram, APageIsPrintedWhereABrowserIs)
{
  if (std::system("(command -v chromium || command -v chromium-browser || command -v google-chrome) >/dev/null 2>&1") !=
      0)
  {
    GTEST_SKIP() << "needs the package chromium";
  }
  const TemporaryFolder folder;
  WriteCase(folder.Path(), "case_1");
  const ProcessResult result = RunProgram(
      {"report", "images/case_1.nii.gz", "prediction/case_1.nii.gz", "--no-surfaces", "-o", "page.pdf"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(ReadTextFile(folder / "page.pdf"), StartsWith("%PDF"));
  EXPECT_FALSE(fs::exists(folder / "page.html"));
}

/** Three channels are one picture in its colors, not a slice of a patient. */
TEST(ReportProgram, PhotographsKeepTheirColors)
{
  const TemporaryFolder folder;
  const at::Tensor red = at::zeros({3, 1, 40, 50}, at::kByte);
  red[0].fill_(200);
  WritePicture(folder / "photo.png", red);
  ImageGeometry plane;
  plane.size = {1, 40, 50};
  const at::Tensor mask = at::zeros({1, 1, 40, 50}, at::kInt);
  mask.slice(2, 10, 20).slice(3, 10, 20).fill_(1);
  WriteLabelMap(folder / "mask.png", MakeVolume(mask, plane));
  const std::string html = PageOf(folder.Path(), {"photo.png", "mask.png"});
  constexpr std::string_view begin = "data:image/png;base64,";
  const std::size_t at = html.find(begin);
  ASSERT_NE(at, std::string::npos);
  const std::size_t from = at + begin.size();
  WriteTextFile(folder / "shown.png", FromBase64(html.substr(from, html.find('"', from) - from)));
  const at::Tensor shown = ReadImage(folder / "shown.png").voxels;
  const at::Tensor isRed = shown[0].gt(190) & shown[1].lt(10) & shown[2].lt(10);
  EXPECT_GT(isRed.sum().item<int>(), 50000);
  EXPECT_THAT(html, Not(HasSubstr("<canvas")));
}

TEST(ReportProgram, RefusesInOneLine)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path(), "case_1");
  WriteTextFile(folder / "other.json", "{}");
  fs::create_directory(folder / "empty");
  const auto refused = [&](std::vector<std::string> arguments, int code, const char * why) {
    arguments.insert(arguments.begin(), "report");
    const ProcessResult result = RunProgram(arguments, folder.Path());
    EXPECT_EQ(result.exitCode, code) << result.err;
    EXPECT_THAT(result.err, AllOf(StartsWith("voxtome: "), HasSubstr(why)));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_FALSE(fs::exists(folder / "page.html"));
  };
  refused({"nowhere", "-o", "page.html"}, 3, "nowhere: found nothing there");
  refused({"empty", "-o", "page.html"}, 3, "empty: found nothing to report on");
  refused({"other.json", "-o", "page.html"}, 3, "other.json: found no cases");
  refused({"other.json", "-o", "page.txt"}, 2, "page.txt: its ending names no page");
  refused({"other.json", "-o", "absent/page.html"}, 3, "absent");
  refused({"images/case_1.nii.gz", "--kind", "case", "-o", "page.html"}, 2, "found 1 sources");
  refused({"images/case_1.nii.gz", "other.json", "-o", "page.html"}, 3, "other.json");
}

} // namespace
} // namespace vox::testing
