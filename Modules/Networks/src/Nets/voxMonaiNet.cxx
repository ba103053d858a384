// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxMonaiNet.h"

namespace vox
{

WeightDraw
MonaiNet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  if (name.ends_with("adn.A.weight"))
  {
    return {WeightDraw::Kind::Constant, 0.25};
  }
  return Net::DrawOf(name, weight, fanIn);
}

} // namespace vox
