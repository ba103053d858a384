// SPDX-License-Identifier: Apache-2.0
#include "voxProcess.h"
#include "voxTemporaryFolder.h"

#include "voxAtomicFile.h"
#include "voxJson.h"

#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

Json
ResultOf(const ProcessResult & result)
{
  const std::vector<std::string> lines = Lines(result.out);
  EXPECT_EQ(lines.size(), 1u) << result.out;
  return ParseJson(lines.empty() ? "null" : lines.front(), "stdout");
}

TEST(Doctor, TellsTheBuildAndTriesWhatResultsDependOn)
{
  const ProcessResult result = RunProgram({"doctor", "--json"}, ".");
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Json json = ResultOf(result);
  const auto fact = [&](const char * name) { return json.at(name).get<std::string>(); };
  EXPECT_THAT(fact("revision"), ::testing::AnyOf("unknown", MatchesRegex("[0-9a-f]+(-dirty)?")));
  EXPECT_THAT(fact("compiler"), HasSubstr("."));
  EXPECT_THAT(fact("LibTorch"), HasSubstr(fact("compiled for LibTorch") + " in /"));
  EXPECT_THAT(fact("DCMTK"), StartsWith("3."));
  EXPECT_THAT(fact("DICOM dictionary"), MatchesRegex("[0-9]{4} tags in .*\\.dic"));
  EXPECT_THAT(fact("convolution"), StartsWith("right in fp32"));
  EXPECT_THAT(fact("shipped model"), AllOf(StartsWith("whole: "), HasSubstr("safetensors")));
  EXPECT_THAT(json.at("failed"), IsEmpty());
}

/** What fails is named beside all that can be told, and decides how the run ends. */
TEST(Doctor, TellsWhatIsMissing)
{
  const TemporaryFolder folder;
  WriteTextFile(folder / "empty.dic", "# no tags\n");
  const ProcessResult result =
      RunProgram({"DCMDICTPATH=" + (folder / "empty.dic").string(), VOX_PROGRAM, "doctor", "--json"}, folder.Path(),
                 "/usr/bin/env");
  EXPECT_EQ(result.exitCode, 5);
  EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
  EXPECT_THAT(result.err, HasSubstr("dictionary of DICOM tags"));
  const Json json = ResultOf(result);
  EXPECT_THAT(json.at("failed"), ElementsAre("DICOM dictionary"));
  EXPECT_THAT(json.at("DICOM dictionary").get<std::string>(), StartsWith("FAILED: "));
  EXPECT_THAT(json.at("convolution").get<std::string>(), StartsWith("right"));
}

TEST(Doctor, ListsTheLicencesOfEveryLibraryThatIsLoaded)
{
  const ProcessResult text = RunProgram({"doctor", "--licences"}, ".");
  EXPECT_EQ(text.exitCode, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("PyTorch"), HasSubstr("BSD-3-Clause"), HasSubstr("Full texts: ")));
  const Json json = ResultOf(RunProgram({"doctor", "--licences", "--json"}, "."));
  EXPECT_THAT(json.at("unlisted"), IsEmpty()) << json.dump();
  std::vector<std::string> names;
  for (const Json & part : json.at("parts"))
  {
    names.push_back(part.at("name"));
    EXPECT_FALSE(part.at("licence").get<std::string>().empty()) << part;
  }
  EXPECT_THAT(names, AllOf(Contains("ITK"), Contains("DCMTK"), Contains("GDCM"), Contains("JSON for Modern C++")));
}

} // namespace
} // namespace vox::testing
