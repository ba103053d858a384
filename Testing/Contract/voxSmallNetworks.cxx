// SPDX-License-Identifier: Apache-2.0
#include "voxSmallNetworks.h"

#include "voxSmallFamilies.h"
#include "voxUNetOptions.h"

namespace vox::testing
{
namespace
{

NetworkDefinition
SmallUNet(const char * name, int dimensions)
{
  UNetOptions options;
  options.dimensions = dimensions;
  options.inputChannels = 3;
  options.outputChannels = 5;
  options.featuresPerStage = {5, 7, 11};
  options.kernelSizes = {{1, 3, 3}, {3, 3, 3}, {3, 5, 3}};
  options.strides = {{1, 1, 1}, {1, 2, 2}, {2, 1, 3}};
  options.blocksPerStage = {1, 2, 1};
  options.convsPerDecoderStage = {2, 1};
  return Define(name, options);
}

} // namespace

std::vector<SmallNetwork>
SmallNetworks()
{
  std::vector<SmallNetwork> networks{{SmallUNet("PlainConvUNet", 2), {1, 8, 12}, {"conv.bias"}},
                                     {SmallUNet("PlainConvUNet", 3), {6, 8, 12}, {"conv.bias"}},
                                     {SmallUNet("ResidualEncoderUNet", 2), {1, 8, 12}, {"conv.bias"}},
                                     {SmallUNet("ResidualEncoderUNet", 3), {6, 8, 12}, {"conv.bias"}}};
  AddPaperNetworks(networks);
  AddEncoderNetworks(networks);
  AddMonaiNetworks(networks);
  AddTransformerNetworks(networks);
  return networks;
}

} // namespace vox::testing
