// SPDX-License-Identifier: Apache-2.0
#include "voxChangedVariable.h"
#include "voxProcess.h"

#include "voxAtomicFile.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxRequireXvfb.h"
#include "voxSegmentationFile.h"
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
using ::testing::UnorderedElementsAre;
namespace fs = std::filesystem;

Volume
OnUnitGrid(const at::Tensor & labels)
{
  ImageGeometry geometry;
  geometry.size = {labels.size(1), labels.size(2), labels.size(3)};
  return MakeVolume(labels, geometry);
}

/** Two boxes, and the same with the first one longer by two voxels and named otherwise in order. */
void
WriteCase(const fs::path & folder)
{
  const at::Tensor labels = at::zeros({1, 16, 20, 24}, at::kInt);
  labels.slice(1, 4, 12).slice(2, 4, 16).slice(3, 4, 10).fill_(1);
  labels.slice(1, 4, 12).slice(2, 4, 16).slice(3, 14, 20).fill_(2);
  const at::Tensor reference = at::zeros_like(labels);
  reference.slice(1, 4, 12).slice(2, 4, 16).slice(3, 2, 10).fill_(7);
  reference.slice(1, 4, 12).slice(2, 4, 16).slice(3, 14, 20).fill_(5);
  WriteSegmentation(folder / "label.seg.nrrd",
                    {{OnUnitGrid(labels)}, {{1, "left/lobe", {}, {}, 0}, {2, "right lobe", Rgb{1, 2, 3}, {}, 0}}});
  WriteSegmentation(folder / "reference.seg.nrrd",
                    {{OnUnitGrid(reference)}, {{7, "left/lobe", {}, {}, 0}, {5, "right lobe", {}, {}, 0}}});
}

std::vector<std::string>
FilesIn(const fs::path & folder)
{
  std::vector<std::string> names;
  for (const fs::directory_entry & entry : fs::directory_iterator(folder))
  {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

TEST(SurfaceProgram, WritesVolumesAndDistancesOfStructuresByName)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  const ProcessResult result = RunProgram({"surface", "label.seg.nrrd", "--reference", "reference.seg.nrrd", "-o",
                                           "out.vtp", "--table", "table.csv", "--reduction", "0"},
                                          folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const std::vector<std::string> lines = Lines(ReadTextFile(folder / "table.csv"));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], "structure,triangles,area_mm2,volume_ml,mean_abs_distance_mm,largest_abs_distance_mm");
  EXPECT_THAT(lines[1], HasSubstr("left/lobe,"));
  EXPECT_THAT(lines[1], HasSubstr(",0.576,")); // 8 x 12 x 6 voxels of 1 mm3
  EXPECT_THAT(lines[1], HasSubstr(",2.000")) << "the end that the reference has two voxels further on";
  EXPECT_THAT(lines[2], HasSubstr(",0.576,0.000,0.000"));
  EXPECT_THAT(ReadTextFile(folder / "out.vtp"), HasSubstr("Name=\"distance_mm\""));
}

/** Infinite distances would take all colors from the others. */
TEST(SurfaceProgram, AStructureWithoutVoxelsInTheReferenceHasNoDistances)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  Segmentation reference = ReadSegmentation(folder / "reference.seg.nrrd");
  const at::Tensor & voxels = reference.layers.front().voxels;
  voxels.masked_fill_(voxels == 7, 0);
  WriteSegmentation(folder / "reference.seg.nrrd", reference);
  const ProcessResult result = RunProgram(
      {"surface", "label.seg.nrrd", "--reference", "reference.seg.nrrd", "-o", "out.vtp", "--table", "table.csv"},
      folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("lacks structures, whose points get no distance: left/lobe"));
  EXPECT_THAT(ReadTextFile(folder / "table.csv"), AllOf(Not(HasSubstr("inf")), HasSubstr("right lobe,")));
}

