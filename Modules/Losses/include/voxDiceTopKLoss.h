// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiceTopKLoss_h
#define voxDiceTopKLoss_h

#include "voxDiceLoss.h"

namespace vox
{

/** Soft Dice plus top-k cross entropy, weight_dice * DiceLoss + weight_top_k * TopKLoss. With weights of 1 the value is
 * that of nnU-Net's DC_and_topk_loss plus 1, and the gradient is the same; with an ignore label, where percent_of_all
 * is set.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1. Source: nnU-Net 2.8.1. */
struct DiceTopKLossOptions
{
  DiceLossOptions dice{}; ///< its ignore label holds for both parts
  double percent = 10.0;
  bool percentOfAll = false; ///< see TopKLossOptions
  double weightDice = 1.0;
  double weightTopK = 1.0;
};

template <typename TVisitor>
void
VisitFields(DiceTopKLossOptions & o, TVisitor && visit)
{
  VisitFields(o.dice, visit);
  visit("percent", o.percent, "share of the voxels whose cross entropy is kept, more than 0 to 100");
  visit("percent_of_all", o.percentOfAll, "count ignored voxels in the number that the share is of");
  visit("weight_dice", o.weightDice, "factor of the Dice loss");
  visit("weight_top_k", o.weightTopK, "factor of the top-k cross entropy");
}

/** Throws Error(Usage) for negative numbers and a percentage outside 0 to 100. */
void Validate(const DiceTopKLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor DiceTopKLoss(const at::Tensor & logits, const at::Tensor & labels,
                                      const DiceTopKLossOptions & options = {});

} // namespace vox

#endif
