// SPDX-License-Identifier: Apache-2.0
#include "voxProcess.h"
#include "voxShapes.h"
#include "voxTemporaryFolder.h"

#include "voxAtomicFile.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/** A large and a small bright ball on dark ground, noisy, far from the world's origin. */
Volume
TwoBalls()
{
  Volume image =
      Noisy(Sampled({10, 30, 40}, {2.0, 1.0, 1.0},
                    [](Zyx<double> at) {
                      return Distance(at, {9, 14, 12}) < 7.0 || Distance(at, {9, 14, 30}) < 4.0 ? 200.0 : 50.0;
                    }),
            5.0, 71);
  image.geometry.originLps = {10.0, -20.0, 300.0};
  return image;
}

/** `image.nii.gz` of two balls, and in `cases` three images, of which `flat` is constant. */
class SegmentProgram : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    fs::create_directory(m_Folder / "cases");
    WriteImage(m_Folder / "image.nii.gz", TwoBalls());
    for (const char * name : {"one", "two"})
    {
      WriteImage(m_Folder / "cases" / (name + std::string(".nrrd")), TwoBalls());
    }
    WriteImage(m_Folder / "cases/flat.nii.gz", Sampled({2, 3, 4}, {1, 1, 1}, [](Zyx<double>) { return 7.0; }));
  }

  ProcessResult
  Run(std::vector<std::string> arguments) const
  {
    arguments.insert(arguments.begin(), "segment");
    return RunProgram(arguments, m_Folder.Path());
  }

  void
  ExpectDone(const std::vector<std::string> & arguments) const
  {
    const ProcessResult result = Run(arguments);
    ASSERT_EQ(result.exitCode, 0) << result.err;
  }

  /** One line on stderr with these words, nothing on stdout, and no file more. */
  void
  ExpectRefused(const std::vector<std::string> & arguments, int exitCode, const std::vector<std::string> & words) const
  {
    const auto entries = m_Folder.EntryCount();
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.exitCode, exitCode) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(Lines(result.err).size(), 1U) << result.err;
    for (const std::string & word : words)
    {
      EXPECT_THAT(result.err, HasSubstr(word));
    }
    EXPECT_EQ(m_Folder.EntryCount(), entries) << result.err;
  }

  TemporaryFolder m_Folder;
};

TEST_F(SegmentProgram, WritesLabelsInstancesPanopticMapAndObjects)
{
  ExpectDone({"--method", "otsu", "-i", "image.nii.gz", "-o", "labels.nii.gz", "--instances", "instances.nii.gz",
              "--panoptic", "panoptic.nii.gz", "--objects", "objects.csv", "--minimum-size", "20"});
  const Volume image = ReadImage(m_Folder / "image.nii.gz");
  const Volume labels = ReadLabelMap(m_Folder / "labels.nii.gz");
  const Volume instances = ReadLabelMap(m_Folder / "instances.nii.gz");
  EXPECT_LE(CornerDistanceVoxels(labels.geometry, image.geometry), 1e-3);
  EXPECT_TRUE(labels.voxels.equal(image.voxels.gt(125.0F).to(at::kInt)));
  EXPECT_TRUE(instances.voxels.gt(0).equal(labels.voxels.gt(0)));
  EXPECT_TRUE(ReadLabelMap(m_Folder / "panoptic.nii.gz").voxels.equal(labels.voxels * 1000 + instances.voxels));

  const std::vector<std::string> table = Lines(ReadTextFile(m_Folder / "objects.csv"));
  ASSERT_EQ(table.size(), 3U);
  EXPECT_THAT(table[1], HasSubstr(fmt::format("image,1,1,{},{},mm3,", Count(instances, 1), 2 * Count(instances, 1))));
  EXPECT_THAT(table[2], HasSubstr("image,2,1,"));
  const Json manifest = ReadJson(m_Folder / "labels_segment_options.json");
  EXPECT_EQ(manifest["options"]["options"]["bins"], 256) << "defaults are resolved";
  EXPECT_EQ(manifest["options"]["object"]["minimum_size"], 20.0);
}

TEST_F(SegmentProgram, TellsProgramsWhatItFound)
{
  ExpectDone({"--method", "k-means", "-i", "image.nii.gz", "-o", "labels.nii.gz", "--set", "classes=2",
              "foreground=darker", "--objects", "objects.json"});
  const Json objects = ReadJson(m_Folder / "objects.json");
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0]["count"], 1) << "the ground";
  const ProcessResult result = Run({"--method", "otsu", "-i", "image.nii.gz", "-o", "again.nii.gz", "--json"});
  const Json last = ParseJson(Lines(result.out).back(), "stdout");
  EXPECT_EQ(last["event"], "result");
  EXPECT_GT(last["cases"][0]["found"]["thresholds"][0], 60.0);
  EXPECT_EQ(last["cases"][0]["output"], "again.nii.gz");
}

