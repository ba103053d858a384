// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxAttentionHeads.h"

#include "Blocks/voxAttention.h"

namespace vox
{

AttentionHeads::AttentionHeads(std::int64_t heads) : m_Heads(heads)
{}

at::Tensor
AttentionHeads::forward(const at::Tensor & query, const at::Tensor & key, const at::Tensor & value,
                        const at::Tensor & mask) const
{
  return Timed([&] { return Attend(query, key, value, m_Heads, mask); },
               [&](const at::Tensor & output) {
                 // A product with each key and one with each value.
                 return Work{"attention", output, 2.0 * static_cast<double>(key.size(1))};
               });
}

at::Tensor
AttentionHeads::ForwardFused(const at::Tensor & queryKeyValue, const at::Tensor & mask) const
{
  const auto parts = queryKeyValue.chunk(3, -1);
  return forward(parts[0], parts[1], parts[2], mask);
}

} // namespace vox
