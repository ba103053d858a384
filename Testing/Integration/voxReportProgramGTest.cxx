// SPDX-License-Identifier: Apache-2.0
// `voxtome report` from its command line; what stands in the pages is tested in Testing/Report.
#include "voxProcess.h"

#include "voxAtomicFile.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

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
