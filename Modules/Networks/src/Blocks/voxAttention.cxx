// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxAttention.h"

#include <ATen/ATen.h>

#include <optional>

namespace vox
{
namespace
{

/** [N, T, C] as [N, heads, T, C / heads]. */
at::Tensor
SplitHeads(const at::Tensor & tokens, std::int64_t heads)
{
  return tokens.unflatten(-1, {heads, tokens.size(-1) / heads}).transpose(1, 2);
}

} // namespace

at::Tensor
TokensOf(const at::Tensor & features)
{
  return features.flatten(2).transpose(1, 2).to(at::kFloat);
}

at::Tensor
FeaturesOf(const at::Tensor & tokens, at::IntArrayRef gridSize)
{
  return tokens.transpose(1, 2).unflatten(2, gridSize);
}

at::Tensor
Attend(const at::Tensor & query, const at::Tensor & key, const at::Tensor & value, std::int64_t heads,
       const at::Tensor & mask)
{
  const std::optional<at::Tensor> added = mask.defined() ? std::optional(mask) : std::nullopt;
  return at::scaled_dot_product_attention(SplitHeads(query, heads), SplitHeads(key, heads), SplitHeads(value, heads),
                                          added)
      .transpose(1, 2)
      .flatten(2);
}

} // namespace vox
