// SPDX-License-Identifier: Apache-2.0
#include "voxDecodeLogits.h"
#include "voxNpy.h"
#include "voxPlan.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

namespace vox
{
namespace
{

/** A case of one of nnU-Net's reference models (parity/models). */
struct ParityCase
{
  const char * model;
  const char * trainer;
  const char * configuration;
  const char * name;
  int channels;
};

void
PrintTo(const ParityCase & parity, std::ostream * stream)
{
  *stream << parity.model << " " << parity.name;
}

/** From the files of a case to the network and, with nnU-Net's own logits in its place, from the network to the labels.
 */
class NnunetExport : public ::testing::TestWithParam<ParityCase>
{
protected:
  static constexpr const char * models = "parity/models";

  [[nodiscard]] std::filesystem::path
  Folder() const
  {
    return testing::SharedPath(models) / GetParam().model;
  }
  [[nodiscard]] std::string
  FoldFile(const char * kind, const char * ending) const
  {
    return (Folder() / "expected" / kind / "fold0_nomirror" / (std::string(GetParam().name) + ending)).string();
  }
  [[nodiscard]] Json
  ReadModelJson(const char * file) const
  {
    return ReadJson(Folder() / GetParam().trainer / file);
  }
  [[nodiscard]] PreprocessedCase
  PreprocessedInput() const
  {
    std::vector<std::filesystem::path> files;
    for (int channel = 0; channel < GetParam().channels; ++channel)
    {
      files.push_back(Folder() / "input" / fmt::format("{}_{:04}.nii.gz", GetParam().name, channel));
    }
    const Plan plan = ParsePlan(ReadModelJson("plans.json"), GetParam().model);
    const PlanConfiguration configuration = plan.Configuration(GetParam().configuration, GetParam().model);
    return Preprocess(ReadCaseImage(files), {}, configuration.preprocessing);
  }
};

TEST_P(NnunetExport, WhatTheNetworkSeesEqualsNnUNets)
{
  VOX_REQUIRE_SHARED(models);
  const auto expected =
      testing::ReadNpz(Folder() / "expected/preprocessed" / (std::string(GetParam().name) + ".npz")).at("data");
  const at::Tensor image = PreprocessedInput().image;
  ASSERT_EQ(image.sizes(), expected.sizes());
  EXPECT_LT((image - expected).abs().max().item<double>(), 1e-5);
}

TEST_P(NnunetExport, LabelsFromNnUNetsLogitsEqualItsOwn)
{
  VOX_REQUIRE_SHARED(models);
  const at::Tensor logits = testing::ReadNpz(FoldFile("logits", ".npz")).at("logits").to(at::kFloat);
  const DatasetDescription description = ParseDatasetDescription(ReadModelJson("dataset.json"), GetParam().model);
  const Volume expected = ReadLabelMap(FoldFile("seg", ".nii.gz"));
  const Volume labels = DecodeLabels(logits, PreprocessedInput().record, description);
  EXPECT_LT(CornerDistanceVoxels(labels.geometry, expected.geometry), 1e-3);
  // nnU-Net rounds resampled logits to half precision before it compares them: near-ties may fall the other way.
  const auto differing = (labels.voxels != expected.voxels).sum().item<std::int64_t>();
  EXPECT_LE(static_cast<double>(differing), 5e-4 * static_cast<double>(labels.voxels.numel())) << differing;
}

INSTANTIATE_TEST_SUITE_P(
    Models, NnunetExport,
    ::testing::Values(
        ParityCase{"m1_hippocampus_3d_fullres_plain", "nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres",
                   "oblique_case", 1},
        ParityCase{"m2_hippocampus_2d_plain", "nnUNetTrainer__nnUNetPlans__2d", "2d", "hippocampus_065", 1},
        ParityCase{"m3_hippocampus_3d_fullres_resenc", "nnUNetTrainer__nnUNetResEncUNetMPlans__3d_fullres",
                   "3d_fullres", "hippocampus_065", 1},
        ParityCase{"m5_brain_regions_4ch", "nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", "tumour_004", 4},
        ParityCase{"m6_ct_anisotropic", "nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", "ct_005", 1},
        ParityCase{"m7_hippocampus_ignore_transposed", "nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres",
                   "hip_008", 1}));

TEST(NnunetRegionExport, RegionProbabilitiesEqualNnUNets)
{
  VOX_REQUIRE_SHARED("parity/models/m5_brain_regions_4ch");
  const auto folder = testing::SharedPath("parity/models/m5_brain_regions_4ch");
  std::vector<std::filesystem::path> files;
  for (int channel = 0; channel < 4; ++channel)
  {
    files.push_back(folder / "input" / fmt::format("tumour_004_{:04}.nii.gz", channel));
  }
  const auto modelFolder = folder / "nnUNetTrainer__nnUNetPlans__3d_fullres";
  const Plan plan = ParsePlan(ReadJson(modelFolder / "plans.json"), "m5");
  const auto record = Preprocess(ReadCaseImage(files), {}, plan.Configuration("3d_fullres", "m5").preprocessing).record;
  const auto logits = testing::ReadNpz(folder / "expected/logits/fold0_mirror/tumour_004.npz").at("logits");
  const auto expected =
      testing::ReadNpz(folder / "expected/probabilities/fold0_mirror/tumour_004.npz").at("probabilities");
  const Volume probabilities = DecodeProbabilities(
      logits.to(at::kFloat), record, ParseDatasetDescription(ReadJson(modelFolder / "dataset.json"), "m5"));
  ASSERT_EQ(probabilities.voxels.sizes(), expected.sizes());
  // A logit of up to 8 in half precision is off by up to 0.004, its sigmoid by a quarter of that.
  EXPECT_LT((probabilities.voxels - expected).abs().max().item<double>(), 1e-3);
}

} // namespace
} // namespace vox
