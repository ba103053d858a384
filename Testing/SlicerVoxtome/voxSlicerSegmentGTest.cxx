// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxModel.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxSlicerCall.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"

#include <gmock/gmock.h>

#include <fstream>

namespace vox::testing
{
namespace
{

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SlicerSegment : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    ExportHippocampus(m_Folder / "in.nrrd");
  }

  [[nodiscard]] std::map<std::string, std::string>
  Nodes(std::map<std::string, std::string> more = {}) const
  {
    more.insert({{"inputVolume", File("in.nrrd")}, {"outputSegmentation", File("out.seg.nrrd")}, {"threads", "1"}});
    return more;
  }
  [[nodiscard]] std::string
  File(const std::string & name) const
  {
    return (m_Folder / name).string();
  }

  TemporaryFolder m_Folder;
};

bool
SameVoxels(const Volume & a, const Volume & b)
{
  const at::Tensor left = Int32Labels(a.voxels);
  const at::Tensor right = Int32Labels(b.voxels);
  return left.numel() == right.numel() &&
         std::equal(ValuesOf<std::int32_t>(left), ValuesOf<std::int32_t>(left) + left.numel(),
                    ValuesOf<std::int32_t>(right));
}

std::vector<std::string>
NamesOf(const Segmentation & segmentation)
{
  std::vector<std::string> names;
  std::ranges::transform(segmentation.segments, std::back_inserter(names), &Segment::name);
  return names;
}

