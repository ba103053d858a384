// SPDX-License-Identifier: Apache-2.0
// Values and gradients of nnU-Net 2.8.1, MONAI 1.6.1, torch 2.11 and float64 evaluations of the definitions, with the
// tolerances of the fixtures.
#include "voxDeepSupervision.h"
#include "voxLossRegistry.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace
{

using vox::Json;
using vox::testing::ReadNpy;
using vox::testing::SharedPath;

/** How a fixture is written in our terms: value of ours = scale(K) * theirs + offset. */
struct Fixture
{
  const char * name;
  const char * loss;
  const char * options;
  double offset = 0.0;
  bool timesClasses = false;
  double relativeInDouble = 1e-9;
};

void
PrintTo(const Fixture & fixture, std::ostream * stream)
{
  *stream << fixture.name;
}

// nnU-Net's value is minus Dice. In float64 a looser bound holds for sums that a library takes in float32 whatever its
// input: nnU-Net's, MONAI's focal loss (a mean over classes too), its norm of squared labels, its distances and its
// class weights, the Lovasz loss of segmentation_models.pytorch, and MONAI's Wasserstein Dice.
constexpr Fixture fixtures[] = {
    {"nnunet_dc_ce", "dice-cross-entropy", R"({"batch": false})", 1.0, false, 1e-6},
    {"nnunet_dc_ce_batch", "dice-cross-entropy", "{}", 1.0, false, 1e-6},
    {"nnunet_dc_ce_ignore", "dice-cross-entropy", R"({"batch": false, "ignore_label": 3})", 1.0, false, 1e-6},
    {"nnunet_dc_ce_ignore_batch", "dice-cross-entropy", R"({"ignore_label": 3})", 1.0, false, 1e-6},
    {"nnunet_dc_ce_softdice", "dice-cross-entropy", R"({"batch": false})", 1.0, false, 1e-6},
    {"nnunet_me_dice", "dice", R"({"batch": false, "include_background": true})", 1.0, false, 1e-6},
    {"nnunet_me_dice_smooth1_nobg_batch", "dice", R"({"smooth": 1.0})", 1.0, false, 1e-6},
    {"torch_ce", "cross-entropy", "{}"},
    {"torch_ce_weighted", "cross-entropy", R"({"class_weights": "by K"})"},
    {"torch_ce_ignore_smooth", "cross-entropy", R"({"ignore_label": 3, "label_smoothing": 0.1})"},
    {"formula_weighted_ce_over_n", "cross-entropy", R"({"class_weights": "by K", "divisor": "voxels"})"},
    {"monai_dice_softmax", "dice", R"({"batch": false, "include_background": true})"},
    {"monai_dice_softmax_nobg_batch", "dice", "{}"},
    {"monai_tversky_3_7", "tversky", R"({"batch": false, "include_background": true})"},
    {"formula_focal_tversky_inv_g1.33", "focal-tversky", R"({"batch": false, "smooth": 0.0})"},
    {"formula_focal_tversky_inv_g2", "focal-tversky", R"({"batch": false, "smooth": 0.0, "gamma": 2.0})"},
    {"formula_focal_a25_g2", "focal", R"({"class_weights": [0.75, 0.25]})"},
    {"monai_focal_softmax", "focal", "{}", 0.0, true, 1e-6},
    {"formula_vnet_dice", "dice", R"({"squared": true, "smooth": 0, "batch": false})"},
    {"monai_dice_squared", "dice", R"({"squared": true, "batch": false, "include_background": true})", 0.0, false,
     1e-6},
    {"nnunet_dc_topk10", "dice-top-k", R"({"batch": false})", 1.0, false, 1e-6},
    {"nnunet_dc_topk10_ignore", "dice-top-k", R"({"batch": false, "ignore_label": 3, "percent_of_all": true})", 1.0,
     false, 1e-6},
    {"formula_topk_ce_25", "top-k", R"({"percent": 25})"},
    {"formula_topk_ce_50", "top-k", R"({"percent": 50})"},
    {"formula_balanced_ce", "balanced-cross-entropy", "{}"},
    {"formula_gdl_maxfinite", "generalized-dice", R"({"smooth": 0})"},
    {"monai_gdice_square", "generalized-dice", "{}", 0.0, false, 1e-6},
    {"monai_gdice_simple_batch", "generalized-dice", R"({"weighting": "inverse", "batch": true})", 0.0, false, 1e-6},
    {"monai_gdice_uniform_nobg", "generalized-dice", R"({"weighting": "uniform", "include_background": false})"},
    {"monai_dice_jaccard", "jaccard", R"({"batch": false, "include_background": true, "smooth": 5e-6})"},
    {"formula_log_cosh_dice_s0", "log-cosh-dice", R"({"batch": false, "smooth": 0})"},
    {"formula_log_cosh_dice_s1", "log-cosh-dice", R"({"batch": false, "smooth": 1})"},
    {"formula_asymmetric_similarity_f1.5", "tversky",
     R"({"batch": false, "smooth": 0, "false_positive": 0.3076923076923077, "false_negative": 0.6923076923076923})"},
    {"formula_lovasz_softmax", "lovasz-softmax", "{}"},
    {"smp_lovasz_multiclass", "lovasz-softmax", "{}", 0.0, false, 1e-6},
    {"smp_lovasz_multiclass_per_image", "lovasz-softmax", R"({"per_sample": true})", 0.0, false, 1e-6},
    {"smp_lovasz_ignore", "lovasz-softmax", R"({"ignore_label": 3})", 0.0, false, 1e-6},
    {"smp_mcc", "matthews-correlation", "{}"},
    {"formula_sens_spec_r0.05", "sensitivity-specificity", R"({"batch": false})"},
    {"formula_sens_spec_r0.1", "sensitivity-specificity", R"({"batch": false, "sensitivity": 0.1})"},
    {"monai_gwdl_default_vol", "wasserstein-dice", R"({"distances": "of MONAI"})", 0.0, false, 1e-6},
    {"monai_gwdl_default_img", "wasserstein-dice", R"({"distances": "of MONAI"})", 0.0, false, 1e-6},
    {"monai_gwdl_default_allbg", "wasserstein-dice", R"({"distances": "of MONAI"})", 0.0, false, 1e-6},
    {"monai_gwdl_default_absent", "wasserstein-dice", R"({"distances": "of MONAI"})", 0.0, false, 1e-6},
    {"monai_gwdl_gdl_vol", "wasserstein-dice", R"({"distances": "of MONAI", "weight_by_volume": true})", 0.0, false,
     1e-6},
    {"monai_gwdl_gdl_img", "wasserstein-dice", R"({"distances": "of MONAI", "weight_by_volume": true})", 0.0, false,
     1e-6},
    {"monai_gwdl_gdl_allbg", "wasserstein-dice", R"({"distances": "of MONAI", "weight_by_volume": true})", 0.0, false,
     1e-6},
    {"monai_gwdl_gdl_absent", "wasserstein-dice", R"({"distances": "of MONAI", "weight_by_volume": true})", 0.0, false,
     1e-6},
    {"formula_unified_focal_asym_l0.5_d0.6_g0.5", "unified-focal", "{}"},
    {"formula_unified_focal_sym_l0.5_d0.6_g0.5", "unified-focal", R"({"asymmetric": false})"},
    {"formula_boundary", "boundary", "{}"},
    {"formula_boundary_spacing", "boundary", R"({"extent_mm": "of spacing"})"},
    {"formula_hausdorff_dt_both", "hausdorff-distance-transform", "{}"},
    {"formula_hausdorff_dt_both_spacing", "hausdorff-distance-transform", R"({"extent_mm": "of spacing"})"},
    {"formula_hausdorff_dt_onesided", "hausdorff-distance-transform", R"({"one_sided": true})"},
    {"formula_hausdorff_dt_onesided_spacing", "hausdorff-distance-transform",
     R"({"one_sided": true, "extent_mm": "of spacing"})"},
    {"monai_hausdorff_dt", "hausdorff-distance-transform", "{}", 0.0, false, 1e-6},
    {"monai_hausdorff_dt_sigmoid", "hausdorff-distance-transform", "{}", 0.0, false, 1e-6},
    {"monai_log_hausdorff_dt", "hausdorff-distance-transform", R"({"logarithm": true, "include_background": true})",
     0.0, false, 1e-6},
    {"formula_hausdorff_erosion", "hausdorff-erosion", "{}"},
    {"formula_hausdorff_erosion_renorm", "hausdorff-erosion", R"({"renormalize": true})"},
    {"formula_distance_penalised_ce", "distance-penalized-cross-entropy", "{}"},
    {"formula_shape_aware_ce", "shape-aware", "{}"},
    {"formula_combo_a0.5_b0.5", "combo", "{}", 0.5},
    {"formula_exp_log_d0.3_c0.3", "exponential-logarithmic", "{}"},
    {"monai_focal_softmax_alpha", "focal", R"({"gamma": 1.5, "class_weights": "alpha .25"})", 0.0, true, 1e-6},
    {"monai_cldice_sigmoid", "cl-dice", R"({"weight_dice": 0, "iterations": 5, "harmonic_smooth": 1e-4})"},
    {"monai_cldice_softmax", "cl-dice",
     R"({"weight_dice": 0, "iterations": 3, "harmonic_smooth": 1e-4, "pool_classes": true, "include_background": true})"},
    {"monai_dice_cldice", "cl-dice",
     R"({"iterations": 3, "harmonic_smooth": 1e-4, "pool_classes": true, "include_background": true})"},
};

/** What labels of these sizes cover at the spacing of the fixtures. */
std::vector<double>
ExtentOf(const at::Tensor & labels)
{
  const std::vector<double> spacing = labels.dim() == 4 ? std::vector{2.5, 1.0, 0.75} : std::vector{1.0, 2.0, 0.5};
  std::vector<double> extent = spacing;
  for (std::int64_t axis = labels.dim() == 4 ? 0 : 1; axis < 3; ++axis)
  {
    extent[static_cast<std::size_t>(axis)] *= static_cast<double>(labels.size(labels.dim() - 3 + axis));
  }
  return extent;
}

/** The options, with what depends on the number of classes and the sizes of the labels filled in. */
Json
OptionsFor(const Fixture & fixture, std::int64_t classes, const at::Tensor & labels)
{
  Json options = vox::ParseJson(fixture.options, fixture.name);
  if (options.contains("class_weights") && options["class_weights"] == "by K")
  {
    options["class_weights"] = classes == 2   ? std::vector{1.0, 3.0}
                               : classes == 3 ? std::vector{0.4, 1.0, 2.2}
                                              : std::vector{0.3, 1.0, 2.0, 1.5};
  }
  else if (options.contains("class_weights") && options["class_weights"] == "alpha .25")
  {
    std::vector<double> weights(static_cast<std::size_t>(classes), 0.25);
    weights.front() = 0.75;
    options["class_weights"] = weights;
  }
  else if (options.contains("extent_mm"))
  {
    options["extent_mm"] = ExtentOf(labels);
  }
  else if (options.contains("distances") && classes == 3)
  {
    options["distances"] = {{0.0, 1.0, 1.0}, {1.0, 0.0, 0.5}, {1.0, 0.5, 0.0}};
  }
  else if (options.contains("distances"))
  {
    options["distances"] = {{0.0, 1.0, 1.0, 1.0}, {1.0, 0.0, 0.6, 0.5}, {1.0, 0.6, 0.0, 0.7}, {1.0, 0.5, 0.7, 0.0}};
  }
  return options;
}

class LossParity : public ::testing::TestWithParam<Fixture>
{};

} // namespace

