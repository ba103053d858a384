// SPDX-License-Identifier: Apache-2.0
#ifndef voxHausdorffErosionLoss_h
#define voxHausdorffErosionLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Hausdorff erosion loss, mean over samples, classes and voxels of sum_k k^a B_k, k = 1 ... erosions, with B_0 = (p -
 * g)^2 and B_k its erosion: the mean of a voxel and its face neighbors in B_(k-1) minus 0.5, or 0. Errors far from the
 * boundary survive longer. No distance is measured, so voxels are counted, whatever their size.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar >= 0, 0 with
 * zero gradient for thin errors. With `renormalize` each B_k is stretched to [0, 1] in each sample and class, as its
 * authors' code and kornia do. One slice [D = 1] has four neighbors. Computed in float32 (or double) whatever the type
 * of the logits. Source: Karimi and Salcudean 2020, DOI 10.1109/TMI.2019.2930068. */
struct HausdorffErosionLossOptions
{
  std::int64_t erosions = 10;
  double alpha = 2.0; ///< a
  bool renormalize = false;
  bool includeBackground = false;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(HausdorffErosionLossOptions & o, TVisitor && visit)
{
  visit("erosions", o.erosions, "how often errors are eroded");
  visit("alpha", o.alpha, "exponent of the number of the erosion");
  visit("renormalize", o.renormalize, "stretch each erosion to [0, 1]");
  visit("include_background", o.includeBackground, "count class 0 in the mean");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for fewer than one erosion and a negative exponent. */
void Validate(const HausdorffErosionLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor HausdorffErosionLoss(const at::Tensor & logits, const at::Tensor & labels,
                                              const HausdorffErosionLossOptions & options = {});

} // namespace vox

#endif
