// SPDX-License-Identifier: Apache-2.0
// Plans as releases of nnU-Net before 2.3 wrote them: `UNet_class_name` and its companions instead of `architecture`,
// statistics `_by_modality`. Source: ConfigurationManager and PlansManager of nnU-Net 2.8.1, which still read them.
#include "voxPlanFixture.h"
#include "voxSharedFolder.h"

#include <filesystem>

namespace vox
{
namespace
{

using testing::ExpectError;

Json
Aged(const Json & now)
{
  Json old = now;
  const Json architecture = now.at("architecture");
  const Json & kwargs = architecture.at("arch_kwargs");
  const auto className = architecture.at("network_class_name").get<std::string>();
  const bool isResidual = kwargs.contains("n_blocks_per_stage");
  old.erase("architecture");
  old["UNet_class_name"] = className.substr(className.rfind('.') + 1);
  old["UNet_base_num_features"] = kwargs.at("features_per_stage").front();
  old["unet_max_num_features"] = kwargs.at("conv_op").get<std::string>().ends_with("2d") ? 512 : 320;
  old["n_conv_per_stage_encoder"] = kwargs.at(isResidual ? "n_blocks_per_stage" : "n_conv_per_stage");
  old["n_conv_per_stage_decoder"] = kwargs.at("n_conv_per_stage_decoder");
  old["num_pool_per_axis"] = {4, 4, 4};
  old["pool_op_kernel_sizes"] = kwargs.at("strides");
  old["conv_kernel_sizes"] = kwargs.at("kernel_sizes");
  return old;
}

/** All configurations of the plan in the old form. */
Plan
Aged(const Plan & now)
{
  Plan old = now;
  for (const std::string & name : now.ConfigurationNames())
  {
    Json & configuration = old.document["configurations"][name];
    configuration = configuration.contains("architecture") ? Aged(configuration) : configuration;
  }
  old.document["foreground_intensity_properties_by_modality"] =
      old.document["foreground_intensity_properties_per_channel"];
  old.document.erase("foreground_intensity_properties_per_channel");
  return old;
}

void
ExpectSameConfigurations(const Plan & old, const Plan & now)
{
  for (const std::string & name : now.ConfigurationNames())
  {
    SCOPED_TRACE(name);
    const PlanConfiguration expected = now.Configuration(name, "now");
    const PlanConfiguration found = old.Configuration(name, "old");
    EXPECT_EQ(found.network, expected.network);
    EXPECT_EQ(found.patchSize, expected.patchSize);
    EXPECT_EQ(found.batchSize, expected.batchSize);
    EXPECT_EQ(found.batchDice, expected.batchDice);
    EXPECT_EQ(found.previousStage, expected.previousStage);
    EXPECT_EQ(found.preprocessing.spacingMm, expected.preprocessing.spacingMm);
    EXPECT_EQ(found.preprocessing.normalization, expected.preprocessing.normalization);
    EXPECT_EQ(ValueToJson(found.preprocessing.statistics), ValueToJson(expected.preprocessing.statistics));
  }
}

TEST(OlderPlans, OfPlainAndResidualNetworksAreUnderstood)
{
  for (const Planner planner : {Planner::Default, Planner::ResEncM})
  {
    const Plan plan = testing::SmallPlan(planner);
    ExpectSameConfigurations(Aged(plan), plan);
  }
}

TEST(OlderPlans, OfACascadeInheritTheirNetwork)
{
  const Plan plan = testing::CascadePlan();
  ExpectSameConfigurations(Aged(plan), plan);
  EXPECT_FALSE(Aged(plan).document.at("configurations").at("3d_cascade_fullres").contains("UNet_class_name"));
}

TEST(OlderPlans, OfEveryReferenceDataSetAreUnderstood)
{
  VOX_REQUIRE_SHARED("parity/planning");
  int compared = 0;
  for (const auto & entry : std::filesystem::recursive_directory_iterator(testing::SharedPath("parity/planning")))
  {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("nnUNet") && name.ends_with(".json"))
    {
      SCOPED_TRACE(entry.path().string());
      const Plan plan = ParsePlan(ReadJson(entry.path()), name);
      ExpectSameConfigurations(Aged(plan), plan);
      ++compared;
    }
  }
  EXPECT_GE(compared, 70);
}

TEST(OlderPlans, KnowNetworksByEveryPathTheyHad)
{
  Plan plan = testing::SmallPlan(Planner::ResEncM);
  for (const char * path : {"unet", "residual_unet"})
  {
    plan.document["configurations"]["3d_fullres"]["architecture"]["network_class_name"] =
        std::string("dynamic_network_architectures.architectures.") + path + ".ResidualEncoderUNet";
    EXPECT_EQ(plan.Configuration("3d_fullres", "p").network.name, "ResidualEncoderUNet");
  }
}

TEST(OlderPlans, KeepTheirKeys)
{
  Plan plan = Aged(testing::SmallPlan());
  plan.document["a_key_of_the_past"] = {{"nested", nullptr}};
  EXPECT_EQ(ParsePlan(ParseJson(plan.document.dump(), "text"), "p").document.dump(), plan.document.dump());
}

TEST(OlderPlans, OfOtherNetworksAreRefused)
{
  Plan plan = Aged(testing::SmallPlan());
  Json & configuration = plan.document["configurations"]["3d_fullres"];
  configuration["UNet_class_name"] = "MyUNet";
  ExpectError(ErrorKind::BadModel, "unknown network class 'MyUNet'; known are: PlainConvUNet, ResidualEncoderUNet",
              [&] { (void)plan.Configuration("3d_fullres", "p"); });
  configuration["UNet_class_name"] = "PlainConvUNet";
  configuration.erase("conv_kernel_sizes");
  ExpectError(ErrorKind::BadModel, "the key 'conv_kernel_sizes' is missing",
              [&] { (void)plan.Configuration("3d_fullres", "p"); });
}

} // namespace
} // namespace vox
