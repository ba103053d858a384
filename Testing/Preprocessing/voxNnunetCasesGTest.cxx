// SPDX-License-Identifier: Apache-2.0
// Whole cases against nnU-Net 2.8.1: what enters the network, and what becomes of its logits.
#include "voxPreprocess.h"

#include "voxNpy.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace
{
namespace fs = std::filesystem;
using vox::Json;

struct NnunetModel
{
  const char * folder;
  const char * plan; ///< folder of plans.json
  const char * configuration;
  const char * expected;
};

void
PrintTo(const NnunetModel & model, std::ostream * stream)
{
  *stream << model.folder << " " << model.configuration;
}

const NnunetModel models[] = {
    {"m1_hippocampus_3d_fullres_plain", "nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", "expected"},
    {"m2_hippocampus_2d_plain", "nnUNetTrainer__nnUNetPlans__2d", "2d", "expected"},
    {"m4_leftatrium_cascade", "nnUNetTrainer__nnUNetPlans__3d_lowres", "3d_lowres", "expected/3d_lowres"},
    {"m5_brain_regions_4ch", "nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", "expected"},
    {"m6_ct_anisotropic", "nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", "expected"},
    {"m7_hippocampus_ignore_transposed", "nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", "expected"}};

class NnunetCases : public ::testing::TestWithParam<NnunetModel>
{
protected:
  static fs::path
  Root()
  {
    return vox::testing::SharedPath("parity/models") / GetParam().folder;
  }

  static fs::path
  Expected()
  {
    return Root() / GetParam().expected;
  }

  /** The fields of plans.json that preprocessing needs; the module Planning reads whole plans. */
  static vox::PreprocessOptions
  Options()
  {
    const Json plan = vox::ReadJson(Root() / GetParam().plan / "plans.json");
    const Json & configuration = plan.at("configurations").at(GetParam().configuration);
    const Json & statistics = plan.at("foreground_intensity_properties_per_channel");
    vox::PreprocessOptions options;
    options.transposeForward = plan.at("transpose_forward").get<std::array<int, 3>>();
    const auto spacing = configuration.at("spacing").get<std::vector<double>>();
    std::copy_backward(spacing.begin(), spacing.end(), options.spacingMm.end());
    options.useMaskForNorm = configuration.at("use_mask_for_norm").get<std::vector<bool>>();
    options.normalization.clear();
    for (const Json & scheme : configuration.at("normalization_schemes"))
    {
      vox::FromJson(statistics.at(std::to_string(options.normalization.size())), options.statistics.emplace_back(),
                    "plans.json");
      options.normalization.push_back(scheme == "CTNormalization" ? vox::Normalization::Ct
                                                                  : vox::Normalization::ZScore);
    }
    return options;
  }

  static vox::PreprocessedCase
  Preprocessed(const std::string & name)
  {
    std::vector<fs::path> channels;
    for (const auto & entry : fs::directory_iterator(Root() / "input"))
    {
      if (entry.path().filename().string().starts_with(name + "_0"))
      {
        channels.push_back(entry.path());
      }
    }
    std::sort(channels.begin(), channels.end());
    return vox::Preprocess(vox::ReadCaseImage(channels), {}, Options());
  }

  /** Calls visit(tag, case name, array file) for the arrays of one kind: expected/<kind>/<tag>/<case>.npz. */
  template <typename TVisitor>
  static void
  ForEachArray(const char * kind, TVisitor && visit)
  {
    for (const auto & tag : fs::directory_iterator(Expected() / kind))
    {
      for (const auto & file : fs::directory_iterator(tag))
      {
        visit(tag.path().filename().string(), file.path().stem().string(), file.path());
      }
    }
  }
};
INSTANTIATE_TEST_SUITE_P(All, NnunetCases, ::testing::ValuesIn(models));

TEST_P(NnunetCases, EnterTheNetworkAlike)
{
  VOX_REQUIRE_SHARED("parity/models");
  int compared = 0;
  double largest = 0.0;
  for (const auto & file : fs::directory_iterator(Expected() / "preprocessed"))
  {
    if (file.path().extension() != ".npz")
    {
      continue;
    }
    const std::string name = file.path().stem().string();
    const auto result = Preprocessed(name);
    const at::Tensor expected = vox::testing::ReadNpz(file).at("data");
    ASSERT_EQ(result.image.sizes(), expected.sizes()) << name;
    const double difference = (result.image - expected).abs().max().item<double>();
    EXPECT_LT(difference, 1e-5) << name;
    largest = std::max(largest, difference);

    const Json facts = vox::ReadJson(fs::path(file.path()).replace_extension(".json"));
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const auto box = facts.at("bbox_used_for_cropping").at(axis).get<std::array<std::int64_t, 2>>();
      EXPECT_EQ(result.record.crop.lower[axis], box[0]) << name;
      EXPECT_EQ(result.record.crop.upper[axis], box[1]) << name;
      EXPECT_EQ(result.record.reordered.size[axis], facts.at("shape_before_cropping").at(axis).get<std::int64_t>())
          << name;
    }
    ++compared;
  }
  EXPECT_GE(compared, 1);
  RecordProperty("largest_difference", fmt::format("{:.1e}", largest));
}

TEST_P(NnunetCases, LeaveTheNetworkAlike)
{
  VOX_REQUIRE_SHARED("parity/models");
  if (std::string_view(GetParam().folder).starts_with("m5"))
  {
    GTEST_SKIP() << "a model of regions: its logits are not argmaxed";
  }
  ForEachArray("logits", [](const std::string & tag, const std::string & name, const fs::path & file) {
    const auto labels = vox::InvertLogits(vox::testing::ReadNpz(file).at("logits"), Preprocessed(name).record);
    const auto expected = vox::ReadLabelMap(Expected() / "seg" / tag / (name + ".nii.gz"));
    EXPECT_EQ(labels.voxels.ne(expected.voxels).sum().item<std::int64_t>(), 0) << tag << " " << name;
    EXPECT_LT(vox::CornerDistanceVoxels(labels.geometry, expected.geometry), 1e-4) << name;
  });
}

TEST_P(NnunetCases, HaveTheSameProbabilities)
{
  VOX_REQUIRE_SHARED("parity/models");
  if (std::string_view(GetParam().folder).starts_with("m5"))
  {
    GTEST_SKIP() << "a model of regions: its probabilities are no softmax";
  }
  ForEachArray("probabilities", [](const std::string & tag, const std::string & name, const fs::path & file) {
    const at::Tensor logits = vox::testing::ReadNpz(Expected() / "logits" / tag / (name + ".npz")).at("logits");
    const auto probabilities = vox::InvertProbabilities(logits, Preprocessed(name).record);
    const at::Tensor expected = vox::testing::ReadNpz(file).at("probabilities");
    // nnU-Net stores the resampled logits in half precision. A sum right between two half-precision numbers (rows of
    // weight 1/2) is decided by the last bit of its double; ours, in single precision, goes to the even one. One unit
    // of a logit below 16 moves a probability by 2^-7 / 4 at the most.
    const at::Tensor difference = (probabilities.voxels - expected).abs();
    EXPECT_LT(difference.max().item<double>(), 0x1p-9) << tag << " " << name;
    EXPECT_LT(difference.gt(1e-5).to(at::kFloat).mean().item<double>(), 1e-2) << tag << " " << name;
    RecordProperty(tag + "_" + name, fmt::format("{:.1e}, above 1e-5: {} of {}", difference.max().item<double>(),
                                                 difference.gt(1e-5).sum().item<std::int64_t>(), difference.numel()));
  });
}
} // namespace
