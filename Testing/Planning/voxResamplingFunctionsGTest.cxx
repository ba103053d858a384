// SPDX-License-Identifier: Apache-2.0
// The resampling functions that plans of nnU-Net name.
#include "voxNpy.h"
#include "voxPlanFixture.h"
#include "voxResampleTensor.h"
#include "voxSeparateAxis.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

using testing::ExpectError;

/** SmallPlan whose 3d_fullres names this function with these arguments for image, labels and probabilities. */
Plan
PlanWith(const char * function, const Json & arguments)
{
  Plan plan = testing::SmallPlan();
  Json & configuration = plan.document["configurations"]["3d_fullres"];
  for (const std::string kind : {"data", "seg", "probabilities"})
  {
    configuration["resampling_fn_" + kind] = function;
    configuration["resampling_fn_" + kind + "_kwargs"] = arguments;
    if (arguments.contains("is_seg"))
    {
      configuration["resampling_fn_" + kind + "_kwargs"]["is_seg"] = kind == "seg";
    }
  }
  return plan;
}

PreprocessOptions
Options(const Plan & plan)
{
  return plan.Configuration("3d_fullres", "plans.json").preprocessing;
}

TEST(ResamplingFunctions, TheDefaultTakesAMissingForceSeparateZAsNever)
{
  Plan plan = testing::SmallPlan();
  Json & kwargs = plan.document["configurations"]["3d_fullres"]["resampling_fn_data_kwargs"];
  const auto force = [&] { return Options(plan).image.forceSeparateZ; };
  EXPECT_EQ(force(), std::nullopt);
  kwargs.erase("force_separate_z");
  EXPECT_EQ(force(), false);
  kwargs["force_separate_z"] = true;
  EXPECT_EQ(force(), true);
}

TEST(ResamplingFunctions, TheOneOfTorchIsLinearAndTakesAMissingForceSeparateZAsAutomatic)
{
  const PreprocessOptions never =
      Options(PlanWith("resample_torch_fornnunet",
                       {{"is_seg", false}, {"force_separate_z", false}, {"memefficient_seg_resampling", false}}));
  const PreprocessOptions automatic =
      Options(PlanWith("nnunetv2.preprocessing.resampling.resample_torch.resample_torch_fornnunet",
                       {{"is_seg", false}, {"mode", "linear"}, {"aniso_axis_mode", "nearest-exact"}}));
  for (const ResampleOptions * options : {&never.image, &never.labels, &never.probabilities})
  {
    EXPECT_EQ(options->order, 1);
    EXPECT_EQ(options->orderZ, 0);
    EXPECT_EQ(options->forceSeparateZ, false);
  }
  EXPECT_EQ(automatic.image.forceSeparateZ, std::nullopt);
  EXPECT_EQ(never.spacingMm[0], 1.0);
}

TEST(ResamplingFunctions, WithoutResamplingKeepTheSpacingOfTheCase)
{
  EXPECT_EQ(Options(PlanWith("no_resampling_hack", Json::object())).spacingMm,
            (std::array<std::optional<double>, 3>{}));
}

TEST(ResamplingFunctions, WithArgumentsThatWouldBeIgnoredAreRefused)
{
  const auto refused = [](const char * function, const Json & arguments, const char * message) {
    ExpectError(ErrorKind::BadModel, message, [&] { (void)Options(PlanWith(function, arguments)); });
  };
  refused("resample_torch_fornnunet", {{"is_seg", false}, {"mode", "nearest"}}, "'mode: \"nearest\"' is not supported");
  refused("resample_torch_fornnunet", {{"is_seg", false}, {"memefficient_seg_resampling", true}},
          "'memefficient_seg_resampling: true' is not supported");
  refused("resample_torch_fornnunet", {{"is_seg", false}, {"order", 3}}, "'order: 3' is not supported");
  refused("resample_torch_fornnunet", {{"force_separate_z", nullptr}}, "resampling_fn_seg_kwargs: is_seg must be true");
  refused("no_resampling_hack", {{"order", 3}}, "'order: 3' is not supported");
}

TEST(ResamplingFunctions, AreForAllArraysOrForNone)
{
  Plan plan = PlanWith("no_resampling_hack", Json::object());
  Json & configuration = plan.document["configurations"]["3d_fullres"];
  configuration["resampling_fn_data"] = "resample_data_or_seg_to_shape";
  ExpectError(ErrorKind::BadModel, "no_resampling_hack is named for some of resampling_fn_data",
              [&] { (void)Options(plan); });
}

template <typename T>
Zyx<T>
ZyxOf(const Json & json)
{
  return {json.at(0).get<T>(), json.at(1).get<T>(), json.at(2).get<T>()};
}

TEST(ResamplingFunctions, OrderOneAgreesWithTheOneOfTorch)
{
  VOX_REQUIRE_SHARED("parity/transforms/resampling.npz");
  const auto arrays = testing::ReadNpz(testing::SharedPath("parity/transforms/resampling.npz"));
  const Json facts = ReadJson(testing::SharedPath("parity/transforms/resampling.json"));
  int compared = 0;
  for (const Json & fact : facts.at("cases"))
  {
    const auto name = fact.at("name").get<std::string>();
    if (!fact.contains("function") || fact.value("is_seg", false))
    {
      continue;
    }
    SCOPED_TRACE(fact.dump());
    const ResampleOptions options{1, 0, std::nullopt};
    std::optional<bool> force;
    if (fact.contains("force_separate_z") && fact.at("force_separate_z").is_boolean())
    {
      force = fact.at("force_separate_z").get<bool>();
    }
    const auto axis =
        SeparateAxis(ZyxOf<double>(fact.at("current_spacing")), ZyxOf<double>(fact.at("new_spacing")), force);
    const at::Tensor input = arrays.at(fact.at("input").get<std::string>()).to(at::kFloat);
    const at::Tensor expected = arrays.at("out__" + name).to(at::kFloat);
    const at::Tensor found = ResampleImage(input, ZyxOf<std::int64_t>(fact.at("new_shape")), axis, options, 1);
    EXPECT_LT((found - expected).abs().max().item<double>(), 1e-5 * (input.max() - input.min()).item<double>());
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

} // namespace
} // namespace vox
