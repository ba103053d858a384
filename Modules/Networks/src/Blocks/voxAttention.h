// SPDX-License-Identifier: Apache-2.0
#ifndef voxAttention_h
#define voxAttention_h

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vox
{

/** Features [N, C, (D,) H, W] as float32 tokens [N, T, C], one for each voxel, x fastest. A view where the features lie
 * in channels-last order. */
[[nodiscard]] at::Tensor TokensOf(const at::Tensor & features);

/** The other way round, onto a grid of these sizes; a view, in channels-last order. */
[[nodiscard]] at::Tensor FeaturesOf(const at::Tensor & tokens, at::IntArrayRef gridSize);

/** Multi-head attention (Vaswani et al. 2017, arXiv 1706.03762): in each head, of C / heads channels, softmax(Q K^T /
 * sqrt(C / heads) + mask) V. query [N, T, C]; key and value [N, S, C]; mask undefined or such that it broadcasts to
 * [N, heads, T, S]: added, or boolean, true where a query may look. Gives [N, T, C]. Never holds all T x S products at
 * once, unless the gradient of the mask is asked for. */
[[nodiscard]] at::Tensor Attend(const at::Tensor & query, const at::Tensor & key, const at::Tensor & value,
                                std::int64_t heads, const at::Tensor & mask = {});

} // namespace vox

#endif
