// SPDX-License-Identifier: Apache-2.0
#ifndef voxSoftmaxSums_h
#define voxSoftmaxSums_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** What the losses are made of, K classes and N samples; float32, or float64 for float64 logits. Voxels with the ignore
 * label are counted nowhere. All but `reference` and `voxels` have gradients with respect to the logits. */
struct SoftmaxSums
{
  at::Tensor intersection; ///< [N, K]: sum of the probability of class k over the voxels labelled k
  at::Tensor probability;  ///< [N, K]: sum of the probability of class k over all voxels
  at::Tensor reference;    ///< [N, K]: number of voxels labelled k
  at::Tensor crossEntropy; ///< scalar: sum of -log probability of the labelled class over all voxels of all samples
  at::Tensor voxels;       ///< scalar: number of voxels of all samples
};

/** One pass over softmax(logits). Throws Error(BadInput) that begins with `name` for shapes or labels that do not fit.
 */
[[nodiscard]] SoftmaxSums ComputeSoftmaxSums(const at::Tensor & logits, const at::Tensor & labels,
                                             const std::optional<std::int64_t> & ignoreLabel, const char * name);

} // namespace vox

#endif
