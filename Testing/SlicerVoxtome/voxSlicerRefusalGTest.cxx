// SPDX-License-Identifier: Apache-2.0
#include "voxSlicerCall.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <gmock/gmock.h>

#include <fstream>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;
using Values = std::map<std::string, std::string>;

struct Refusal
{
  std::string name;
  Values values; ///< "FOLDER" stands for the folder of the test
  int exitCode;
  std::string says;
};

/** Names of tests. */
void
PrintTo(const Refusal & refusal, std::ostream * stream)
{
  *stream << refusal.name;
}

class SlicerRefuses : public ::testing::TestWithParam<Refusal>
{
protected:
  void
  SetUp() override
  {
    ExportHippocampus(m_Folder / "in.nrrd");
    std::ofstream(m_Folder / "text.nrrd") << "this is no volume\n";
    std::ofstream(m_Folder / "empty.nrrd") << "NRRD0004\ntype: short\ndimension: 3\nsizes: 0 0 0\nencoding: raw\n\n";
    std::ofstream(m_Folder / "nothing.nrrd");
    std::ofstream(m_Folder / "cut.nrrd") << "NRRD0004\ntype: short\ndimension: 3\nsizes: 9 9 9\nencoding: raw\n\n12";
    std::ofstream(m_Folder / "broken.safetensors") << "this is no model\n";
    m_Entries = m_Folder.EntryCount();
  }

  TemporaryFolder m_Folder;
  std::ptrdiff_t m_Entries = 0;
};

const Refusal refusals[] = {
    {"ExportThatIsNotThere", {{"inputVolume", "FOLDER/gone.nrrd"}}, 3, "gone.nrrd: no such file"},
    {"UnreadableExport", {{"inputVolume", "FOLDER/text.nrrd"}}, 3, "text.nrrd"},
    {"ExportOfNoBytes", {{"inputVolume", "FOLDER/nothing.nrrd"}}, 3, "nothing.nrrd"},
    {"ExportCutOff", {{"inputVolume", "FOLDER/cut.nrrd"}}, 3, "cut.nrrd"},
    {"EmptyVolume", {{"inputVolume", "FOLDER/empty.nrrd"}}, 3, "empty.nrrd"},
    {"ModelThatIsNotThere", {{"model", "liver"}}, 4, "found 'liver', expected one of the models in"},
    {"ModelFileThatIsNotThere", {{"modelFile", "FOLDER/gone.safetensors"}}, 4, "gone.safetensors"},
    {"ModelFileThatIsNone", {{"modelFile", "FOLDER/broken.safetensors"}}, 4, "broken.safetensors"},
    {"FolderThatIsNoModel", {{"modelFolder", "FOLDER"}}, 4, "dataset.json"},
    {"FileAndFolder", {{"modelFile", "a"}, {"modelFolder", "b"}}, 2, "found both"},
    {"TooManyChannels", {{"channel2", "FOLDER/in.nrrd"}}, 3, "the image has 2 channels"},
    {"ChannelsWithAGap", {{"channel3", "FOLDER/in.nrrd"}}, 2, "--channel3: found it without --channel2"},
    {"RegionOutside", {{"region", "900,900,900,10,10,10"}}, 3, "no voxel lies in the region"},
    {"RegionOfNoSize", {{"region", "0,0,0,10,0,10"}}, 2, "half size 0"},
    {"RegionOfWords", {{"region", "here"}}, 2, "found 'here'"},
    {"RegionOfFewNumbers", {{"region", "1,2,3"}}, 2, "found 3 numbers"},
    {"DeviceThatIsNone", {{"device", "gpu"}}, 2, "gpu"},
    {"StepOutOfBounds", {{"step", "2"}}, 2, "step"},
    {"FolderThatIsNotThere", {{"outputSegmentation", "FOLDER/none/out.seg.nrrd"}}, 3, "none: cannot be written"},
    {"ProbabilitiesOfAnotherKind", {{"probabilities", "FOLDER/p.txt"}}, 2, "--probabilities-format: found '.txt'"},
};

INSTANTIATE_TEST_SUITE_P(Cases, SlicerRefuses, ::testing::ValuesIn(refusals),
                         [](const auto & info) { return info.param.name; });

TEST_P(SlicerRefuses, WithOneLineAndLeavesNothing)
{
  Values values{{"inputVolume", "FOLDER/in.nrrd"}, {"outputSegmentation", "FOLDER/out.seg.nrrd"}};
  for (const auto & [name, value] : GetParam().values)
  {
    values[name] = value;
  }
  for (auto & [name, value] : values)
  {
    if (value.starts_with("FOLDER"))
    {
      value = m_Folder.Path().string() + value.substr(6);
    }
  }
  const auto outcome = RunInSlicer("VoxtomeSegment", values);
  EXPECT_EQ(outcome.exitCode, GetParam().exitCode) << outcome.errors;
  EXPECT_THAT(outcome.errors, HasSubstr(GetParam().says));
  EXPECT_EQ(Lines(outcome.errors).size(), 1U) << outcome.errors;
  EXPECT_EQ(m_Folder.EntryCount(), m_Entries);
}

TEST(SlicerRefusesArguments, ThatTheModuleDoesNotHave)
{
  const std::filesystem::path module = std::filesystem::path(VOX_SLICER_MODULES) / "VoxtomeSegment";
  const auto run = [&](const std::vector<std::string> & words) { return RunProgram(words, ".", module); };
  for (const auto & [words, says] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--colour", "red", "a", "b"}, "'--colour' is not known here; known are: --model, "},
           {{"a"}, "found 1 files, expected 2 (Input volume, Output segmentation)"},
           {{"a", "b", "--step"}, "--step: found no value after it"},
           {{"a", "b", "--step", "1", "--step", "1"}, "--step: found twice"}})
  {
    const auto result = run(words);
    EXPECT_EQ(result.exitCode, 2);
    EXPECT_THAT(result.err, HasSubstr(says));
    EXPECT_EQ(Lines(result.err).size(), 1U) << result.err;
    EXPECT_EQ(result.out, "");
  }
}

/** A module that was taken out of its extension. */
TEST(SlicerRefusesToRun, WithoutTheProgram)
{
  const TemporaryFolder folder;
  std::filesystem::copy(std::filesystem::path(VOX_SLICER_MODULES) / "VoxtomeSegment", folder / "VoxtomeSegment");
  std::ofstream(folder / "model.safetensors");
  const auto result = RunProgram({"a.nrrd", "b.seg.nrrd", "--modelFile", "model.safetensors"}, folder.Path(),
                                 folder / "VoxtomeSegment");
  EXPECT_EQ(result.exitCode, 5);
  EXPECT_THAT(result.err, HasSubstr("found no program"));
  EXPECT_EQ(Lines(result.err).size(), 1U) << result.err;
}

} // namespace
} // namespace vox::testing
