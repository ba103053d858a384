// SPDX-License-Identifier: Apache-2.0
#ifndef voxFocalLoss_h
#define voxFocalLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Focal loss, mean over voxels of -w_y (1 - p_y)^gamma log p_y, p = softmax(logits) and y the label. With gamma 0 it
 * is the cross entropy. The mean runs over voxels, not over voxels and classes.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1. The result is a scalar >= 0; if no voxel counts,
 * it is 0 with zero gradient. Computed in float32 (or double) whatever the type of the logits. Source: Lin et al. 2017,
 * DOI 10.1109/ICCV.2017.324. */
struct FocalLossOptions
{
  double gamma = 2.0;
  std::vector<double> classWeights{}; ///< one per class, 0 or more; empty: all 1
  /** Further weights 1 / (share of the voxels of the batch), scaled to a sum of K; 0 for a class that is absent. */
  bool inverseFrequency = false;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(FocalLossOptions & o, TVisitor && visit)
{
  visit("gamma", o.gamma, "how little well classified voxels count");
  visit("class_weights", o.classWeights, "one per class; empty counts all alike");
  visit("inverse_frequency", o.inverseFrequency, "weigh classes against their share of the voxels of the batch");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for negative numbers. */
void Validate(const FocalLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit, Error(Usage) for a wrong number of weights. */
[[nodiscard]] at::Tensor FocalLoss(const at::Tensor & logits, const at::Tensor & labels,
                                   const FocalLossOptions & options = {});

} // namespace vox

#endif
