// SPDX-License-Identifier: Apache-2.0
#ifndef voxJaccardLoss_h
#define voxJaccardLoss_h

#include "voxOverlapOptions.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** Soft Jaccard (intersection over union) loss, 1 - mean over classes (and samples) of (I + s) / (P + G - I + s), with
 * I, P, G the sums over voxels of probability x reference, probability, reference.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1]. A
 * class absent from labels and probabilities counts as found. MONAI 1.6.1's DiceLoss(jaccard=True) is this with twice
 * the smoothing. Computed in float32 (or double) whatever the type of the logits. Source: Rahman and Wang 2016,
 * DOI 10.1007/978-3-319-50835-1_22. */
struct JaccardLossOptions
{
  OverlapOptions overlap{};
};

template <typename TVisitor>
void
VisitFields(JaccardLossOptions & o, TVisitor && visit)
{
  VisitFields(o.overlap, visit);
}

/** Throws Error(Usage) for a negative smoothing. */
void Validate(const JaccardLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor JaccardLoss(const at::Tensor & logits, const at::Tensor & labels,
                                     const JaccardLossOptions & options = {});

} // namespace vox

#endif