TEST_F(SegmentProgram, SegmentsPicturesInColorThatEvaluateMeasures)
{
  at::Tensor rgb = at::zeros({3, 1, 40, 50}, at::kByte);
  rgb.slice(2, 10, 30).slice(3, 20, 45).copy_(at::tensor({250, 20, 30}, at::kByte).view({3, 1, 1, 1}));
  WritePicture(m_Folder / "picture.png", rgb);
  ExpectDone({"--method", "otsu", "-i", "picture.png", "-o", "labels.png", "--objects", "objects.csv"});
  EXPECT_THAT(Lines(ReadTextFile(m_Folder / "objects.csv")).at(1),
              HasSubstr("picture,1,1,500,500,mm2,32,19.5,0,0,10,20,1,30,45"));
  WriteLabelMap(m_Folder / "reference.png",
                MakeVolume(rgb[0].gt(0).to(at::kInt).unsqueeze(0), ReadImage(m_Folder / "picture.png").geometry));
  const ProcessResult evaluation =
      RunProgram({"evaluate", "-r", "reference.png", "-p", "labels.png", "-o", "summary.json"}, m_Folder.Path());
  ASSERT_EQ(evaluation.exitCode, 0) << evaluation.err;
  EXPECT_EQ(ReadJson(m_Folder / "summary.json")["mean"]["1"]["Dice"], 1.0);
  // Blue is dark to the eye and bright to its channel.
  rgb.zero_()[2].slice(1, 0, 5).fill_(255);
  rgb[0].slice(1, 20, 25).fill_(200);
  WritePicture(m_Folder / "blue.png", rgb);
  ExpectDone({"--method", "otsu", "-i", "blue.png", "-o", "channel.png", "--channel", "2"});
  EXPECT_EQ(Count(ReadLabelMap(m_Folder / "channel.png"), 1), 5 * 50);
}

TEST_F(SegmentProgram, DoesAllCasesOfAFolderThatCanBeDone)
{
  const ProcessResult result =
      Run({"--method", "otsu", "-i", "cases", "-o", "labels", "--instances", "numbers", "--objects", "objects.csv"});
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("warning: cases/flat.nii.gz: found the intensity 7 in all voxels"),
                                HasSubstr("1 of 3 cases could not be segmented: flat")));
  for (const char * folder : {"labels", "numbers"})
  {
    EXPECT_TRUE(fs::exists(m_Folder / folder / "one.nrrd")) << folder;
    EXPECT_TRUE(fs::exists(m_Folder / folder / "two.nrrd")) << folder;
    EXPECT_FALSE(fs::exists(m_Folder / folder / "flat.nii.gz")) << folder;
  }
  EXPECT_EQ(Lines(ReadTextFile(m_Folder / "objects.csv")).size(), 1U + 2U * 2U);
  EXPECT_EQ(ReadJson(m_Folder / "labels/segment_options.json")["options"]["method"], "otsu");
  fs::remove(m_Folder / "cases/flat.nii.gz");
  ExpectDone({"--method", "otsu", "-i", "cases", "-o", "labels", "--format", ".nii.gz"});
  EXPECT_TRUE(fs::exists(m_Folder / "labels/two.nii.gz"));
}

TEST_F(SegmentProgram, NumbersTheComponentsOfALabelMap)
{
  ExpectDone({"--method", "otsu", "-i", "image.nii.gz", "-o", "labels.nii.gz"});
  ExpectDone({"--method", "components", "-i", "labels.nii.gz", "-o", "numbered.nii.gz"});
  EXPECT_EQ(ReadLabelMap(m_Folder / "numbered.nii.gz").voxels.max().item<int>(), 2);
  const std::string least = std::to_string(2 * Count(ReadLabelMap(m_Folder / "numbered.nii.gz"), 1));
  using Words = std::vector<std::string>;
  for (const Words & option : {Words{"--minimum-size", least}, Words{"--set", "minimum_size=" + least}})
  {
    std::vector<std::string> arguments{"--method", "components", "-i", "labels.nii.gz", "-o", "largest.nii.gz"};
    arguments.insert(arguments.end(), option.begin(), option.end());
    ExpectDone(arguments);
    EXPECT_EQ(ReadLabelMap(m_Folder / "largest.nii.gz").voxels.max().item<int>(), 1) << option.front();
    EXPECT_EQ(ReadJson(m_Folder / "largest_segment_options.json")["options"]["options"]["minimum_size"],
              std::stod(least));
  }
}

