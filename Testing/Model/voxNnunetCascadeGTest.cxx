// SPDX-License-Identifier: Apache-2.0
// Results folders of a cascade: the stage before lies beside the second.
#include "voxCascadeFixture.h"
#include "voxExpectError.h"
#include "voxNnunetFolder.h"
#include "voxNnunetFolderExamples.h"
#include "voxOpenModel.h"

namespace vox
{
namespace
{

using testing::CascadeStage;
using ::testing::ElementsAre;
using testing::FoldNames;

class NnunetCascade : public ::testing::Test
{
protected:
  void
  WriteStage(const std::string & configuration, const std::vector<std::string> & folds,
             const std::string & checkpoint = "checkpoint_final.pth") const
  {
    testing::WriteNnunetFolder(Stage(configuration), CascadeStage(configuration, folds), {}, checkpoint);
  }
  [[nodiscard]] std::filesystem::path
  Stage(const std::string & configuration) const
  {
    return m_Folder / ("nnUNetTrainer__nnUNetPlans__" + configuration);
  }
  [[nodiscard]] Model
  Read(const std::vector<std::string> & folds = {}) const
  {
    return OpenModel(Stage("3d_cascade_fullres"), folds);
  }

  testing::TemporaryFolder m_Folder;
};

TEST_F(NnunetCascade, IsReadWithTheStageBesideIt)
{
  WriteStage("3d_cascade_fullres", {"0", "1"});
  EXPECT_EQ(Read().previousStage, nullptr);
  WriteStage("3d_lowres", {"0", "1", "2"});
  const Model model = Read();
  ASSERT_NE(model.previousStage, nullptr);
  EXPECT_EQ(model.previousStage->configuration, "3d_lowres");
  EXPECT_THAT(FoldNames(*model.previousStage), ElementsAre("0", "1"));
  EXPECT_THAT(FoldNames(*Read({"1"}).previousStage), ElementsAre("1"));
  EXPECT_EQ(ReadNnunetFolder(Stage("3d_lowres")).previousStage, nullptr);
}

TEST_F(NnunetCascade, TakesAllFoldsOfTheStageBeforeWhereItLacksOne)
{
  WriteStage("3d_cascade_fullres", {"0", "1"});
  WriteStage("3d_lowres", {"0", "2"});
  EXPECT_THAT(FoldNames(*Read().previousStage), ElementsAre("0", "2"));
  EXPECT_THAT(FoldNames(*Read({"0"}).previousStage), ElementsAre("0"));
  EXPECT_THAT(FoldNames(*Read({"1"}).previousStage), ElementsAre("0", "2"));
}

TEST_F(NnunetCascade, TakesTheBestCheckpointsOfAStageWithoutFinalOnes)
{
  WriteStage("3d_cascade_fullres", {"0"});
  WriteStage("3d_lowres", {"0"}, "checkpoint_best.pth");
  EXPECT_EQ(Read().previousStage->provenance.at("checkpoint"), "checkpoint_best.pth");
}

TEST_F(NnunetCascade, IsFoundByTheNameOfTheFolderHoweverThatIsGiven)
{
  WriteStage("3d_cascade_fullres", {"0"});
  WriteStage("3d_lowres", {"0"});
  EXPECT_NE(OpenModel(Stage("3d_cascade_fullres").string() + "/").previousStage, nullptr);
  EXPECT_NE(OpenModel(Stage("3d_cascade_fullres") / "../" / Stage("3d_cascade_fullres").filename()).previousStage,
            nullptr);
  std::filesystem::rename(Stage("3d_cascade_fullres"), m_Folder / "renamed");
  EXPECT_EQ(OpenModel(m_Folder / "renamed").previousStage, nullptr);
}

TEST_F(NnunetCascade, RefusesAStageBesideItThatIsNoneOrDamaged)
{
  WriteStage("3d_cascade_fullres", {"0"});
  testing::WriteNnunetFolder(Stage("3d_lowres"), CascadeStage("3d_fullres", {"0"}));
  VOX_EXPECT_ERROR((void)Read(), ErrorKind::BadModel,
                   "3d_cascade_fullres: found the previous stage '3d_fullres' of configuration '3d_cascade_fullres'");
  std::filesystem::resize_file(Stage("3d_lowres") / "fold_0/checkpoint_final.pth", 1000);
  VOX_EXPECT_ERROR((void)Read(), ErrorKind::BadModel, "3d_lowres/fold_0/checkpoint_final.pth: ");
}

} // namespace
} // namespace vox
