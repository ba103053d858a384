// SPDX-License-Identifier: Apache-2.0
#include "voxOverrideConfiguration.h"

#include "voxExpectError.h"
#include "voxPlanFixture.h"
#include "voxUNetOptions.h"

namespace vox
{
namespace
{

using testing::ExpectError;

TEST(OverrideConfiguration, ChangesNothingForNoChanges)
{
  Plan plan = testing::SmallPlan();
  const Json before = plan.document;
  OverrideConfiguration(plan, "3d_fullres", Json::object(), "--config");
  EXPECT_EQ(plan.document.dump(), before.dump());
}

TEST(OverrideConfiguration, MergesDeeplyAndKeepsEverythingElse)
{
  Plan plan = testing::SmallPlan();
  const Json before = plan.document;
  OverrideConfiguration(plan, "3d_fullres",
                        {{"batch_size", 4},
                         {"patch_size", {32, 32, 48}},
                         {"architecture", {{"arch_kwargs", {{"features_per_stage", {16, 32, 64, 128}}}}}}},
                        "--config");
  const PlanConfiguration changed = plan.Configuration("3d_fullres", "p");
  EXPECT_EQ(changed.batchSize, 4);
  EXPECT_EQ(changed.patchSize, (Zyx<std::int64_t>{32, 32, 48}));
  EXPECT_EQ(UNetOptionsOf(changed.network).featuresPerStage, (std::vector<std::int64_t>{16, 32, 64, 128}));
  EXPECT_EQ(UNetOptionsOf(changed.network).blocksPerStage, (std::vector<std::int64_t>{2, 2, 2, 2}));
  EXPECT_EQ(plan.document["configurations"]["2d"], before["configurations"]["2d"]);
  Json & entry = plan.document["configurations"]["3d_fullres"];
  entry["batch_size"] = before["configurations"]["3d_fullres"]["batch_size"];
  entry["patch_size"] = before["configurations"]["3d_fullres"]["patch_size"];
  entry["architecture"]["arch_kwargs"]["features_per_stage"] = {32, 64, 128, 256};
  EXPECT_EQ(plan.document.dump(), before.dump());
}

TEST(OverrideConfiguration, ChangesTheNumberOfStagesWhenAllListsAreGiven)
{
  Plan plan = testing::SmallPlan();
  Json kwargs = {{"n_stages", 2},
                 {"features_per_stage", {8, 16}},
                 {"kernel_sizes", {{3, 3, 3}, {3, 3, 3}}},
                 {"strides", {{1, 1, 1}, {2, 2, 2}}},
                 {"n_conv_per_stage", {1, 1}},
                 {"n_conv_per_stage_decoder", Json::array({1})}};
  OverrideConfiguration(plan, "3d_fullres", {{"architecture", {{"arch_kwargs", kwargs}}}}, "--config");
  EXPECT_EQ(UNetOptionsOf(plan.Configuration("3d_fullres", "p").network).strides.size(), 2U);
}

TEST(OverrideConfiguration, LeavesTheParentOfAnInheritedObjectAlone)
{
  Plan plan = testing::CascadePlan();
  const Json parent = plan.document["configurations"]["3d_fullres"];
  const std::size_t stages = parent["architecture"]["arch_kwargs"]["n_stages"].get<std::size_t>();
  OverrideConfiguration(
      plan, "3d_cascade_fullres",
      {{"architecture", {{"arch_kwargs", {{"features_per_stage", std::vector<std::int64_t>(stages, 8)}}}}}},
      "--config");
  EXPECT_EQ(plan.document["configurations"]["3d_fullres"], parent);
  const PlanConfiguration cascade = plan.Configuration("3d_cascade_fullres", "p");
  EXPECT_EQ(UNetOptionsOf(cascade.network).featuresPerStage, std::vector<std::int64_t>(stages, 8));
  EXPECT_EQ(UNetOptionsOf(cascade.network).strides.size(), stages);
  EXPECT_EQ(cascade.previousStage, "3d_lowres");
}

TEST(OverrideConfiguration, ReachesConfigurationsThatInherit)
{
  Plan plan = testing::CascadePlan();
  OverrideConfiguration(plan, "3d_fullres", {{"batch_size", 7}}, "--config");
  EXPECT_EQ(plan.Configuration("3d_cascade_fullres", "p").batchSize, 7);
}

TEST(OverrideConfiguration, SetsWhatNnunetLeavesOutOrNull)
{
  Plan plan = testing::SmallPlan();
  const Json kwargs = {{"dropout_op", "torch.nn.Dropout3d"},
                       {"dropout_op_kwargs", {{"p", 0.25}}},
                       {"nonlin_kwargs", {{"negative_slope", 0.1}}}};
  OverrideConfiguration(
      plan, "3d_fullres",
      {{"architecture", {{"arch_kwargs", kwargs}}}, {"resampling_fn_data_kwargs", {{"force_separate_z", false}}}},
      "--config");
  const PlanConfiguration configuration = plan.Configuration("3d_fullres", "p");
  EXPECT_EQ(UNetOptionsOf(configuration.network).dropout, 0.25);
  EXPECT_EQ(UNetOptionsOf(configuration.network).negativeSlope, 0.1);
  EXPECT_EQ(configuration.preprocessing.image.forceSeparateZ, false);
}

TEST(OverrideConfiguration, PutsAnotherNetworkInThePlaceOfTheOne)
{
  Plan plan = testing::SmallPlan();
  const Json encoder = {{"network_class_name", "voxtome.EncoderUNet"}, {"arch_kwargs", {{"encoder", "resnet18"}}}};
  const Json patch = {64, 64, 64};
  OverrideConfiguration(plan, "3d_fullres", {{"architecture", encoder}, {"patch_size", patch}}, "--config");
  const NetworkDefinition network = plan.Configuration("3d_fullres", "p").network;
  EXPECT_EQ(network.name, "EncoderUNet");
  EXPECT_EQ(network.options.at("encoder"), "resnet18");
  EXPECT_EQ(network.Dimensions(), 3);
  OverrideConfiguration(plan, "3d_fullres", {{"architecture", {{"arch_kwargs", {{"encoder", "resnet34"}}}}}},
                        "--config");
  EXPECT_EQ(plan.Configuration("3d_fullres", "p").network.options.at("encoder"), "resnet34");

  const Json before = plan.document;
  VOX_EXPECT_ERROR(OverrideConfiguration(plan, "3d_fullres",
                                         {{"architecture", {{"arch_kwargs", {{"encoder", "resnet1"}}}}}}, "--config"),
                   ErrorKind::Usage, "encoder: 'resnet1' is not known");
  VOX_EXPECT_ERROR(OverrideConfiguration(plan, "3d_fullres", {{"patch_size", {60, 64, 64}}}, "--config"),
                   ErrorKind::Usage,
                   "patch_size: found 60 on axis 0 (z, y, x), expected multiples of 32; the nearest "
                   "are 32 and 64");
  VOX_EXPECT_ERROR(OverrideConfiguration(plan, "3d_fullres",
                                         {{"architecture", {{"arch_kwargs", {{"input_channels", 2}}}}}}, "--config"),
                   ErrorKind::Usage, "found 'input_channels', which follows from patch_size and data set");
  EXPECT_EQ(plan.document, before);
}

/** Changes of 3d_fullres and what the message must say about them. */
struct BadChange
{
  Json changes;
  const char * message;
};

TEST(OverrideConfiguration, RefusesBadChangesAndLeavesThePlanAlone)
{
  const auto architecture = [](const Json & kwargs) { return Json{{"architecture", {{"arch_kwargs", kwargs}}}}; };
  const std::vector<BadChange> bad{
      {{{"patchsize", {32, 32, 32}}},
       "--config: unknown key 'patchsize'; known are: data_identifier, preprocessor_name"},
      {architecture({{"features", {8, 16}}}),
       "arch_kwargs: unknown key 'features'; known are: n_stages, features_per_stage"},
      {architecture({{"norm_op_kwargs", {{"epsilon", 1}}}}),
       "norm_op_kwargs: unknown key 'epsilon'; known are: eps, affine"},
      {{{"batch_size", "2"}}, "--config: batch_size: found \"2\", expected number as in 2"},
      {{{"architecture", 3}}, "--config: architecture: found 3, expected object"},
      {Json::array({1}), "--config: found [1], expected an object"},
      {{{"patch_size", {32, 32, 36}}}, "patch_size: found 36 on axis 2 (z, y, x), expected multiples of 8"},
      {architecture({{"features_per_stage", {8, 16, 32}}}), "features_per_stage: found 3 entries, expected 4"},
      {architecture({{"n_stages", 3}}), "features_per_stage: found 4 entries, expected 3"},
  };
  for (const BadChange & change : bad)
  {
    SCOPED_TRACE(change.changes.dump());
    Plan plan = testing::SmallPlan();
    const Json before = plan.document;
    ExpectError(ErrorKind::Usage, change.message,
                [&] { OverrideConfiguration(plan, "3d_fullres", change.changes, "--config"); });
    EXPECT_EQ(plan.document, before);
  }
}

TEST(OverrideConfiguration, NamesTheKnownConfigurations)
{
  Plan plan = testing::SmallPlan();
  ExpectError(ErrorKind::Usage, "--config: unknown configuration '3d'; known are: 2d, 3d_fullres",
              [&] { OverrideConfiguration(plan, "3d", Json::object(), "--config"); });
}

} // namespace
} // namespace vox
