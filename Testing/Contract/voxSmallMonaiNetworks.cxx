// SPDX-License-Identifier: Apache-2.0
#include "voxSmallFamilies.h"

#include "voxDiffusionUNetOptions.h"
#include "voxMonaiAttentionUNetOptions.h"
#include "voxMonaiBasicUNetOptions.h"
#include "voxMonaiDynUNetOptions.h"
#include "voxMonaiSegResNetOptions.h"
#include "voxMonaiUNetOptions.h"

namespace vox::testing
{
namespace
{

NetworkDefinition
SmallMonaiUNet(int dimensions, std::int64_t residualUnits, MonaiNorm norm)
{
  auto options = OfDimensions<MonaiUNetOptions>(dimensions);
  options.channels = {5, 7, 11};
  options.strides = {{1, 2, 2}, {2, 1, 3}};
  options.upKernelSize = {3, 3, 5};
  options.residualUnits = residualUnits;
  options.norm = norm;
  return Define("MonaiUNet", options);
}

template <typename TOptions>
NetworkDefinition
SmallMonaiBasicUNet(const char * name, int dimensions, MonaiUpsampling upsampling)
{
  auto options = OfDimensions<TOptions>(dimensions);
  options.features = {4, 5, 6, 7, 9, 5};
  options.upsampling = upsampling;
  return Define(name, options);
}

NetworkDefinition
SmallMonaiAttentionUNet(int dimensions)
{
  auto options = OfDimensions<MonaiAttentionUNetOptions>(dimensions);
  options.channels = {5, 7, 11};
  options.strides = {{1, 2, 2}, {2, 1, 3}};
  return Define("MonaiAttentionUNet", options);
}

NetworkDefinition
SmallMonaiDynUNet(int dimensions, bool residual)
{
  auto options = OfDimensions<MonaiDynUNetOptions>(dimensions);
  options.filters = {5, 7, 11};
  options.kernelSizes = {{1, 3, 3}, {3, 3, 3}, {3, 5, 3}};
  options.strides = {{1, 1, 1}, {1, 2, 2}, {2, 1, 2}};
  options.residual = residual;
  return Define("MonaiDynUNet", options);
}

NetworkDefinition
SmallMonaiSegResNet(int dimensions)
{
  auto options = OfDimensions<MonaiSegResNetOptions>(dimensions);
  options.initialFilters = 6;
  options.normGroups = 3;
  options.blocksDown = {1, 2, 1};
  options.blocksUp = {2, 1};
  return Define("MonaiSegResNet", options);
}

NetworkDefinition
SmallDiffusionUNet(int dimensions)
{
  auto options = OfDimensions<DiffusionUNetOptions>(dimensions);
  options.channels = {6, 9, 12};
  options.residualBlocks = {1, 2, 1};
  options.headChannels = {0, 3, 4};
  options.normGroups = 3;
  return Define("DiffusionUNet", options);
}

} // namespace

void
AddMonaiNetworks(std::vector<SmallNetwork> & networks)
{
  const std::vector<SmallNetwork> family{
      {SmallMonaiUNet(2, 2, MonaiNorm::Instance), {1, 8, 12}, {"conv.bias"}},
      {SmallMonaiUNet(3, 1, MonaiNorm::AffineInstance), {6, 8, 12}, {"conv.bias"}},
      {SmallMonaiUNet(3, 0, MonaiNorm::Batch), {6, 8, 12}, {"conv.bias"}},
      {SmallMonaiBasicUNet<MonaiBasicUNetOptions>("MonaiBasicUNet", 2, MonaiUpsampling::Transposed),
       {1, 32, 48},
       {"conv.bias"}},
      {SmallMonaiBasicUNet<MonaiBasicUNetOptions>("MonaiBasicUNet", 3, MonaiUpsampling::Linear),
       {16, 32, 48},
       {"conv.bias"}},
      {SmallMonaiBasicUNet<MonaiBasicUNetPlusPlusOptions>("MonaiBasicUNetPlusPlus", 2, MonaiUpsampling::Linear),
       {1, 32, 48},
       {"conv.bias"}},
      {SmallMonaiBasicUNet<MonaiBasicUNetPlusPlusOptions>("MonaiBasicUNetPlusPlus", 3, MonaiUpsampling::Transposed),
       {16, 32, 48},
       {"conv.bias"}},
      {SmallMonaiAttentionUNet(2), {1, 8, 12}, {"conv.bias"}},
      {SmallMonaiAttentionUNet(3), {6, 8, 12}, {"conv.bias"}},
      {SmallMonaiDynUNet(2, false), {1, 8, 12}},
      {SmallMonaiDynUNet(3, true), {6, 8, 12}},
      {SmallMonaiSegResNet(2), {1, 8, 12}},
      {SmallMonaiSegResNet(3), {4, 8, 12}},
      {SmallDiffusionUNet(2), {1, 8, 12}, {"attn.to_k.bias"}},
      {SmallDiffusionUNet(3), {4, 8, 12}, {"attn.to_k.bias"}}};
  networks.insert(networks.end(), family.begin(), family.end());
}

} // namespace vox::testing
