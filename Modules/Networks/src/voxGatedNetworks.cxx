// SPDX-License-Identifier: Apache-2.0
#include "voxGatedNetworks.h"

#include <array>

namespace vox
{

std::span<const std::string_view>
GatedNetworks()
{
  // A list, because to ask a network takes a forward pass. The tests of all networks hold it to what they give.
  static constexpr std::array<std::string_view, 4> names{"AttentionUNet", "GridAttentionUNet", "MonaiAttentionUNet",
                                                         "UNetTransformer"};
  return names;
}

} // namespace vox
