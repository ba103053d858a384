// SPDX-License-Identifier: Apache-2.0
#include "voxDetermineRules.h"
#include "voxExpectError.h"
#include "voxLabelRow.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace
{

using namespace vox;
using namespace vox::testing;

using Rules = std::vector<std::vector<std::int64_t>>;

const std::vector<LabelEntry> kTwoLabels{{"one", {1}}, {"two", {2}}};

Rules
RulesFor(const std::vector<std::pair<Volume, Volume>> & cases, std::span<const LabelEntry> structures = kTwoLabels)
{
  return DetermineRules(
             cases.size(), [&](std::size_t i) { return cases[i]; }, structures)
      .structures;
}

TEST(DetermineRules, FindsNoneWherePredictionsAreRight)
{
  const Volume labels = LabelRow({1, 1, 0, 2, 0, 2});
  EXPECT_EQ(RulesFor({{labels, labels}}), Rules{});
}

TEST(DetermineRules, KeepsAllForegroundTogetherWhereNoStructureLoses)
{
  EXPECT_EQ(RulesFor({{LabelRow({1, 1, 2, 2, 0, 0}), LabelRow({1, 1, 2, 2, 0, 2})}}), (Rules{{1, 2}}));
}

TEST(DetermineRules, FallsBackToSingleStructures)
{
  // Together, the true distant part of label 1 would go; label 2 alone gains.
  EXPECT_EQ(RulesFor({{LabelRow({1, 1, 2, 2, 2, 0, 0, 0, 1}), LabelRow({1, 1, 2, 2, 2, 0, 2, 0, 1})}}), (Rules{{2}}));
}

TEST(DetermineRules, OfASingleStructureHaveOneStepOnly)
{
  const std::vector<LabelEntry> one{{"one", {1}}};
  EXPECT_EQ(RulesFor({{LabelRow({1, 1, 0, 0}), LabelRow({1, 1, 0, 1})}}, one), (Rules{{1}}));
}

TEST(DetermineRules, LeaveAMeanThatIsUndefinedAlone)
{
  // Label 2 is in neither map: its Dice is undefined, neither a gain nor a loss.
  EXPECT_EQ(RulesFor({{LabelRow({1, 1, 0, 0}), LabelRow({1, 1, 0, 1})}}), (Rules{{1, 2}}));
}

TEST(DetermineRules, NeedCases)
{
  VOX_EXPECT_ERROR((void)RulesFor({}), ErrorKind::BadInput, "found 0 cases and 2 structures");
}

TEST(DetermineRules, AreThoseThatNnUNetFound)
{
  constexpr const char * name = "parity/models/m1_hippocampus_3d_fullres_plain/expected/postprocessing/determine";
  VOX_REQUIRE_SHARED(name);
  const auto folder = SharedPath(name);
  std::vector<std::filesystem::path> files;
  for (const auto & entry : std::filesystem::directory_iterator(folder / "reference"))
  {
    files.push_back(entry.path().filename());
  }
  std::sort(files.begin(), files.end());
  const auto read = [&](std::size_t i) {
    return std::pair(ReadLabelMap(folder / "reference" / files[i]), ReadLabelMap(folder / "input" / files[i]));
  };
  const auto expectedFile = folder / "input" / "postprocessing.json";
  const ComponentRules expected = ComponentRulesFromJson(ReadJson(expectedFile), expectedFile.string());
  const ComponentRules found = DetermineRules(files.size(), read, kTwoLabels);
  EXPECT_EQ(found, expected);
  for (std::size_t i = 0; i < files.size(); ++i)
  {
    const Volume cleaned = ApplyRules(read(i).second, found);
    EXPECT_TRUE(cleaned.voxels.equal(ReadLabelMap(folder / "input" / "postprocessed" / files[i]).voxels)) << files[i];
  }
}

} // namespace