/** With all outputs at once. The segmentation is that of the command line. */
TEST_F(SlicerSegment, GivesSegmentationProbabilitiesAndStatistics)
{
  const auto outcome =
      RunInSlicer("VoxtomeSegment", Nodes({{"probabilities", File("p.nrrd")}, {"statistics", File("s.csv")}}));
  ASSERT_EQ(outcome.exitCode, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  EXPECT_THAT(outcome.log, ::testing::Not(HasSubstr("<")));
  EXPECT_THAT(outcome.log, HasSubstr("device"));
  ASSERT_GE(outcome.progress.size(), 2U);
  EXPECT_TRUE(std::ranges::is_sorted(outcome.progress));
  EXPECT_EQ(outcome.progress.front(), 0.0);
  EXPECT_EQ(outcome.progress.back(), 1.0);
  EXPECT_FALSE(outcome.status.empty());

  const Volume image = ReadImage(m_Folder / "in.nrrd");
  const Segmentation segmentation = ReadSegmentation(m_Folder / "out.seg.nrrd");
  EXPECT_THAT(NamesOf(segmentation), ElementsAre("Anterior", "Posterior"));
  EXPECT_TRUE(segmentation.segments.front().color.has_value());
  RequireSameGeometry(segmentation.layers.front().geometry, "labels", image.geometry, "image");
  const std::vector<std::filesystem::path> probabilities{m_Folder / "p.nrrd"};
  RequireSameGeometry(ReadCaseImage(probabilities, 3).geometry, "probabilities", image.geometry, "image");
  const std::vector<std::string> table = Lines(ReadTextFile(m_Folder / "s.csv"));
  ASSERT_EQ(table.size(), 3U);
  EXPECT_EQ(table[0], "case,label,name,voxels,ml,mean,sd,min,max");
  EXPECT_THAT(table[1], ::testing::StartsWith("in,1,Anterior,"));
  EXPECT_EQ(m_Folder.EntryCount(), 4) << "the volume and three results, nothing else";

  const std::string model = std::string(VOX_EXAMPLES_DIR) + "/Hippocampus3d/model.safetensors";
  ASSERT_EQ(RunProgram({"predict", "-m", model, "-i", File("in.nrrd"), "-o", File("c.seg.nrrd")}, ".").exitCode, 0);
  EXPECT_TRUE(SameVoxels(segmentation.layers.front(), ReadLabelMap(m_Folder / "c.seg.nrrd")));
}

/** Slicer passes regions in RAS. Voxels outside are background, those inside are the part's as an image of its own. */
TEST_F(SlicerSegment, SegmentsARegionOfInterest)
{
  const Volume image = ReadImage(m_Folder / "in.nrrd");
  const Vector3 middle = WorldFromVoxel(image.geometry, {17.0, 25.0, 17.0});
  const std::string region =
      fmt::format("{},{},{},9.2,12.2,10.2", -middle[0], -middle[1], middle[2]); // RAS, half sizes of 1 mm voxels
  const auto outcome = RunInSlicer("VoxtomeSegment", Nodes({{"region", region}, {"no_mirror", "true"}}));
  ASSERT_EQ(outcome.exitCode, 0) << outcome.errors;
  const Volume labels = ReadLabelMap(m_Folder / "out.seg.nrrd");
  RequireSameGeometry(labels.geometry, "labels", image.geometry, "image");

  std::vector<Zyx<std::int64_t>> inside;
  const auto * values = ValuesOf<std::int32_t>(labels.voxels);
  std::int64_t foreground = 0;
  for (std::int64_t z = 0, i = 0; z < image.geometry.size.z; ++z)
  {
    for (std::int64_t y = 0; y < image.geometry.size.y; ++y)
    {
      for (std::int64_t x = 0; x < image.geometry.size.x; ++x, ++i)
      {
        const Vector3 world = WorldFromVoxel(image.geometry, {double(z), double(y), double(x)});
        const bool isInside = std::abs(world[0] - middle[0]) < 9.2 && std::abs(world[1] - middle[1]) < 12.2 &&
                              std::abs(world[2] - middle[2]) < 10.2;
        foreground += values[i] != 0 ? 1 : 0;
        EXPECT_TRUE(isInside || values[i] == 0);
      }
    }
  }
  EXPECT_GT(foreground, 100);
}

/** Slicer's Segment Editor and its DICOM export read them. */
TEST_F(SlicerSegment, WritesTerminologyForNamesThatAreKnown)
{
  Model model = ReadModel(std::filesystem::path(VOX_EXAMPLES_DIR) / "Hippocampus3d/model.safetensors");
  Json description = ToJson(model.description);
  description["labels"] = {{"background", 0}, {"liver", 1}, {"Posterior", 2}};
  model.description = ParseDatasetDescription(description, "description");
  WriteModel(m_Folder / "renamed.safetensors", model);
  const auto outcome = RunInSlicer(
      "VoxtomeSegment", Nodes({{"modelFile", File("renamed.safetensors")}, {"step", "1"}, {"no_mirror", "true"}}));
  ASSERT_EQ(outcome.exitCode, 0) << outcome.errors;
  const std::string written = ReadTextFile(m_Folder / "out.seg.nrrd");
  EXPECT_THAT(written, HasSubstr("Segment0_Name:=liver\n"));
  EXPECT_THAT(written, HasSubstr("Segment0_Tags:=TerminologyEntry:Segmentation category and type - DICOM master "
                                 "list~SCT^123037004^Anatomical Structure~SCT^10200004^Liver~"));
  EXPECT_THAT(written, HasSubstr("Segment1_Name:=Posterior\n"));
  EXPECT_THAT(written, ::testing::Not(HasSubstr("Segment1_Tags:=TerminologyEntry:Segmentation")));
}

/** All results or none, and what they would have replaced stays: here the table's place is taken by a folder. */
TEST_F(SlicerSegment, KeepsOlderFilesWhereOneOfTheResultsCannotBePut)
{
  const auto nodes =
      Nodes({{"statistics", File("s.csv")}, {"probabilities", File("p.nrrd")}, {"step", "1"}, {"no_mirror", "true"}});
  std::ofstream(m_Folder / "out.seg.nrrd") << "older\n";
  std::filesystem::create_directory(m_Folder / "s.csv");
  const auto outcome = RunInSlicer("VoxtomeSegment", nodes);
  EXPECT_EQ(outcome.exitCode, 5) << outcome.errors;
  EXPECT_THAT(outcome.errors, HasSubstr("s.csv: cannot be written"));
  EXPECT_EQ(ReadTextFile(m_Folder / "out.seg.nrrd"), "older\n");
  EXPECT_EQ(m_Folder.EntryCount(), 3) << "the volume, the older file and the folder";

  std::filesystem::remove(m_Folder / "s.csv");
  EXPECT_EQ(RunInSlicer("VoxtomeSegment", nodes).exitCode, 0);
  EXPECT_NE(ReadTextFile(m_Folder / "out.seg.nrrd"), "older\n");
  EXPECT_EQ(m_Folder.EntryCount(), 4) << "the volume and three results";
}

/** Libraries of Slicer with the names of ours, which are no libraries at all: whoever loads one fails. What the
 * environment held before Slicer's launcher stays in force. */
TEST_F(SlicerSegment, TakesNoLibraryOfSlicers)
{
  const std::filesystem::path decoys = m_Folder / "slicer";
  std::filesystem::create_directory(decoys);
  for (const char * name :
       {"libstdc++.so.6", "libgcc_s.so.1", "libgomp.so.1", "libc10.so", "libtorch_cpu.so", "libfmt.so.9",
        "libtbb.so.12", "libITKCommon-5.2.so.1", "libitkvcl-5.2.so.1", "libitksys-5.2.so.1", "libITKIONRRD-5.2.so.1",
        "libdcmdata.so.17", "libcrypto.so.3", "libz.so.1"})
  {
    std::ofstream(decoys / name) << "no library\n";
  }
  const std::vector<std::string> environment{"LD_LIBRARY_PATH=" + decoys.string(),
                                             "ITK_AUTOLOAD_PATH=" + decoys.string(), "APPLAUNCHER_LEVEL=1"};
  std::vector<std::string> direct{environment.front(), VOX_PROGRAM, "doctor"};
  EXPECT_NE(RunProgram(direct, ".", "/usr/bin/env").exitCode, 0) << "decoys that nobody minds test nothing";
  const auto outcome = RunInSlicer("VoxtomeSegment", Nodes({{"no_mirror", "true"}}), environment);
  EXPECT_EQ(outcome.exitCode, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
}

/** 5 s are what Slicer gives a module to describe itself. */
TEST_F(SlicerSegment, NeedsNoLibraryButThatOfC)
{
  const std::filesystem::path module = std::filesystem::path(VOX_SLICER_MODULES) / "VoxtomeSegment";
  const auto read = RunProgram({"-d", module.string()}, ".", "/usr/bin/readelf");
  ASSERT_EQ(read.exitCode, 0);
  std::vector<std::string> needed;
  for (const std::string & line : Lines(read.out))
  {
    if (const std::size_t at = line.find("Shared library: ["); at != std::string::npos)
    {
      needed.push_back(line.substr(at + 17, line.find(']') - at - 17));
    }
  }
  EXPECT_THAT(needed, ::testing::IsSubsetOf({"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"}));
}

/** What a person would type to get the same. */
TEST_F(SlicerSegment, ShowsTheCommandOfTheProgram)
{
  const auto arguments = [&] {
    auto all = ArgumentsFor("VoxtomeSegment", Nodes({{"region", "1,2,3,4,5,6"}, {"statistics", File("s.csv")}}));
    all.push_back("--command");
    return all;
  }();
  const auto shown = RunProgram(arguments, ".", std::filesystem::path(VOX_SLICER_MODULES) / "VoxtomeSegment");
  EXPECT_EQ(shown.exitCode, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("voxtome predict --model "));
  EXPECT_THAT(shown.out, HasSubstr(" --region -1,-2,3,4,5,6"));
  EXPECT_THAT(shown.out, HasSubstr(" --output " + File("out.seg.nrrd")));
  EXPECT_THAT(shown.out, HasSubstr(" --statistics " + File("s.csv")));
  EXPECT_EQ(m_Folder.EntryCount(), 1) << "nothing is run";
}

} // namespace
} // namespace vox::testing
