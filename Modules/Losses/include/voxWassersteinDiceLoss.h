// SPDX-License-Identifier: Apache-2.0
#ifndef voxWassersteinDiceLoss_h
#define voxWassersteinDiceLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Generalized Wasserstein Dice loss: a wrong class costs by its distance from the right one, so that a liver taken for
 * a liver tumor is a smaller mistake than one taken for a lung. With w(x) = sum_k M[y, k] p_k, M the distances divided
 * by the largest, and a_0 = 0, a_k = 1: 1 - mean over samples of (2 T + s) / (2 T + sum w + s), T = sum a_y (1 - w).
 * With `weightByVolume`, a_k = 1 / (voxels of class k + 1) and the denominator is sum a_y (2 - w) + s.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1]. Equal
 * to MONAI 1.6.1's GeneralizedWassersteinDiceLoss, ignored voxels aside. Computed in float32 (or double) whatever the
 * type of the logits. Source: Fidon et al. 2018, DOI 10.1007/978-3-319-75238-9_6. */
struct WassersteinDiceLossOptions
{
  std::vector<std::vector<double>> distances{}; ///< K rows of K numbers, 0 or more; empty: 1 between any two classes
  bool weightByVolume = false;
  double smooth = 1e-5;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(WassersteinDiceLossOptions & o, TVisitor && visit)
{
  visit("distances", o.distances, "cost of each class (row) being taken for another, as lists; empty: all alike");
  visit("weight_by_volume", o.weightByVolume, "count all classes alike, background too, whatever their volume");
  visit("smooth", o.smooth, "added to numerator and denominator");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for negative numbers, and distances that are not square or all zero. */
void Validate(const WassersteinDiceLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit, Error(Usage) for distances of
 * another number of classes. */
[[nodiscard]] at::Tensor WassersteinDiceLoss(const at::Tensor & logits, const at::Tensor & labels,
                                             const WassersteinDiceLossOptions & options = {});

} // namespace vox

#endif
