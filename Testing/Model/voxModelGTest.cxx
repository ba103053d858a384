// SPDX-License-Identifier: Apache-2.0
#include "voxModelFixture.h"
#include "voxSharedFolder.h"
#include "voxUNetOptions.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

using testing::SmallModel;

TEST(Model, FillsInTheChannelsOfTheDataSet)
{
  const Model model = SmallModel();
  const UNetOptions options = UNetOptionsOf(NetworkFor(model.Configuration(), model.description));
  EXPECT_EQ(options.inputChannels, 2);
  EXPECT_EQ(options.outputChannels, 3);
  EXPECT_EQ(options.featuresPerStage, (std::vector<std::int64_t>{4, 6}));
}

TEST(Model, AddsOneInputPerForegroundLabelInACascade)
{
  const Model model = SmallModel();
  PlanConfiguration configuration = model.Configuration();
  configuration.previousStage = "3d_lowres";
  EXPECT_EQ(NetworkFor(configuration, model.description).InputChannels(), 4);
}

TEST(Model, CountsRegionsAsHeadsButLabelValuesAsCascadeInputs)
{
  const DatasetDescription description =
      ParseDatasetDescription({{"channel_names", {{"0", "T1"}, {"1", "T2"}}},
                               {"labels", {{"background", 0}, {"whole", {1, 2, 3}}, {"core", {2, 3}}, {"ignore", 4}}},
                               {"regions_class_order", {1, 2}},
                               {"file_ending", ".nii.gz"}},
                              "dataset.json");
  PlanConfiguration configuration = SmallModel().Configuration();
  EXPECT_EQ(NetworkFor(configuration, description).OutputChannels(), 2);
  configuration.previousStage = "3d_lowres";
  EXPECT_EQ(NetworkFor(configuration, description).InputChannels(), 2 + 3);
}

TEST(Model, RefusesAPlanForAnotherNumberOfChannels)
{
  Model model = SmallModel();
  model.description.channelNames = {"T1"};
  try
  {
    (void)NetworkFor(model.Configuration(), model.description);
    FAIL() << "expected an error";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadModel);
    EXPECT_THAT(error.what(),
                ::testing::HasSubstr("planned for 2 image channels, the data set 'Dataset001_Small' has 1"));
  }
}

TEST(Model, MakesANetworkWithTheWeightsOfAFold)
{
  for (const char * configuration : {"2d", "3d_fullres"})
  {
    const Model model = SmallModel(configuration);
    Network network = model.MakeNetwork(1);
    for (const auto & [key, weight] : network.Parameters())
    {
      EXPECT_TRUE(at::equal(weight, model.folds[1].weights.at(key))) << key;
    }
    const std::int64_t depth = model.Configuration().patchSize.z;
    const std::vector<at::Tensor> logits = network.Forward(at::zeros({1, 2, depth, 8, 8}));
    ASSERT_EQ(logits.size(), 1U);
    EXPECT_EQ(logits.front().sizes().vec(), (std::vector<std::int64_t>{1, 3, depth, 8, 8}));
  }
}

TEST(Model, DoesNotShareItsWeightsWithTheNetwork)
{
  const Model model = SmallModel();
  const Network network = model.MakeNetwork(0);
  const auto [key, weight] = network.Parameters().front();
  const at::Tensor before = model.folds[0].weights.at(key).clone();
  weight.detach().fill_(5);
  EXPECT_TRUE(at::equal(model.folds[0].weights.at(key), before));
}

TEST(Model, RefusesAFoldThatItDoesNotHave)
{
  try
  {
    (void)SmallModel().MakeNetwork(2);
    FAIL() << "expected an error";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::Usage);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("has 2 folds, there is no fold at position 2"));
  }
}

TEST(Model, NamesTheWeightThatDoesNotFit)
{
  Model model = SmallModel();
  model.folds[1].weights.erase(model.folds[1].weights.begin());
  try
  {
    (void)model.MakeNetwork(1);
    FAIL() << "expected an error";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadModel);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("fold 1: tensor '"));
  }
}

/** A model folder of nnU-Net and the number of input and output channels of its networks. */
struct NnunetModel
{
  const char * folder;
  const char * configuration;
  std::int64_t inputs;
  std::int64_t outputs;
};

TEST(Model, ShapesTheNetworksOfNnunetsModelFolders)
{
  VOX_REQUIRE_SHARED("parity/models");
  const std::vector<NnunetModel> models{
      {"m1_hippocampus_3d_fullres_plain/nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", 1, 3},
      {"m2_hippocampus_2d_plain/nnUNetTrainer__nnUNetPlans__2d", "2d", 1, 3},
      {"m3_hippocampus_3d_fullres_resenc/nnUNetTrainer__nnUNetResEncUNetMPlans__3d_fullres", "3d_fullres", 1, 3},
      {"m4_leftatrium_cascade/nnUNetTrainer__nnUNetPlans__3d_lowres", "3d_lowres", 1, 2},
      {"m4_leftatrium_cascade/nnUNetTrainer__nnUNetPlans__3d_cascade_fullres", "3d_cascade_fullres", 2, 2},
      {"m5_brain_regions_4ch/nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", 4, 3},
      {"m7_hippocampus_ignore_transposed/nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", 1, 3}};
  for (const NnunetModel & expected : models)
  {
    SCOPED_TRACE(expected.folder);
    const std::filesystem::path folder = testing::SharedPath("parity/models") / expected.folder;
    Model model;
    model.plan = ParsePlan(ReadJson(folder / "plans.json"), "plans.json");
    model.description = ParseDatasetDescription(ReadJson(folder / "dataset.json"), "dataset.json");
    model.configuration = expected.configuration;
    const UNetOptions options = UNetOptionsOf(NetworkFor(model.Configuration(), model.description));
    EXPECT_EQ(options.inputChannels, expected.inputs);
    EXPECT_EQ(options.outputChannels, expected.outputs);
    EXPECT_NO_THROW(Network(NetworkFor(model.Configuration(), model.description)));
  }
}

} // namespace
} // namespace vox
