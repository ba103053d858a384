// SPDX-License-Identifier: Apache-2.0
#ifndef voxTverskyLoss_h
#define voxTverskyLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Tversky loss, 1 - mean over classes (and samples) of TI = (I + s) / (I + a FP + b FN + s), with I the sum over
 * voxels of probability x reference, FP = sum of probability - I, FN = sum of reference - I.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1]. With
 * a = b = 0.5 and half the smoothing it is DiceLoss, with a = b = 1 the soft Jaccard loss. A class absent from labels
 * and probabilities counts as found. Computed in float32 (or double) whatever the type of the logits. Source: Salehi et
 * al. 2017, DOI 10.1007/978-3-319-67389-9_44, with its weights as defaults. */
struct TverskyLossOptions
{
  double falsePositive = 0.3;
  double falseNegative = 0.7;
  bool batch = true; ///< sum over the batch before dividing
  bool includeBackground = false;
  double smooth = 1e-5;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(TverskyLossOptions & o, TVisitor && visit)
{
  visit("false_positive", o.falsePositive, "weight of false positives in the denominator");
  visit("false_negative", o.falseNegative, "weight of false negatives in the denominator");
  visit("batch", o.batch, "sum over the batch before dividing");
  visit("include_background", o.includeBackground, "count class 0 in the mean");
  visit("smooth", o.smooth, "added to numerator and denominator");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for negative numbers. */
void Validate(const TverskyLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor TverskyLoss(const at::Tensor & logits, const at::Tensor & labels,
                                     const TverskyLossOptions & options = {});

} // namespace vox

#endif
