// SPDX-License-Identifier: Apache-2.0
#ifndef voxMatthewsCorrelationLoss_h
#define voxMatthewsCorrelationLoss_h

#include "voxOverlapOptions.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** Matthews correlation loss, 1 - mean over classes (and samples) of
 * (TP TN - FP FN) / sqrt((TP + FP) (TP + FN) (TN + FP) (TN + FN)), with soft counts of voxels and s added to each.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 2], 1 for
 * a prediction that does not depend on the labels, as where a class is absent. Equal to segmentation_models.pytorch
 * 0.6.0's MCCLoss for one foreground class. Computed in float32 (or double) whatever the type of the logits. Source:
 * Abhishek and Hamarneh 2021, DOI 10.1109/ISBI48211.2021.9433782. */
struct MatthewsCorrelationLossOptions
{
  OverlapOptions overlap{};
};

template <typename TVisitor>
void
VisitFields(MatthewsCorrelationLossOptions & o, TVisitor && visit)
{
  VisitFields(o.overlap, visit);
}

/** Throws Error(Usage) for a negative smoothing. */
void Validate(const MatthewsCorrelationLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor MatthewsCorrelationLoss(const at::Tensor & logits, const at::Tensor & labels,
                                                 const MatthewsCorrelationLossOptions & options = {});

} // namespace vox

#endif
