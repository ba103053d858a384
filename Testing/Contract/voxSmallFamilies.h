// SPDX-License-Identifier: Apache-2.0
#ifndef voxSmallFamilies_h
#define voxSmallFamilies_h

#include "voxSmallNetworks.h"

namespace vox::testing
{

/** 3 input and 5 output channels. */
template <typename TOptions>
TOptions
OfDimensions(int dimensions)
{
  TOptions options;
  options.dimensions = dimensions;
  options.inputChannels = 3;
  options.outputChannels = 5;
  return options;
}

/** The parts that SmallNetworks() is made of. */
void AddEncoderNetworks(std::vector<SmallNetwork> & networks);
void AddMonaiNetworks(std::vector<SmallNetwork> & networks);
/** The U-Nets of the papers and of lessons, V-Net and MeshNet. */
void AddPaperNetworks(std::vector<SmallNetwork> & networks);
void AddTransformerNetworks(std::vector<SmallNetwork> & networks);

} // namespace vox::testing

#endif
