// SPDX-License-Identifier: Apache-2.0
#ifndef voxTopKLoss_h
#define voxTopKLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Top-k cross entropy: the mean over the k percent of voxels of the batch that have the largest cross entropy, at
 * least one voxel: int(voxels k / 100).
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1. The result is a scalar >= 0; if no voxel counts,
 * it is 0 with zero gradient. Computed in float32 (or double) whatever the type of the logits. Source: Wu et al. 2016,
 * arXiv 1605.06885; nnU-Net 2.8.1's TopKLoss for the default. */
struct TopKLossOptions
{
  double percent = 10.0;
  /** Ignored voxels count in the number that the percentage is of, as in nnU-Net: more of the others are kept. */
  bool percentOfAll = false;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label have no cross entropy
};

template <typename TVisitor>
void
VisitFields(TopKLossOptions & o, TVisitor && visit)
{
  visit("percent", o.percent, "share of the voxels that is kept, more than 0 to 100");
  visit("percent_of_all", o.percentOfAll, "count ignored voxels in the number that the share is of");
  visit("ignore_label", o.ignoreLabel, "voxels with this label have no cross entropy");
}

/** Throws Error(Usage) for a percentage outside 0 to 100. */
void Validate(const TopKLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor TopKLoss(const at::Tensor & logits, const at::Tensor & labels,
                                  const TopKLossOptions & options = {});

} // namespace vox

#endif
