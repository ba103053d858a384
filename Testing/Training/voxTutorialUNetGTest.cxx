// SPDX-License-Identifier: Apache-2.0
// The tutorial's U-Net learns: loss and gradients of a batch are those of PyTorch, and one batch is learned by heart.
#include "voxDatasetDescription.h"
#include "voxLessonUNetOptions.h"
#include "voxLossRegistry.h"
#include "voxNetworkFixture.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"
#include "voxTinyTraining.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace
{

/** Of the gradient of one weight: its length, and its scalar product with LossWeights(1 + place in this table). */
struct Gradient
{
  const char * name;
  double length;
  double product;
};

constexpr double kLoss = 0.86696097069;
/** torch 2.11.0 in float64: cross entropy of labels 1 where LossWeights(0) > 0, training mode. */
constexpr Gradient kGradients[] = {
    {"in_conv.conv_block.0.weight", 0.13714814, -0.10412909},
    {"in_conv.conv_block.1.weight", 0.0420441211, 0.019236567},
    {"in_conv.conv_block.1.bias", 0.0134578306, -0.00696733979},
    {"in_conv.conv_block.3.weight", 0.317115426, -0.496839834},
    {"in_conv.conv_block.4.weight", 0.0277597655, 0.0251475899},
    {"in_conv.conv_block.4.bias", 0.0236979976, 0.00827182031},
    {"enc_1.1.conv_block.0.weight", 0.240174057, -0.00880830633},
    {"enc_1.1.conv_block.1.weight", 0.0244522901, 0.00684459627},
    {"enc_1.1.conv_block.1.bias", 0.0265270279, -0.00434088963},
    {"enc_1.1.conv_block.3.weight", 0.274172964, 0.169602352},
    {"enc_1.1.conv_block.4.weight", 0.0201123987, -0.00735237645},
    {"enc_1.1.conv_block.4.bias", 0.00724998564, 0.00557208649},
    {"enc_2.1.conv_block.0.weight", 0.198022019, 0.126269874},
    {"enc_2.1.conv_block.1.weight", 0.0211123652, 0.0125255762},
    {"enc_2.1.conv_block.1.bias", 0.0165453321, -0.00671662494},
    {"enc_2.1.conv_block.3.weight", 0.234245003, 0.153889554},
    {"enc_2.1.conv_block.4.weight", 0.0123344469, 0.00137330402},
    {"enc_2.1.conv_block.4.bias", 0.00839649061, -0.0015506851},
    {"enc_3.1.conv_block.0.weight", 0.162058266, -0.090038982},
    {"enc_3.1.conv_block.1.weight", 0.0116417348, -0.00142078304},
    {"enc_3.1.conv_block.1.bias", 0.00970676693, 0.00325873615},
    {"enc_3.1.conv_block.3.weight", 0.195940964, -0.0122742182},
    {"enc_3.1.conv_block.4.weight", 0.010011193, -0.00504745642},
    {"enc_3.1.conv_block.4.bias", 0.00784143374, -0.00243013709},
    {"enc_4.1.conv_block.0.weight", 0.137026686, 0.0644963616},
    {"enc_4.1.conv_block.1.weight", 0.00629280104, -0.00457912493},
    {"enc_4.1.conv_block.1.bias", 0.00566991108, 0.00231729024},
    {"enc_4.1.conv_block.3.weight", 0.165173788, -0.0239971636},
    {"enc_4.1.conv_block.4.weight", 0.00632662478, 0.00142802502},
    {"enc_4.1.conv_block.4.bias", 0.0058147304, 0.00704799277},
    {"dec_1.conv_trans.weight", 0.140845776, -0.00610033552},
    {"dec_1.conv_trans.bias", 0.00273370675, 0.000231084767},
    {"dec_1.conv_block.conv_block.0.weight", 0.205340081, -0.068107623},
    {"dec_1.conv_block.conv_block.1.weight", 0.00810471675, -0.00482794971},
    {"dec_1.conv_block.conv_block.1.bias", 0.00576044743, 0.0020950173},
    {"dec_1.conv_block.conv_block.3.weight", 0.122483297, 0.0534009823},
    {"dec_1.conv_block.conv_block.4.weight", 0.00673581522, -0.00270113273},
    {"dec_1.conv_block.conv_block.4.bias", 0.00667926498, -0.00283349857},
    {"dec_2.conv_trans.weight", 0.102767838, 0.0434675101},
    {"dec_2.conv_trans.bias", 0.00172878383, 0.000144039567},
    {"dec_2.conv_block.conv_block.0.weight", 0.154888045, -0.0549413264},
    {"dec_2.conv_block.conv_block.1.weight", 0.00845899542, 0.00771058499},
    {"dec_2.conv_block.conv_block.1.bias", 0.00587479538, 7.8783853e-05},
    {"dec_2.conv_block.conv_block.3.weight", 0.0920133986, -0.0586879165},
    {"dec_2.conv_block.conv_block.4.weight", 0.00829391789, -0.00394009969},
    {"dec_2.conv_block.conv_block.4.bias", 0.00703559967, 0.00230509813},
    {"dec_3.conv_trans.weight", 0.0869974722, -0.01926074},
    {"dec_3.conv_trans.bias", 0.00187400102, -0.00113611041},
    {"dec_3.conv_block.conv_block.0.weight", 0.1224275, -0.13916565},
    {"dec_3.conv_block.conv_block.1.weight", 0.0083611896, 0.000180272979},
    {"dec_3.conv_block.conv_block.1.bias", 0.00926891161, -0.00131798053},
    {"dec_3.conv_block.conv_block.3.weight", 0.0734146474, -0.0140608771},
    {"dec_3.conv_block.conv_block.4.weight", 0.0132892973, -0.00142262464},
    {"dec_3.conv_block.conv_block.4.bias", 0.0145463674, 0.00839580982},
    {"dec_4.conv_trans.weight", 0.105350493, 0.0233324631},
    {"dec_4.conv_trans.bias", 0.00144195632, -0.000575816709},
    {"dec_4.conv_block.conv_block.0.weight", 0.130751812, -0.0564008838},
    {"dec_4.conv_block.conv_block.1.weight", 0.0433672156, -0.017680349},
    {"dec_4.conv_block.conv_block.1.bias", 0.0261679126, 0.0142476932},
    {"dec_4.conv_block.conv_block.3.weight", 0.136297112, -0.00322799419},
    {"dec_4.conv_block.conv_block.4.weight", 0.157278972, -0.0765648968},
    {"dec_4.conv_block.conv_block.4.bias", 0.129207602, -0.0149222019},
    {"out_conv.weight", 0.256188141, -0.247439519},
    {"out_conv.bias", 0.109517682, -0.140635649},
};

/** A disc somewhere else in each picture, in noise. */
vox::TrainingCase
DiscCase(int index)
{
  const at::Tensor axis = at::arange(32, at::kFloat);
  const at::Tensor distance = (axis - 10.0 - 3.0 * index).square() + (axis.view({32, 1}) - 18.0 + 2.0 * index).square();
  vox::TrainingCase result;
  result.name = "disc_" + std::to_string(index);
  result.labels = distance.lt(30.0).to(at::kShort).unsqueeze(0);
  result.image = (result.labels.to(at::kFloat) + 0.3 * at::sin(7.0 * axis + 3.0 * axis.view({32, 1}))).unsqueeze(0);
  result.locations = vox::SampleLocations(result.labels, {{1}});
  return result;
}

} // namespace