TEST_F(SegmentProgram, GrowsFromSeedsAndMarkers)
{
  ExpectDone({"--method", "region-growing", "-i", "image.nii.gz", "-o", "region.nii.gz", "--set",
              "seeds_lps=[[40,-6,308]]", "multiplier=4"});
  const Volume region = ReadLabelMap(m_Folder / "region.nii.gz");
  EXPECT_EQ(region.voxels[0][4][14][30].item<int>(), 1);
  EXPECT_EQ(region.voxels[0][4][14][12].item<int>(), 0);

  Volume markers{at::zeros_like(region.voxels), region.geometry};
  markers.voxels[0][4][14][12] = 5;
  markers.voxels[0][0][0][0] = 9;
  WriteLabelMap(m_Folder / "markers.nii.gz", markers);
  ExpectDone({"--method", "watershed", "-i", "image.nii.gz", "-o", "basins.nii.gz", "--markers", "markers.nii.gz"});
  const Volume basins = ReadLabelMap(m_Folder / "basins.nii.gz");
  EXPECT_EQ(basins.voxels[0][4][14][14].item<int>(), 5);
  EXPECT_EQ(basins.voxels[0][9][29][39].item<int>(), 9);
}

TEST_F(SegmentProgram, RefusesWithOneLine)
{
  WriteTextFile(m_Folder / "damaged.nii.gz", "damaged");
  const auto refused = [&](std::vector<std::string> arguments, int exitCode, const std::vector<std::string> & words) {
    arguments.insert(arguments.end(), {"-o", "out.nii.gz"});
    ExpectRefused(arguments, exitCode, words);
  };
  refused({"-i", "image.nii.gz", "--method", "ostu"}, 2, {"'ostu' is not known", "otsu, multi-otsu"});
  refused({"-i", "image.nii.gz"}, 2, {"--method"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--set", "bin=3"}, 2, {"unknown key 'bin'", "foreground, bins"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--set", "bins"}, 2, {"--set: found 'bins', expected key=value"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--set", "bins=1"}, 2, {"bins: found 1"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--objects", "objects.txt"}, 2, {"objects.txt", ".csv or .json"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--markers", "image.nii.gz"}, 2, {"no use for markers"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--instances", "folder"}, 2, {"--instances: found folder"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--instances", "out.nii.gz"}, 2, {"another output already"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--channel", "1"}, 2, {"image.nii.gz: channel: found 1"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--minimum-size", "-1"}, 2, {"minimum_size: found -1"});
  refused({"-i", "cases", "--method", "otsu"}, 2, {"out.nii.gz: found a file name, expected a folder"});
  refused({"-i", "nowhere.nii.gz", "--method", "otsu"}, 3, {"nowhere.nii.gz: no such file"});
  refused({"-i", "damaged.nii.gz", "--method", "otsu"}, 3, {"damaged.nii.gz"});
  refused({"-i", "cases/flat.nii.gz", "--method", "otsu"}, 3, {"cases/flat.nii.gz: found the intensity 7 in all"});
  refused({"-i", "image.nii.gz", "image.nii.gz", "--method", "otsu"}, 3, {"found 2 files", "--channel 0 to 1"});
  refused({"-i", "image.nii.gz", "--method", "components"}, 3, {"image.nii.gz"});
  refused({"-i", "image.nii.gz", "--method", "otsu", "--panoptic", "p.nii.gz", "--panoptic-offset", "1"}, 3,
          {"panoptic offset: found 1"});
  ExpectRefused({"-i", "image.nii.gz", "--method", "otsu", "-o", "image.nii.gz"}, 2, {"image.nii.gz: an input"});
  ExpectRefused({"-i", "image.nii.gz", "--method", "otsu", "-o", "nowhere/out.nii.gz"}, 3, {"nowhere"});
}

TEST_F(SegmentProgram, ListsItsMethods)
{
  const ProcessResult result = RunProgram({"inspect", "methods"}, m_Folder.Path());
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("10.1109/TSMC.1979.4310076"), HasSubstr("seeds_lps"), HasSubstr("closing_mm")));
}

} // namespace
} // namespace vox::testing
