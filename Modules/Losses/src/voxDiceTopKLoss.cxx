// SPDX-License-Identifier: Apache-2.0
#include "voxDiceTopKLoss.h"

#include "voxLossChecks.h"
#include "voxTopKLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

TopKLossOptions
TopKOptions(const DiceTopKLossOptions & options)
{
  return {.percent = options.percent, .percentOfAll = options.percentOfAll, .ignoreLabel = options.dice.ignoreLabel};
}

} // namespace

void
Validate(const DiceTopKLossOptions & options)
{
  Validate(options.dice);
  Validate(TopKOptions(options));
  RequireAtLeastZero(options.weightDice, "dice-top-k", "weight_dice");
  RequireAtLeastZero(options.weightTopK, "dice-top-k", "weight_top_k");
}

at::Tensor
DiceTopKLoss(const at::Tensor & logits, const at::Tensor & labels, const DiceTopKLossOptions & options)
{
  Validate(options);
  CheckLossShapes(logits, labels, "dice-top-k");
  CheckLabels(labels, logits.size(1), options.dice.ignoreLabel, "dice-top-k");
  return options.weightDice * DiceLoss(logits, labels, options.dice) +
         options.weightTopK * TopKLoss(logits, labels, TopKOptions(options));
}

} // namespace vox