TEST(TutorialUNet, HasTheLossAndTheGradientsOfPyTorchOnABatch)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  const vox::testing::NetworkFixture fixture("seed_unet_bn_k4");
  vox::TutorialUNetOptions options;
  options.inputChannels = 1;
  options.outputChannels = 2;
  options.features = {8, 16, 32, 64, 128};
  vox::Network network(vox::Define("TutorialUNet", options));
  const auto weights = fixture.Weights();
  network.LoadParameters({weights.begin(), weights.end()}, "fixture");
  network.UseChannelsLast();
  network.SetTraining(true);

  const at::Tensor logits = network.Forward(fixture.Input().unsqueeze(2)).front();
  const at::Tensor labels = fixture.LossWeights(0, {2, 1, 64, 64}).gt(0).to(at::kLong);
  const at::Tensor loss = vox::MakeLoss("cross-entropy")(logits, labels);
  loss.backward();
  EXPECT_NEAR(loss.item<double>(), kLoss, 1e-5);
  std::map<std::string, at::Tensor> gradients;
  for (const auto & [name, weight] : network.Parameters())
  {
    if (weight.grad().defined())
    {
      gradients[name] = weight.grad().to(at::kDouble);
    }
  }
  ASSERT_EQ(gradients.size(), std::size(kGradients));
  for (std::size_t i = 0; i < std::size(kGradients); ++i)
  {
    const Gradient & expected = kGradients[i];
    const at::Tensor & gradient = gradients.at(expected.name);
    EXPECT_NEAR(gradient.norm().item<double>(), expected.length, 1e-5) << expected.name;
    const double product = (gradient * fixture.LossWeights(1 + i, gradient.sizes())).sum().item<double>();
    EXPECT_NEAR(product, expected.product, 1e-5) << expected.name;
  }
}

TEST(TutorialUNet, LearnsOneBatchByHeart)
{
  const vox::testing::TemporaryFolder run;
  vox::TrainingJob job = vox::testing::TinyJob(run.Path());
  vox::Json & plan = job.model.plan.document["configurations"]["3d_fullres"];
  plan["batch_size"] = 4;
  plan["patch_size"] = {32, 32};
  plan["spacing"] = {1.0, 1.0};
  plan["architecture"] = {{"network_class_name", "voxtome.TutorialUNet"}, {"arch_kwargs", {{"features", {8, 16, 32}}}}};
  job.trainingCases = {DiscCase(0), DiscCase(1), DiscCase(2), DiscCase(3)};
  job.validationCases.clear();
  job.options.sampling = vox::BatchSampling::EveryCaseOnce; // an epoch is the batch
  job.options.epochs = 50;
  job.options.loss = "cross-entropy";
  job.options.augmentation.enabled = false;
  job.options.optimizer.kind = vox::OptimizerKind::Adam;
  job.options.optimizer.schedule = vox::ScheduleKind::Constant;
  job.options.optimizer.learningRate = 0.02;
  const vox::TrainingResult result = vox::Train(job);
  EXPECT_GT(result.epochs.front().trainingLoss, 0.3);
  EXPECT_LT(result.epochs.back().trainingLoss, 0.05);
}
