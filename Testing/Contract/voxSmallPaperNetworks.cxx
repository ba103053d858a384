// SPDX-License-Identifier: Apache-2.0
#include "voxSmallFamilies.h"

#include "voxAttentionUNetOptions.h"
#include "voxClassicUNetOptions.h"
#include "voxGroupNormUNetOptions.h"
#include "voxLessonUNetOptions.h"
#include "voxMeshNetOptions.h"
#include "voxNestedUNetOptions.h"
#include "voxR2UNetOptions.h"
#include "voxUNet3DOptions.h"
#include "voxVNetOptions.h"

namespace vox::testing
{
namespace
{

template <typename TOptions>
TOptions
ThreeToFive(int dimensions)
{
  TOptions options;
  options.dimensions = dimensions;
  options.inputChannels = 3;
  options.outputChannels = 5;
  return options;
}

/** The same with three levels. */
template <typename TOptions>
TOptions
ThreeLevels(int dimensions)
{
  TOptions options = ThreeToFive<TOptions>(dimensions);
  options.features = {5, 7, 11};
  return options;
}

Zyx<std::int64_t>
SizeOf(int dimensions, const Zyx<std::int64_t> & volume)
{
  return dimensions == 2 ? Zyx<std::int64_t>{1, volume.y, volume.x} : volume;
}

void
AddClassicUNets(std::vector<SmallNetwork> & networks, int dimensions)
{
  auto classic = ThreeLevels<ClassicUNetOptions>(dimensions);
  classic.dropout = 0.0;
  networks.push_back({Define("ClassicUNet", classic), SizeOf(dimensions, {44, 48, 52})});
  classic.padding = true;
  classic.skip = SkipConnection::Add;
  networks.push_back({Define("ClassicUNet", classic), SizeOf(dimensions, {8, 12, 16})});
  classic.batchNorm = true;
  for (const UNetUpsampling upsampling : {UNetUpsampling::Nearest, UNetUpsampling::Bilinear})
  {
    classic.upsampling = upsampling;
    classic.skip = upsampling == UNetUpsampling::Nearest ? SkipConnection::Concatenate : SkipConnection::None;
    networks.push_back({Define("ClassicUNet", classic),
                        SizeOf(dimensions, {8, 12, 16}),
                        {".0.bias", ".3.bias", "up.0.1.bias", "up.1.1.bias"}});
  }
  networks.push_back({Define("UNet3D", ThreeLevels<UNet3DOptions>(dimensions)),
                      SizeOf(dimensions, {44, 48, 52}),
                      {".0.bias", ".3.bias", "up.1.bias"}});
  networks.push_back(
      {Define("TutorialUNet", ThreeLevels<TutorialUNetOptions>(dimensions)), SizeOf(dimensions, {8, 12, 16})});
  networks.push_back({Define("SmallUNet", ThreeLevels<SmallUNetOptions>(dimensions)), SizeOf(dimensions, {8, 12, 16})});
  auto keras = ThreeToFive<KerasUNetOptions>(dimensions);
  keras.features = 7;
  networks.push_back({Define("KerasUNet", keras), SizeOf(dimensions, {4, 6, 8})});
}

void
AddOtherNetworks(std::vector<SmallNetwork> & networks, int dimensions)
{
  const Zyx<std::int64_t> size = SizeOf(dimensions, {8, 12, 16});
  networks.push_back({Define("AttentionUNet", ThreeLevels<AttentionUNetOptions>(dimensions)),
                      size,
                      {".0.bias", ".3.bias", "up.1.bias"}});
  networks.push_back(
      {Define("GridAttentionUNet", ThreeLevels<GridAttentionUNetOptions>(dimensions)), size, {".0.bias", "W.1.bias"}});
  auto grouped = ThreeToFive<GroupNormUNetOptions>(dimensions);
  grouped.features = {4, 8, 12};
  grouped.groups = 4;
  networks.push_back({Define("GroupNormUNet", grouped), size});
  auto recurrent = ThreeLevels<R2UNetOptions>(dimensions);
  for (const R2Block block : {R2Block::Plain, R2Block::Recurrent, R2Block::Residual, R2Block::RecurrentResidual})
  {
    recurrent.block = block;
    networks.push_back({Define("R2UNet", recurrent), size, {".0.bias", ".3.bias", "up.1.bias"}});
  }
  auto nested = ThreeLevels<NestedUNetOptions>(dimensions);
  networks.push_back({Define("NestedUNet", nested), size, {"conv1.bias", "conv2.bias"}});
  nested.predictionHead = 1;
  networks.push_back({Define("NestedUNet", nested), size, {"conv1.bias", "conv2.bias"}});
  nested.predictionHead = 0;
  nested.deepSupervision = false;
  networks.push_back({Define("NestedUNet", nested), size, {"conv1.bias", "conv2.bias"}});
  VNetOptions vnet = ThreeToFive<VNetOptions>(dimensions);
  vnet.baseFeatures = 3;
  vnet.dropout = vnet.skipDropout = 0.0;
  networks.push_back({Define("VNet", vnet), SizeOf(dimensions, {16, 32, 48}), {"up_conv.bias"}});
  auto mesh = ThreeToFive<MeshNetOptions>(dimensions);
  mesh.dilations = {1, 2, 3};
  networks.push_back({Define("MeshNet", mesh), SizeOf(dimensions, {7, 8, 9})});
  mesh.activation = MeshNetActivation::Elu;
  mesh.batchNorm = true;
  networks.push_back(
      {Define("MeshNet", mesh), SizeOf(dimensions, {7, 8, 9}), {"model.0.bias", "model.3.bias", "model.6.bias"}});
}

} // namespace

void
AddPaperNetworks(std::vector<SmallNetwork> & networks)
{
  for (const int dimensions : {2, 3})
  {
    AddClassicUNets(networks, dimensions);
    AddOtherNetworks(networks, dimensions);
  }
}

} // namespace vox::testing
