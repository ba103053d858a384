// SPDX-License-Identifier: Apache-2.0
#ifndef voxLovaszSoftmaxLoss_h
#define voxLovaszSoftmaxLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Lovasz-softmax loss, mean over the classes that occur of the Lovasz extension of 1 - Jaccard index: the errors
 * |g - p| of all voxels, largest first, each times what the index loses by it.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1]; where
 * no voxel counts it is 0 with zero gradient. Voxels of equal error may take each other's part of the gradient. Sorts
 * all voxels of each class. Computed in float32 (or double) whatever the type of the logits. Source: Berman et al.
 * 2018, DOI 10.1109/CVPR.2018.00464. */
struct LovaszSoftmaxLossOptions
{
  bool perSample = false;                    ///< a mean over samples instead of one set of all voxels
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(LovaszSoftmaxLossOptions & o, TVisitor && visit)
{
  visit("per_sample", o.perSample, "a mean over samples instead of one set of all voxels");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Every value is allowed. */
void Validate(const LovaszSoftmaxLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor LovaszSoftmaxLoss(const at::Tensor & logits, const at::Tensor & labels,
                                           const LovaszSoftmaxLossOptions & options = {});

} // namespace vox

#endif
