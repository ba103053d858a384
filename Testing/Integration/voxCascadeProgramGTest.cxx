// SPDX-License-Identifier: Apache-2.0
// The program on both stages of a cascade that nnU-Net trained.
#include "voxProcess.h"

#include "voxReadVolume.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;

constexpr const char * kParity = "parity/models/m4_leftatrium_cascade";
constexpr const char * kSecondStage = "nnUNetTrainer__nnUNetPlans__3d_cascade_fullres";

class CascadeProgram : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    VOX_REQUIRE_SHARED(kParity);
  }

  [[nodiscard]] static std::string
  Shared(const std::string & path)
  {
    return (SharedPath(kParity) / path).string();
  }

  /** Segments la_007 exactly as nnU-Net, with further options. */
  [[nodiscard]] ProcessResult
  Predict(const std::string & model, const std::vector<std::string> & more = {}) const
  {
    std::vector<std::string> arguments{
        "predict",     "-m",   model,      "-i",   Shared("input/la_007_0000.nii.gz"), "-o", "label.nii.gz",
        "--precision", "fp32", "--export", "exact"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunProgram(arguments, m_Folder.Path());
  }

  void
  ExpectLabelsOfNnUNet(const ProcessResult & result) const
  {
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const at::Tensor expected =
        ReadLabelMap(Shared("expected/3d_cascade_fullres/seg/fold0_mirror/la_007.nii.gz")).voxels;
    EXPECT_TRUE(ReadLabelMap(m_Folder / "label.nii.gz").voxels.equal(expected));
    std::filesystem::remove(m_Folder / "label.nii.gz");
  }

  TemporaryFolder m_Folder;
};

TEST_F(CascadeProgram, RunsTheFirstStageByItselfFromTheFolderBesideAndFromOneFile)
{
  ExpectLabelsOfNnUNet(Predict(Shared(kSecondStage)));
  const ProcessResult converted = RunProgram({"convert", Shared(kSecondStage), "model.safetensors"}, m_Folder.Path());
  ASSERT_EQ(converted.exitCode, 0) << converted.err;
  ExpectLabelsOfNnUNet(Predict("model.safetensors"));
}

TEST_F(CascadeProgram, TakesTheLabelsOfTheFirstStage)
{
  const std::string given = Shared("expected/3d_lowres/seg/fold0_mirror");
  ExpectLabelsOfNnUNet(Predict(Shared(kSecondStage), {"--previous-stage", given + "/la_007.nii.gz"}));
  const ProcessResult result = RunProgram({"predict", "-m", Shared(kSecondStage), "-i", Shared("input"), "-o", "labels",
                                           "--no-mirror", "--previous-stage", m_Folder.Path().string()},
                                          m_Folder.Path());
  EXPECT_EQ(result.exitCode, 3) << result.err;
  EXPECT_THAT(result.err, HasSubstr("no labels of the previous stage for la_006, la_007"));
}

TEST_F(CascadeProgram, SaysWhatASecondStageAloneNeeds)
{
  std::filesystem::copy(Shared(kSecondStage), m_Folder / kSecondStage, std::filesystem::copy_options::recursive);
  const ProcessResult alone = Predict(kSecondStage);
  EXPECT_EQ(alone.exitCode, 2) << alone.err;
  EXPECT_THAT(alone.err, HasSubstr("the model of its first stage '3d_lowres' is not with it; give its labels by "
                                   "--previous-stage"));
  EXPECT_EQ(Lines(alone.err).size(), 1U) << alone.err;
  const ProcessResult needless = Predict(Shared("nnUNetTrainer__nnUNetPlans__3d_lowres"),
                                         {"--previous-stage", Shared("expected/3d_lowres/seg/fold0_mirror")});
  EXPECT_EQ(needless.exitCode, 2) << needless.err;
  EXPECT_THAT(needless.err, HasSubstr("has one stage only"));
}

} // namespace
} // namespace vox::testing
