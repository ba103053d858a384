// SPDX-License-Identifier: Apache-2.0
// Every network of the registry named in a plan: trained for a step, written to a file, read and used to predict.
#include "voxGeometryExamples.h"
#include "voxPredictor.h"
#include "voxSmallNetworks.h"
#include "voxTemporaryFolder.h"
#include "voxTinyTraining.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace vox::testing
{
namespace
{

/** Small networks that a plan names by `voxtome.`; nnU-Net's have its own options there. */
std::vector<SmallNetwork>
PlannedNetworks()
{
  std::vector<SmallNetwork> networks = SmallNetworks();
  std::erase_if(networks, [](const SmallNetwork & network) {
    return network.definition.name == "PlainConvUNet" || network.definition.name == "ResidualEncoderUNet";
  });
  return networks;
}

class PlannedNetworkContract : public ::testing::TestWithParam<SmallNetwork>
{
protected:
  [[nodiscard]] static std::vector<std::int64_t>
  Window()
  {
    const Zyx<std::int64_t> & size = GetParam().size;
    return GetParam().definition.Dimensions() == 2 ? std::vector{size.y, size.x} : std::vector{size.z, size.y, size.x};
  }

  /** One step of training of windows of the network's size, one channel and two classes. */
  [[nodiscard]] static TrainingJob
  OneStep(const std::filesystem::path & run)
  {
    TrainingJob job = TinyJob(run);
    Json options = GetParam().definition.options;
    for (const char * const implied : {"dimensions", "input_channels", "output_channels"})
    {
      options.erase(implied);
    }
    Json & plan = job.model.plan.document["configurations"]["3d_fullres"];
    plan["patch_size"] = Window();
    plan["spacing"] = std::vector<double>(Window().size(), 1.0);
    plan["architecture"] = {{"network_class_name", "voxtome." + GetParam().definition.name}, {"arch_kwargs", options}};
    job.options.epochs = 1;
    job.options.iterationsPerEpoch = 1;
    job.options.validationIterations = 1;
    return job;
  }

  [[nodiscard]] static Volume
  Image()
  {
    ImageGeometry geometry = ObliqueGeometry();
    geometry.size = {12, 14, 13};
    geometry.spacingMm = {1.0, 1.0, 1.0};
    return MakeVolume(at::randn({1, geometry.size.z, geometry.size.y, geometry.size.x}) + 10.0, geometry);
  }
};

} // namespace

TEST_P(PlannedNetworkContract, TrainsAStepAndPredictsFromItsFile)
{
  const TemporaryFolder run;
  const TrainingJob job = OneStep(run.Path());
  std::map<std::string, at::Tensor> untrained;
  for (const auto & [name, weight] :
       Network(NetworkFor(job.model.Configuration(), job.model.description), job.options.seed).Parameters())
  {
    untrained[name] = weight.detach().clone();
  }
  const TrainingResult trained = Train(job);
  ASSERT_EQ(trained.epochs.size(), 1U);
  EXPECT_TRUE(std::isfinite(trained.epochs.front().trainingLoss));
  std::size_t changed = 0;
  for (const auto & [name, weight] : trained.model.folds.at(0).weights)
  {
    EXPECT_TRUE(weight.isfinite().all().item<bool>()) << name;
    changed += weight.equal(untrained.at(name)) ? 0 : 1;
  }
  EXPECT_GT(changed, untrained.size() / 2);

  const Model file = ReadModel(run.Path() / "model.safetensors");
  PredictOptions options;
  options.mirror = false;
  options.precision = Precision::Fp32;
  options.probabilities = true;
  const Volume image = Image();
  const Prediction prediction = Predictor(file, options).Predict(image);
  EXPECT_EQ(prediction.labels.geometry.size, image.geometry.size);
  const at::Tensor & probabilities = prediction.probabilities.value().voxels;
  EXPECT_TRUE(probabilities.sum(0).allclose(at::ones_like(probabilities[0]), 1e-4, 1e-4));
  EXPECT_TRUE(Predictor(trained.model, options).Predict(image).probabilities.value().voxels.equal(probabilities));
}

INSTANTIATE_TEST_SUITE_P(All, PlannedNetworkContract, ::testing::ValuesIn(PlannedNetworks()), [](const auto & test) {
  const NetworkDefinition & definition = test.param.definition;
  return fmt::format("{}{}D_{}", definition.name, definition.Dimensions(), test.index);
});

} // namespace vox::testing
