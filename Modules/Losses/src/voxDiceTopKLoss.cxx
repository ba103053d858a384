// SPDX-License-Identifier: Apache-2.0
#include "voxDiceTopKLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"
#include "voxTopKOfInput.h"

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
  const LossInput input = CheckLossInput(logits, labels, options.dice.ignoreLabel, "dice-top-k");
  const LossSums sums = ComputeSoftmaxSums(input, {.squared = options.dice.squared});
  return options.weightDice * DiceFromSums(sums, options.dice) +
         options.weightTopK * TopKOfInput(input, TopKOptions(options));
}

} // namespace vox
