// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxSlicerCall.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"

#include <gmock/gmock.h>

#include <array>
#include <sstream>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;

/** Two cubes side by side with these values. */
Segmentation
TwoCubes(std::int32_t left, std::int32_t right, std::vector<Segment> segments)
{
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{1, 6, 8, 16}, at::kInt);
  auto * values = MutableValuesOf<std::int32_t>(voxels);
  for (std::int64_t i = 0; i < voxels.numel(); ++i)
  {
    const std::int64_t x = i % 16;
    const std::int64_t y = i / 16 % 8;
    values[i] = y < 2 || y > 5 ? 0 : x > 1 && x < 6 ? left : x > 9 && x < 14 ? right : 0;
  }
  return {{MakeVolume(voxels, {{6, 8, 16}, {2, 1, 1}})}, std::move(segments)};
}

Segment
Named(std::int64_t value, const std::string & name)
{
  return {value, name, std::nullopt, std::nullopt, 0};
}

class SlicerEvaluate : public ::testing::Test
{
protected:
  [[nodiscard]] SlicerOutcome
  Run(std::map<std::string, std::string> more = {}) const
  {
    more.insert({{"reference", (m_Folder / "a.seg.nrrd").string()},
                 {"prediction", (m_Folder / "b.seg.nrrd").string()},
                 {"table", (m_Folder / "t.csv").string()}});
    return RunInSlicer("VoxtomeEvaluate", more);
  }
  [[nodiscard]] std::vector<std::string>
  Table() const
  {
    return Lines(ReadTextFile(m_Folder / "t.csv"));
  }
  /** Structures and their Dice. */
  [[nodiscard]] std::map<std::string, std::string>
  Dice() const
  {
    std::map<std::string, std::string> dice;
    for (const std::string & line : Table())
    {
      std::istringstream cells(line);
      std::string cell[5];
      for (std::string & one : cell)
      {
        std::getline(cells, one, ',');
      }
      dice[cell[2]] = cell[4];
    }
    dice.erase("structure");
    return dice;
  }

  TemporaryFolder m_Folder;
};

/** Slicer numbers segments as they come: the same names with other values are the same structures. */
TEST_F(SlicerEvaluate, MatchesStructuresByName)
{
  WriteSegmentation(m_Folder / "a.seg.nrrd", TwoCubes(1, 2, {Named(1, "liver"), Named(2, "spleen")}));
  WriteSegmentation(m_Folder / "b.seg.nrrd", TwoCubes(2, 1, {Named(1, "spleen"), Named(2, "liver")}));
  const SlicerOutcome outcome = Run();
  ASSERT_EQ(outcome.exitCode, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  EXPECT_EQ(outcome.progress.back(), 1.0);
  const std::vector<std::string> table = Table();
  ASSERT_EQ(table.size(), 3U);
  EXPECT_THAT(table[0], HasSubstr("dice"));
  EXPECT_THAT(table[0], HasSubstr("hd95"));
  EXPECT_THAT(table[0], HasSubstr("assd"));
  EXPECT_EQ(Dice(), (std::map<std::string, std::string>{{"liver", "1"}, {"spleen", "1"}}));
  EXPECT_EQ(m_Folder.EntryCount(), 3);
}

TEST_F(SlicerEvaluate, MatchesByValueWhereThatIsAskedFor)
{
  WriteSegmentation(m_Folder / "a.seg.nrrd", TwoCubes(1, 2, {Named(1, "liver"), Named(2, "spleen")}));
  WriteSegmentation(m_Folder / "b.seg.nrrd", TwoCubes(2, 1, {Named(1, "spleen"), Named(2, "liver")}));
  const SlicerOutcome outcome = Run({{"match", "value"}});
  ASSERT_EQ(outcome.exitCode, 0) << outcome.errors;
  EXPECT_EQ(Dice(), (std::map<std::string, std::string>{{"label 1", "0"}, {"label 2", "0"}}));
}

/** A structure that one of them lacks counts there as missing. */
TEST_F(SlicerEvaluate, CountsAStructureThatOneLacks)
{
  WriteSegmentation(m_Folder / "a.seg.nrrd", TwoCubes(1, 2, {Named(1, "liver"), Named(2, "spleen")}));
  WriteSegmentation(m_Folder / "b.seg.nrrd", TwoCubes(5, 0, {Named(5, "liver")}));
  const SlicerOutcome outcome = Run();
  ASSERT_EQ(outcome.exitCode, 0) << outcome.errors;
  EXPECT_EQ(Dice(), (std::map<std::string, std::string>{{"liver", "1"}, {"spleen", "0"}}));
}

TEST_F(SlicerEvaluate, RefusesWithOneLineAndLeavesNothing)
{
  WriteSegmentation(m_Folder / "a.seg.nrrd", TwoCubes(1, 2, {Named(1, "liver"), Named(2, "spleen")}));
  WriteSegmentation(m_Folder / "b.seg.nrrd", TwoCubes(1, 2, {Named(1, "heart"), Named(2, "lung")}));
  Segmentation moved = TwoCubes(1, 2, {Named(1, "liver"), Named(2, "spleen")});
  moved.layers.front().geometry.originLps[0] += 3.0;
  WriteSegmentation(m_Folder / "moved.seg.nrrd", moved);
  Segmentation overlap = TwoCubes(1, 2, {Named(1, "liver"), Named(2, "spleen"), {1, "lobe", {}, {}, 1}});
  overlap.layers.push_back(overlap.layers.front());
  WriteSegmentation(m_Folder / "overlap.seg.nrrd", overlap);
  const auto file = [&](const char * name) { return (m_Folder / name).string(); };
  const std::vector<std::pair<std::map<std::string, std::string>, std::string>> cases{
      {{}, "found the structures heart, lung, expected at least one of those of"},
      {{{"prediction", file("moved.seg.nrrd")}}, "moved.seg.nrrd"},
      {{{"prediction", file("overlap.seg.nrrd")}}, "several layers"},
      {{{"prediction", file("gone.seg.nrrd")}}, "gone.seg.nrrd"}};
  for (const auto & [values, says] : cases)
  {
    const SlicerOutcome outcome = Run(values);
    EXPECT_EQ(outcome.exitCode, 3) << says;
    EXPECT_THAT(outcome.errors, HasSubstr(says));
    EXPECT_EQ(Lines(outcome.errors).size(), 1U) << outcome.errors;
    EXPECT_EQ(m_Folder.EntryCount(), 4);
  }
}

/** Without a table the measures stand in the log. */
TEST_F(SlicerEvaluate, NeedsNoTable)
{
  WriteSegmentation(m_Folder / "a.seg.nrrd", TwoCubes(1, 2, {Named(1, "liver"), Named(2, "spleen")}));
  const SlicerOutcome outcome = Run({{"prediction", (m_Folder / "a.seg.nrrd").string()}, {"table", ""}});
  ASSERT_EQ(outcome.exitCode, 0) << outcome.errors;
  EXPECT_EQ(m_Folder.EntryCount(), 1);
}

} // namespace
} // namespace vox::testing