TEST_P(LossParity, ValueAndGradientAgreeInFloatAndDouble)
{
  VOX_REQUIRE_SHARED("parity/numeric/losses");
  const auto folder = SharedPath("parity/numeric/losses");
  const Fixture & fixture = GetParam();
  double largest = 0.0;
  const Json file = vox::ReadJson(folder / (std::string(fixture.name) + ".json"));
  EXPECT_FALSE(file.at("cases").empty());
  for (const Json & row : file.at("cases"))
  {
    const std::string label = row["case"];
    const at::Tensor labels = ReadNpy(folder / row["target"].get<std::string>()).select(1, 0);
    const at::Tensor expectedGradient = ReadNpy(folder / row["grad"].get<std::string>()).to(at::kDouble);
    for (const at::ScalarType type : {at::kFloat, at::kDouble})
    {
      at::Tensor stored = ReadNpy(folder / row["logits"].get<std::string>()).to(type).requires_grad_();
      // One logit x of a binary fixture is the pair (0, x) under softmax.
      const at::Tensor logits = stored.size(1) == 1 ? at::cat({at::zeros_like(stored), stored}, 1) : stored;
      const at::Tensor loss = vox::MakeLoss(fixture.loss, OptionsFor(fixture, logits.size(1), labels))(logits, labels);
      loss.backward();
      const double scale = fixture.timesClasses ? static_cast<double>(logits.size(1)) : 1.0;
      const double expected = row["value_float64"].get<double>() * scale + fixture.offset;
      // The values of e1 are those of logits in double precision, of which the file holds the nearest in single.
      const double inDouble = std::max(fixture.relativeInDouble, label == "e1" ? 2e-8 : 0.0);
      const double tolerance = type == at::kFloat ? 1e-5 : inDouble;
      EXPECT_NEAR(loss.item<double>(), expected, tolerance * std::max(1.0, std::abs(expected))) << label;
      largest = std::max(largest, std::abs(loss.item<double>() - expected));

      const double size = expectedGradient.abs().max().item<double>() * scale;
      const double difference = (stored.grad().to(at::kDouble) - expectedGradient * scale).abs().max().item<double>();
      EXPECT_LE(difference, 1e-5 * size + 1e-8) << label << ", gradient";
    }
  }
  RecordProperty("largest_difference", fmt::format("{:.2e}", largest));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, LossParity, ::testing::ValuesIn(fixtures), [](const auto & test) {
  std::string name = test.param.name;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

TEST(LossParityOfNnUNet, DeepSupervisionAgrees)
{
  VOX_REQUIRE_SHARED("parity/numeric/losses");
  const auto folder = SharedPath("parity/numeric/losses");
  const Json file = vox::ReadJson(folder / "nnunet_deep_supervision.json");
  EXPECT_FALSE(file.at("cases").empty());
  for (const Json & row : file.at("cases"))
  {
    const at::Tensor labels = ReadNpy(folder / row["target"].get<std::string>()).select(1, 0);
    at::Tensor logits = ReadNpy(folder / row["logits"].get<std::string>()).requires_grad_();
    std::vector<at::Tensor> outputs{logits};
    for (int level = 1; level < 3; ++level)
    {
      std::vector<std::int64_t> size;
      for (std::int64_t axis = 2; axis < 5; ++axis)
      {
        size.push_back(std::lrint(std::ldexp(static_cast<double>(logits.size(axis)), -level)));
      }
      outputs.push_back(at::adaptive_avg_pool3d(logits, size) * (1.0 + 0.1 * level));
    }
    const at::Tensor loss = vox::DeepSupervisionLoss(outputs, labels, vox::MakeLoss("dice-cross-entropy"));
    loss.backward();
    EXPECT_NEAR(loss.item<double>(), row["value_float64"].get<double>() + 1.0, 1e-5);
    const at::Tensor expected = ReadNpy(folder / row["grad"].get<std::string>());
    EXPECT_LE((logits.grad() - expected).abs().max().item<double>(), 1e-5 * expected.abs().max().item<double>() + 1e-8);
  }
}

TEST(LossParityOfNnUNet, DiceAndCrossEntropyAgreeWithAndWithoutIgnoredVoxels)
{
  VOX_REQUIRE_SHARED("parity/transforms/losses.npz");
  const auto arrays = vox::testing::ReadNpz(SharedPath("parity/transforms/losses.npz"));
  int compared = 0;
  for (const Json & row : vox::ReadJson(SharedPath("parity/transforms/losses.json")))
  {
    const std::string name = row["name"];
    if (!name.starts_with("dc_ce__") && !name.starts_with("dice_only__"))
    {
      continue; // regions: voxSigmoidLossGTest.cxx; deep supervision: below
    }
    Json options = {{"batch", row["batch_dice"]}};
    if (row.contains("ignore_label"))
    {
      options["ignore_label"] = row["ignore_label"];
    }
    const vox::LossFunction loss = vox::MakeLoss(name.starts_with("dc_ce") ? "dice-cross-entropy" : "dice", options);
    at::Tensor logits = arrays.at("logits").clone().requires_grad_();
    const at::Tensor value = loss(logits, arrays.at(row["inputs"][1].get<std::string>()).select(1, 0));
    value.backward();
    EXPECT_NEAR(value.item<double>(), row["value"].get<double>() + 1.0, 1e-6) << name;
    const at::Tensor & expected = arrays.at("grad__" + name);
    EXPECT_LE((logits.grad() - expected).abs().max().item<double>(), 1e-6) << name;
    ++compared;
  }
  EXPECT_EQ(compared, 8);
}

TEST(LossParityOfNnUNet, WeightedSumOverScalesAgrees)
{
  VOX_REQUIRE_SHARED("parity/transforms/losses.npz");
  const auto arrays = vox::testing::ReadNpz(SharedPath("parity/transforms/losses.npz"));
  const Json row = vox::ReadJson(SharedPath("parity/transforms/losses.json")).back();
  const vox::LossFunction loss = vox::MakeLoss("dice-cross-entropy");
  const std::vector<double> weights = vox::DeepSupervisionWeights(3);
  double sum = 0.0;
  for (std::int64_t level = 0; level < 3; ++level)
  {
    // This fixture takes every 2^i-th voxel of logits and labels, not the labels of DeepSupervisionTargets.
    const std::int64_t step = std::int64_t{1} << level;
    const auto every = [step](at::Tensor tensor) {
      for (std::int64_t axis = 2; axis < 5; ++axis)
      {
        tensor = tensor.slice(axis, 0, tensor.size(axis), step);
      }
      return tensor;
    };
    sum += weights[static_cast<std::size_t>(level)] *
           loss(every(arrays.at("logits")), every(arrays.at("target")).select(1, 0)).item<double>();
  }
  EXPECT_NEAR(sum, row["value"].get<double>() + 1.0, 1e-6);
}
