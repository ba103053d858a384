// SPDX-License-Identifier: Apache-2.0
// brainchop's weights, and its label map of a whole brain.
#include "voxMeshNetOptions.h"
#include "voxNetwork.h"
#include "voxReadVolume.h"
#include "voxSafetensors.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstring>

namespace
{

using vox::testing::SharedPath;

const std::string kModels = "data/brainchop/models-repo";

std::map<std::string, at::Tensor>
ReadWeights(const std::string & model)
{
  const vox::SafetensorsFile file(SharedPath(kModels + "/meshnet/" + model + "/model.pth"));
  std::map<std::string, at::Tensor> weights;
  for (const vox::TensorView & view : file.Tensors())
  {
    at::Tensor tensor = at::empty(view.shape);
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    weights[view.name] = tensor;
  }
  return weights;
}

/** What brainchop's model.json says, in our options. */
vox::MeshNetOptions
ReadOptions(const std::string & model)
{
  const vox::Json json = vox::ReadJson(SharedPath(kModels + "/meshnet/" + model + "/model.json"));
  vox::MeshNetOptions options;
  options.inputChannels = json["layers"].front()["in_channels"];
  options.features = json["layers"].front()["out_channels"];
  options.outputChannels = json["layers"].back()["out_channels"];
  options.activation = json.value("elu", false) ? vox::MeshNetActivation::Elu : vox::MeshNetActivation::Relu;
  options.batchNorm = json["bnorm"];
  options.dilations.clear();
  for (const vox::Json & layer : json["layers"])
  {
    options.dilations.push_back(layer["dilation"]);
  }
  options.dilations.pop_back(); // of the 1x1x1 convolution
  return options;
}

/** In brainchop's axis order, x slowest. */
at::Tensor
FileOrder(const at::Tensor & zyx)
{
  return zyx.permute({0, 3, 2, 1}).contiguous();
}

/** The T1 image as [1, 1, X, Y, Z] between 0 and 1. */
at::Tensor
ReadBrain()
{
  const at::Tensor image = FileOrder(vox::ReadImage(SharedPath(kModels + "/t1_crop.nii.gz")).voxels);
  const at::Tensor least = image.min();
  return ((image - least) / (image.max() - least)).unsqueeze(0);
}

} // namespace

TEST(MeshNet, GivesBrainchopsLabelMapOfAWholeBrain)
{
  VOX_REQUIRE_SHARED("data/brainchop");
  const vox::Network made(vox::Define("MeshNet", ReadOptions("model5_gw_ae")), ReadWeights("model5_gw_ae"), "model");
  vox::Network network = made;
  const at::NoGradGuard noGrad;
  at::Tensor labels = network.Forward(ReadBrain()).front().argmax(1).to(at::kInt);
  const at::Tensor reference =
      FileOrder(vox::ReadLabelMap(SharedPath("data/brainchop/reference-outputs/model5_gw_ae_minmax.nii.gz")).voxels);
  ASSERT_EQ(labels.sizes(), reference.sizes());
  EXPECT_EQ((labels == 0).sum().item<std::int64_t>(), 15'523'464);
  EXPECT_EQ((labels == 1).sum().item<std::int64_t>(), 518'540);
  EXPECT_EQ((labels == 2).sum().item<std::int64_t>(), 735'212);
  EXPECT_EQ((labels != reference).sum().item<std::int64_t>(), 0);
}

TEST(MeshNet, RunsBrainchopsNetworkWithElu)
{
  VOX_REQUIRE_SHARED("data/brainchop");
  const vox::MeshNetOptions options = ReadOptions("model18cls");
  EXPECT_EQ(options.activation, vox::MeshNetActivation::Elu);
  vox::Network network(vox::Define("MeshNet", options), ReadWeights("model18cls"), "model");
  const at::NoGradGuard noGrad;
  const at::Tensor logits = network.Forward(ReadBrain().slice(2, 96, 160).slice(3, 96, 160).slice(4, 96, 160)).front();
  EXPECT_EQ(logits.sizes().vec(), (std::vector<std::int64_t>{1, 18, 64, 64, 64}));
  const at::Tensor labels = logits.argmax(1);
  // The middle of a head is brain: background is not all there is, and not one class takes all the rest.
  EXPECT_GE(std::get<0>(at::_unique(labels)).numel(), 4);
}

TEST(MeshNet, AVoxelSeesAsFarAsTheSumOfTheDilations)
{
  vox::MeshNetOptions options;
  options.dimensions = 2;
  options.dilations = {1, 2, 3};
  vox::Network network("MeshNet", options, 1);
  at::Tensor image = at::randn({1, 1, 1, 20, 21}).requires_grad_();
  network.Forward(image).front().select(4, 10).select(3, 9).sum().backward();
  const at::Tensor seen = image.grad().abs()[0][0][0] > 0.0;
  EXPECT_TRUE(seen[3][4].item<bool>() || seen[15][16].item<bool>() || seen[3][16].item<bool>());
  EXPECT_EQ(seen.slice(0, 0, 3).any().item<bool>() || seen.slice(0, 16).any().item<bool>(), false);
  EXPECT_EQ(seen.slice(1, 0, 4).any().item<bool>() || seen.slice(1, 17).any().item<bool>(), false);
}
