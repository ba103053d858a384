// SPDX-License-Identifier: Apache-2.0
#ifndef voxSensitivitySpecificityLoss_h
#define voxSensitivitySpecificityLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Sensitivity-specificity loss, mean over classes (and samples) of r S + (1 - r) T, with S and T the mean squared
 * errors of the probability in the voxels of the class and in all others: S = sum (g - p)^2 g / sum g, and likewise T.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1]; where
 * a class has no voxel (or no other voxel) its part is 0. Computed in
 * float32 (or double) whatever the type of the logits. Source: Brosch et al. 2015, DOI 10.1007/978-3-319-24574-4_1. */
struct SensitivitySpecificityLossOptions
{
  double sensitivity = 0.05; ///< r
  bool batch = true;         ///< sum over the batch before dividing
  bool includeBackground = false;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(SensitivitySpecificityLossOptions & o, TVisitor && visit)
{
  visit("sensitivity", o.sensitivity, "weight of the error inside of the class, 0 to 1; the rest is that of outside");
  visit("batch", o.batch, "sum over the batch before dividing");
  visit("include_background", o.includeBackground, "count class 0 in the mean");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for a weight outside 0 to 1. */
void Validate(const SensitivitySpecificityLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor SensitivitySpecificityLoss(const at::Tensor & logits, const at::Tensor & labels,
                                                    const SensitivitySpecificityLossOptions & options = {});

} // namespace vox

#endif
