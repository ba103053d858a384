// SPDX-License-Identifier: Apache-2.0
#ifndef voxLogCoshDiceLoss_h
#define voxLogCoshDiceLoss_h

#include "voxOverlapOptions.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** Log-cosh Dice loss, mean over classes (and samples) of log(cosh(1 - D)), D = (2 I + s) / (P + G + s) as in DiceLoss:
 * its square where it is small, without a kink anywhere.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 0.434],
 * much smaller than other losses where it is to be added to one. Computed in float32 (or double) whatever the type of
 * the logits. Source: Jadon 2020, DOI 10.1109/CIBCB48159.2020.9277638. */
struct LogCoshDiceLossOptions
{
  OverlapOptions overlap{};
};

template <typename TVisitor>
void
VisitFields(LogCoshDiceLossOptions & o, TVisitor && visit)
{
  VisitFields(o.overlap, visit);
}

/** Throws Error(Usage) for a negative smoothing. */
void Validate(const LogCoshDiceLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor LogCoshDiceLoss(const at::Tensor & logits, const at::Tensor & labels,
                                         const LogCoshDiceLossOptions & options = {});

} // namespace vox

#endif
