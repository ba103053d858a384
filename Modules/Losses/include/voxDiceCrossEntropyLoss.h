// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiceCrossEntropyLoss_h
#define voxDiceCrossEntropyLoss_h

#include "voxDiceLoss.h"

namespace vox
{

/** Soft Dice plus cross entropy, weight_dice * DiceLoss + weight_cross_entropy * CrossEntropyLoss: nnU-Net's default.
 * With weights of 1 the value is that of nnU-Net's DC_and_CE_loss plus 1, and the gradient is the same.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1. If every voxel has the ignore label the cross
 * entropy is 0 and every class counts as found, so the result is 0. Computed in float32 (or double) in one pass over
 * the softmax. Source: Isensee et al. 2021, DOI 10.1038/s41592-020-01008-z. */
struct DiceCrossEntropyLossOptions
{
  DiceLossOptions dice{}; ///< its ignore label holds for both parts
  double weightDice = 1.0;
  double weightCrossEntropy = 1.0;
};

template <typename TVisitor>
void
VisitFields(DiceCrossEntropyLossOptions & o, TVisitor && visit)
{
  VisitFields(o.dice, visit);
  visit("weight_dice", o.weightDice, "factor of the Dice loss");
  visit("weight_cross_entropy", o.weightCrossEntropy, "factor of the cross entropy");
}

/** Throws Error(Usage) for negative numbers. */
void Validate(const DiceCrossEntropyLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor DiceCrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels,
                                              const DiceCrossEntropyLossOptions & options = {});

} // namespace vox

#endif
