// SPDX-License-Identifier: Apache-2.0
#ifndef voxRegionLovaszHingeLoss_h
#define voxRegionLovaszHingeLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Lovasz hinge of overlapping regions, mean over regions of the Lovasz extension of 1 - Jaccard index at the hinge
 * errors max(0, 1 - x (2 y - 1)) of all voxels, x the logit, y the mask of the region: largest first, each times what
 * the index loses by it.
 *
 * logits [N, K, D, H, W] with one head or more, positive in the region; labels [N, D, H, W] whole numbers, from which
 * the masks are made here. The result is a scalar >= 0, 0 with zero gradient where each voxel is right by a margin
 * of 1. A region that is absent costs the largest of its errors. Voxels of equal error may take each other's part of
 * the gradient. Sorts all voxels of each region. Computed in float32 (or double) whatever the type of the logits.
 * Source: Yu and Blaschko 2015, arXiv 1512.07797; Berman et al. 2018, DOI 10.1109/CVPR.2018.00464. */
struct RegionLovaszHingeLossOptions
{
  /** Head i is the union of the labels in regions[i]; empty: head k is label k. Labels are 0 or in a region. */
  std::vector<std::vector<std::int64_t>> regions{};
  bool perSample = false;                    ///< a mean over samples instead of one set of all voxels
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(RegionLovaszHingeLossOptions & o, TVisitor && visit)
{
  visit("regions", o.regions, "labels of each head, as lists; empty: head k is label k");
  visit("per_sample", o.perSample, "a mean over samples instead of one set of all voxels");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for a region without labels. */
void Validate(const RegionLovaszHingeLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit, or another number of heads than regions. */
[[nodiscard]] at::Tensor RegionLovaszHingeLoss(const at::Tensor & logits, const at::Tensor & labels,
                                               const RegionLovaszHingeLossOptions & options = {});

} // namespace vox

#endif
