// SPDX-License-Identifier: Apache-2.0
#ifndef voxChannelsLast_h
#define voxChannelsLast_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** The channels-last order of features or weights with 2 or 3 spatial axes. */
[[nodiscard]] inline at::MemoryFormat
ChannelsLastFormat(const at::Tensor & tensor)
{
  return tensor.dim() == 5 ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast;
}

} // namespace vox

#endif