TEST(SurfaceProgram, AFolderGetsAFileOfEachStructure)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  const ProcessResult result =
      RunProgram({"surface", "label.seg.nrrd", "-o", "out", "--format", ".ply", "--space", "ras"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(FilesIn(folder / "out"), UnorderedElementsAre("left_lobe.ply", "right_lobe.ply"));
  EXPECT_THAT(ReadTextFile(folder / "out" / "left_lobe.ply"), HasSubstr("comment SPACE=RAS"));
}

/** A ball of this value and radius in voxels; of a grid of 60 x 80 x 90. */
at::Tensor
Ball(double z, double y, double x, double radius, int value)
{
  const auto along = [](std::int64_t size, double center) { return (at::arange(size, at::kDouble) - center).square(); };
  const at::Tensor squared = along(60, z).view({60, 1, 1}) + along(80, y).view({1, 80, 1}) + along(90, x);
  return at::where(squared <= radius * radius, value, 0).to(at::kInt).unsqueeze(0);
}

/** Largest distances at points of both surfaces: one of them is the Hausdorff distance of the two structures, also
 * where one of them ends at the border of the grid. */
TEST(SurfaceProgram, DistancesAreThoseThatEvaluateMeasures)
{
  const TemporaryFolder folder;
  ImageGeometry geometry;
  geometry.size = {60, 80, 90};
  geometry.spacingMm = {2.5, 0.8, 1.1};
  fs::create_directories(folder / "a");
  fs::create_directories(folder / "b");
  const at::Tensor a = Ball(30, 40, 30, 12, 1) + Ball(2, 10, 80, 9, 2);
  const at::Tensor b = Ball(33, 36, 41, 10, 1) + Ball(40, 60, 70, 7, 2);
  WriteLabelMap(folder / "a/case.nii.gz", MakeVolume(a, geometry));
  WriteLabelMap(folder / "b/case.nii.gz", MakeVolume(b, geometry));
  const auto largest = [&](const char * labels, const char * reference) {
    const ProcessResult result = RunProgram({"surface", fmt::format("{}/case.nii.gz", labels), "--reference",
                                             fmt::format("{}/case.nii.gz", reference), "-o", "s.vtp", "--table",
                                             "t.csv", "--smoothing", "0", "--reduction", "0"},
                                            folder.Path());
    EXPECT_EQ(result.exitCode, 0) << result.err;
    std::vector<double> found;
    for (const std::string & line : Lines(ReadTextFile(folder / "t.csv")))
    {
      if (!found.empty() || line.starts_with("1,"))
      {
        found.push_back(std::stod(line.substr(line.rfind(',') + 1)));
      }
    }
    return found;
  };
  const std::vector<double> ofA = largest("a", "b");
  const std::vector<double> ofB = largest("b", "a");
  ASSERT_EQ(ofA.size(), 2u);
  ASSERT_EQ(ofB.size(), 2u);
  const ProcessResult result = RunProgram({"evaluate", "-r", "a", "-p", "b", "-o", "summary.json"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Json measures = ReadJson(folder / "summary.json")["metric_per_case"][0]["metrics"];
  EXPECT_NEAR(std::max(ofA[0], ofB[0]), measures["1"]["HD"].get<double>(), 6e-4) << "three digits are printed";
  EXPECT_NEAR(std::max(ofA[1], ofB[1]), measures["2"]["HD"].get<double>(), 6e-4);
  EXPECT_GT(measures["2"]["HD"].get<double>(), 60.0) << "far apart";
}

/** 1040 structures of one voxel each; in another file with names, also of 20 that are not there. */
void
WriteMany(const fs::path & folder)
{
  Segmentation many{{OnUnitGrid(at::arange(1, 1041, at::kInt).reshape({1, 8, 10, 13}))}, {}};
  Segmentation named = many;
  for (int value = 1; value <= 1060; ++value)
  {
    named.segments.push_back({value, fmt::format("structure {}", value), {}, {}, 0});
  }
  WriteLabelMap(folder / "many.nii.gz", many.layers.front());
  WriteSegmentation(folder / "named.seg.nrrd", named);
}

TEST(SurfaceProgram, AThousandStructuresMakeAThousandSurfacesAndShortLines)
{
  const TemporaryFolder folder;
  WriteMany(folder.Path());
  const ProcessResult result = RunProgram({"surface", "named.seg.nrrd", "-o", "many.stl"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(Lines(result.out).size(), 1042u) << "a heading of two lines";
  EXPECT_THAT(result.err, HasSubstr("without voxels, and so without a surface: structure 1041, structure 1042"));
  EXPECT_THAT(result.err, HasSubstr("structure 1048 and 12 more\n"));
  const ProcessResult refused =
      RunProgram({"surface", "many.nii.gz", "-o", "a.stl", "--structures", "heart"}, folder.Path());
  EXPECT_EQ(refused.exitCode, 3);
  EXPECT_THAT(refused.err, HasSubstr("expected one of 1, 2, 3, 4, 5, 6, 7, 8 and 1032 more\n"));
}

TEST(SurfaceProgram, AThousandStructuresAreDrawn)
{
  VOX_REQUIRE_XVFB();
  const TemporaryFolder folder;
  WriteMany(folder.Path());
  const ProcessResult result = RunProgram(
      {"render", "many.nii.gz", "many.nii.gz", "--surface", "--width", "400", "-o", "many.png"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const at::Tensor picture = ReadImage(folder / "many.png").voxels.to(at::kInt);
  EXPECT_GT((picture.amax(0) - picture.amin(0)).gt(60).sum().item<int>(), 10000) << "colors of structures";
}

TEST(SurfaceProgram, DistancesColorThePictureAndATurnIsAnAnimation)
{
  VOX_REQUIRE_XVFB();
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  const auto draw = [&](std::vector<std::string> options, const char * output) {
    options.insert(options.begin(), {"render", "label.seg.nrrd", "label.seg.nrrd"});
    options.insert(options.end(), {"--width", "400", "-o", output});
    const ProcessResult result = RunProgram(options, folder.Path());
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return result.exitCode == 0;
  };
  ASSERT_TRUE(draw({"--surface"}, "plain.png"));
  ASSERT_TRUE(draw({"--surface", "--reference", "reference.seg.nrrd", "--distance"}, "colored.png"));
  const at::Tensor plain = ReadImage(folder / "plain.png").voxels.to(at::kInt);
  const at::Tensor colored = ReadImage(folder / "colored.png").voxels.to(at::kInt);
  // The right lobe is (1, 2, 3), nearly black, which no distance is.
  const auto black = [](const at::Tensor & picture) { return picture.amax(0).lt(12).sum().item<int>(); };
  EXPECT_GT(black(plain), black(colored) + 2000);
  ASSERT_TRUE(draw({"--turntable"}, "turn.png"));
  const std::string turn = ReadTextFile(folder / "turn.png");
  EXPECT_THAT(turn, HasSubstr("acTL")) << "the chunk that makes an animation of a PNG";
}

TEST(SurfaceProgram, WithoutAnXServerItNamesThePackageThatIsMissing)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  const ChangedVariable noDisplay("DISPLAY");
  const ChangedVariable path("PATH", "/nonexistent");
  for (const char * kind : {"--surface", "--turntable"})
  {
    const ProcessResult result =
        RunProgram({"render", "label.seg.nrrd", "label.seg.nrrd", kind, "-o", "a.png"}, folder.Path());
    EXPECT_EQ(result.exitCode, 5) << result.err;
    EXPECT_THAT(result.err, HasSubstr("install the package xvfb"));
    EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
    EXPECT_FALSE(fs::exists(folder / "a.png"));
  }
}

TEST(SurfaceProgram, RefusesInOneLineAndWritesNothing)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  WriteSegmentation(folder / "empty.seg.nrrd",
                    {{OnUnitGrid(at::zeros({1, 4, 4, 4}, at::kInt))}, {{1, "liver", {}, {}, 0}}});
  struct Case
  {
    std::vector<std::string> arguments;
    int exitCode;
    std::string message;
  };
  const std::vector<Case> cases{
      {{"label.seg.nrrd", "-o", "a.fbx"}, 3, "a.fbx: its ending names no format of surfaces"},
      {{"label.seg.nrrd", "-o", "a.stl", "--structures", "heart"},
       3,
       "found no structure 'heart', expected one of left"},
      {{"empty.seg.nrrd", "-o", "a.stl"}, 3, "empty.seg.nrrd: found no voxels of a structure"},
      {{"missing.nii.gz", "-o", "a.stl"}, 3, "missing.nii.gz: no such file"},
      {{"label.seg.nrrd", "-o", "a.stl", "--smoothing", "2"}, 2, "smoothing: found 2, expected 0 to 1"},
      {{"label.seg.nrrd", "-o", "no/such/a.stl"}, 3, "no/such"}};
  const std::vector<std::string> before = FilesIn(folder.Path());
  for (const Case & refused : cases)
  {
    std::vector<std::string> arguments{"surface"};
    arguments.insert(arguments.end(), refused.arguments.begin(), refused.arguments.end());
    const ProcessResult result = RunProgram(arguments, folder.Path());
    EXPECT_EQ(result.exitCode, refused.exitCode) << result.err;
    EXPECT_THAT(result.err, HasSubstr(refused.message));
    EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
  }
  EXPECT_EQ(FilesIn(folder.Path()), before);
}

/** As in the archive of ./build.sh package. */
TEST(SurfaceProgram, WithoutItsPartSaysInOneLineWhatIsMissing)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  fs::create_directories(folder / "program/bin");
  fs::copy_file(VOX_PROGRAM, folder / "program/bin/voxtome");
  const ProcessResult result =
      RunProgram({"surface", "label.seg.nrrd", "-o", "surfaces.glb"}, folder.Path(), folder / "program/bin/voxtome");
  EXPECT_EQ(result.exitCode, 5);
  EXPECT_EQ(Lines(result.err).size(), 1U) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr((folder / "program/lib/voxtome/libvoxtome-surface.so").string()),
                                HasSubstr("needs VTK 9.1; use one made by cmake --install")));
  EXPECT_FALSE(fs::exists(folder / "surfaces.glb"));
}

} // namespace
} // namespace vox::testing
