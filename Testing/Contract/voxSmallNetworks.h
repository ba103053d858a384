// SPDX-License-Identifier: Apache-2.0
#ifndef voxSmallNetworks_h
#define voxSmallNetworks_h

#include "voxNetwork.h"

#include <string>
#include <vector>

namespace vox::testing
{

/** A network of the registry that is small enough to be tested in a moment: 3 input and 5 output channels, features of
 * odd numbers where the network allows it. */
struct SmallNetwork
{
  NetworkDefinition definition;
  Zyx<std::int64_t> size; ///< of images that it takes, other along each axis where it can be
  /** Ends of names of parameters that the logits do not depend on: a norm behind them takes any constant out again. */
  std::vector<std::string> withoutEffect = {};
};

/** At least one for each network of the registry and number of dimensions. */
[[nodiscard]] std::vector<SmallNetwork> SmallNetworks();

} // namespace vox::testing

#endif
