// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiceFocalLoss_h
#define voxDiceFocalLoss_h

#include "voxDiceLoss.h"

namespace vox
{

/** Soft Dice plus focal loss, weight_dice * DiceLoss + weight_focal * FocalLoss. Both are of the softmax; MONAI 1.6.1's
 * DiceFocalLoss takes the focal loss of a sigmoid of every head even with softmax=True.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1. */
struct DiceFocalLossOptions
{
  DiceLossOptions dice{}; ///< its ignore label holds for both parts
  double gamma = 2.0;
  double weightDice = 1.0;
  double weightFocal = 1.0;
};

template <typename TVisitor>
void
VisitFields(DiceFocalLossOptions & o, TVisitor && visit)
{
  VisitFields(o.dice, visit);
  visit("gamma", o.gamma, "how little well classified voxels count in the focal loss");
  visit("weight_dice", o.weightDice, "factor of the Dice loss");
  visit("weight_focal", o.weightFocal, "factor of the focal loss");
}

/** Throws Error(Usage) for negative numbers. */
void Validate(const DiceFocalLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor DiceFocalLoss(const at::Tensor & logits, const at::Tensor & labels,
                                       const DiceFocalLossOptions & options = {});

} // namespace vox

#endif
