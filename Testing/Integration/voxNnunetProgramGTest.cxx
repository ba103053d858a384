// SPDX-License-Identifier: Apache-2.0
// The program on results folders of nnU-Net.
#include "voxProcess.h"

#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char * kParity = "parity/models/m2_hippocampus_2d_plain";

std::string
Results()
{
  return (SharedPath(kParity) / "nnUNetTrainer__nnUNetPlans__2d").string();
}

/** Segments the first case and gives the label map. */
at::Tensor
Predicted(const std::string & model, const TemporaryFolder & folder)
{
  const std::string image = (SharedPath(kParity) / "input/hippocampus_065_0000.nii.gz").string();
  const ProcessResult result = RunProgram(
      {"predict", "-m", model, "-f", "0", "-i", image, "-o", "label.nii.gz", "--precision", "fp32"}, folder.Path());
  EXPECT_EQ(result.exitCode, 0) << result.err;
  return ReadLabelMap(folder / "label.nii.gz").voxels;
}

TEST(NnunetProgram, PredictsAsNnunetDoesFromFolderAndConvertedFile)
{
  VOX_REQUIRE_SHARED(kParity);
  const TemporaryFolder folder;
  const at::Tensor expected =
      ReadLabelMap(SharedPath(kParity) / "expected/seg/fold0_mirror/hippocampus_065.nii.gz").voxels;
  EXPECT_TRUE(Predicted(Results(), folder).equal(expected));
  ASSERT_EQ(RunProgram({"convert", Results(), "model.safetensors"}, folder.Path()).exitCode, 0);
  EXPECT_TRUE(Predicted("model.safetensors", folder).equal(expected));
}

TEST(NnunetProgram, InspectsAFolder)
{
  VOX_REQUIRE_SHARED(kParity);
  const TemporaryFolder folder;
  const ProcessResult result = RunProgram({"inspect", Results()}, folder.Path());
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("nnUNetTrainer"), HasSubstr("checkpoint_final.pth"), HasSubstr("Anterior")));
}

TEST(NnunetProgram, RefusesWhatItCannotUseAsABadModel)
{
  VOX_REQUIRE_SHARED(kParity);
  const TemporaryFolder folder;
  const auto refused = [&](const std::string & model, const std::string & fold) {
    const ProcessResult result =
        RunProgram({"predict", "-m", model, "-f", fold, "-i", "image.nii.gz", "-o", "label.nii.gz"}, folder.Path());
    EXPECT_EQ(result.exitCode, 4) << result.err;
    EXPECT_EQ(Lines(result.err).size(), 1U) << result.err;
    return result.err;
  };
  EXPECT_THAT(refused(Results(), "3"), HasSubstr("fold_3: no such folder; the folds there are: 0"));
  EXPECT_THAT(refused(Results() + "/fold_0", "0"), HasSubstr("plans.json: missing; expected the results folder"));
  EXPECT_THAT(refused(Results() + "/fold_0/checkpoint_final.pth", "0"), HasSubstr("a checkpoint alone lacks plan"));
}

} // namespace
} // namespace vox::testing
