// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiceLoss_h
#define voxDiceLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Soft Dice loss, 1 - mean over classes (and samples) of (2 I + s) / (P + G + s), with I, P, G the sums over voxels of
 * probability x reference, probability, reference. With `squared`, P is the sum of the squared probability: the Dice of
 * V-Net.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1];
 * identical to 1 + nnU-Net's MemoryEfficientSoftDiceLoss, whose value is -Dice. A class absent from labels and
 * probabilities counts as s / max(s, 1e-8) = 1. Computed in float32 (or double) whatever the type of the logits.
 * Source: Milletari et al. 2016, DOI 10.1109/3DV.2016.79; nnU-Net 2.8.1 for defaults. */
struct DiceLossOptions
{
  bool batch = true; ///< sum over the batch before dividing ("batch Dice")
  bool includeBackground = false;
  double smooth = 1e-5;
  bool squared = false;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(DiceLossOptions & o, TVisitor && visit)
{
  visit("batch", o.batch, "sum over the batch before dividing");
  visit("include_background", o.includeBackground, "count class 0 in the mean");
  visit("smooth", o.smooth, "added to numerator and denominator");
  visit("squared", o.squared, "square the probability in the denominator, as V-Net does");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for a negative smoothing. */
void Validate(const DiceLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor DiceLoss(const at::Tensor & logits, const at::Tensor & labels,
                                  const DiceLossOptions & options = {});

} // namespace vox

#endif
