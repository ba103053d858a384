// SPDX-License-Identifier: Apache-2.0
#include "voxLabelRow.h"
#include "voxProcess.h"
#include "voxTemporaryFolder.h"

#include "voxAtomicFile.h"
#include "voxLabelTable.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxWriteVolume.h"

#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;

std::vector<int>
RowOf(const Volume & labels)
{
  const int * values = labels.voxels.data_ptr<int>();
  return {values, values + labels.voxels.numel()};
}

/** Names of a few values, as a program for another purpose would number them. */
std::filesystem::path
ColorTable(const TemporaryFolder & folder)
{
  WriteTextFile(folder / "names.ctbl", "# Color table file\n5 liver 221 130 101 255\n8 left_kidney 0 255 16 255\n");
  return folder / "names.ctbl";
}

TEST(ConvertLabels, NamesAndColorsGoFromATableThroughEveryFormat)
{
  const TemporaryFolder folder;
  WriteLabelMap(folder / "a.nii.gz", LabelRow({0, 5, 8, 8}));
  ProcessResult result = RunProgram(
      {"convert", "a.nii.gz", "b.seg.nrrd", "--labels", "--label-table", ColorTable(folder).string()}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  std::string from = "b.seg.nrrd";
  for (const std::string to : {"c.nii.gz", "d.mha", "e.nii", "f.seg.nrrd"})
  {
    result = RunProgram({"convert", from, to, "--labels"}, folder.Path());
    ASSERT_EQ(result.exitCode, 0) << result.err;
    from = to;
  }
  const Segmentation found = ReadSegmentation(folder / "f.seg.nrrd");
  const std::vector<Segment> expected{{5, "liver", Rgb{221, 130, 101}, CodesOfStructure("liver"), 0},
                                      {8, "left_kidney", Rgb{0, 255, 16}, CodesOfStructure("kidney left"), 0}};
  EXPECT_EQ(found.segments, expected);
  EXPECT_EQ(RowOf(found.layers.front()), (std::vector<int>{0, 5, 8, 8}));
}

TEST(InspectLabels, NamesStandBesideVolumes)
{
  const TemporaryFolder folder;
  WriteLabelMap(folder / "a.nii.gz", LabelRow({0, 5, 5, 7}));
  for (const std::string file : {"b.seg.nrrd", "b.nii.gz", "b.mha"})
  {
    ProcessResult result = RunProgram(
        {"convert", "a.nii.gz", file, "--labels", "--label-table", ColorTable(folder).string()}, folder.Path());
    ASSERT_EQ(result.exitCode, 0) << result.err;
    result = RunProgram({"inspect", file, "--json"}, folder.Path());
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const Json found = ParseJson(Lines(result.out).back(), file);
    const Json & histogram = found.at("histogram");
    ASSERT_EQ(histogram.size(), 3U) << file;
    EXPECT_FALSE(histogram[0].contains("name")) << "background";
    EXPECT_EQ(histogram[1].at("name"), "liver") << file;
    EXPECT_EQ(histogram[1].at("voxels"), 2) << file;
    EXPECT_DOUBLE_EQ(histogram[1].at("ml").get<double>(), 0.002) << file;
    EXPECT_EQ(histogram[2].at("value"), 7) << "named by its number, as the table lacks it";
    EXPECT_FALSE(found.contains("without_voxels")) << file;
    result = RunProgram({"inspect", file}, folder.Path());
    EXPECT_THAT(result.out, HasSubstr("liver")) << file;
  }
}

TEST(InspectLabels, SegmentsWithoutAVoxelAreNamed)
{
  const TemporaryFolder folder;
  WriteSegmentation(folder / "a.nii.gz",
                    {{LabelRow({0, 1, 1, 0})}, {{1, "liver", {}, {}, 0}, {2, "tumor", {}, {}, 0}}});
  const ProcessResult result = RunProgram({"inspect", "a.nii.gz", "--json"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(ParseJson(Lines(result.out).back(), "stdout").at("without_voxels").dump(), R"(["tumor"])");
}

TEST(InspectLabels, SegmentsThatOverlapAreAllListed)
{
  const TemporaryFolder folder;
  WriteSegmentation(folder / "a.seg.nrrd", {{LabelRow({0, 1, 1, 0}), LabelRow({0, 0, 1, 0})},
                                            {{1, "liver", {}, {}, 0}, {1, "tumor", {}, {}, 1}}});
  const ProcessResult result = RunProgram({"inspect", "a.seg.nrrd", "--json"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Json segments = ParseJson(Lines(result.out).back(), "stdout").at("segments");
  ASSERT_EQ(segments.size(), 2U);
  EXPECT_EQ(segments[0].at("voxels"), 2);
  EXPECT_EQ(segments[1].at("name"), "tumor");
  EXPECT_EQ(segments[1].at("voxels"), 1);
}

TEST(ConvertLabels, ValuesFollowTheNamesOfAnotherTable)
{
  const TemporaryFolder folder;
  WriteLabelMap(folder / "a.mha", LabelRow({0, 5, 8, 9}));
  WriteTextFile(folder / "wanted.csv", "LabelValue,Name\n1,Left Kidney\n2,Liver\n");
  const ProcessResult result = RunProgram({"convert", "a.mha", "b.nii.gz", "--labels", "--label-table",
                                           ColorTable(folder).string(), "--map-to", "wanted.csv"},
                                          folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("wanted.csv: lacks 9, which become background"));
  EXPECT_EQ(RowOf(ReadLabelMap(folder / "b.nii.gz")), (std::vector<int>{0, 2, 1, 0}));
}

TEST(ConvertLabels, ATableOfOtherValuesIsRefused)
{
  const TemporaryFolder folder;
  WriteLabelMap(folder / "a.mha", LabelRow({0, 1, 2}));
  const ProcessResult result = RunProgram(
      {"convert", "a.mha", "b.nii", "--labels", "--label-table", ColorTable(folder).string()}, folder.Path());
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, HasSubstr("names none of the values of a.mha (1, 2)"));
  EXPECT_FALSE(std::filesystem::exists(folder / "b.nii"));
}

} // namespace
} // namespace vox::testing
