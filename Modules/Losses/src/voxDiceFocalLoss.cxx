// SPDX-License-Identifier: Apache-2.0
#include "voxDiceFocalLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const DiceFocalLossOptions & options)
{
  Validate(options.dice);
  RequireAtLeastZero(options.gamma, "dice-focal", "gamma");
  RequireAtLeastZero(options.weightDice, "dice-focal", "weight_dice");
  RequireAtLeastZero(options.weightFocal, "dice-focal", "weight_focal");
}

at::Tensor
DiceFocalLoss(const at::Tensor & logits, const at::Tensor & labels, const DiceFocalLossOptions & options)
{
  Validate(options);
  const LossSums sums = ComputeSoftmaxSums(CheckLossInput(logits, labels, options.dice.ignoreLabel, "dice-focal"),
                                           {.squared = options.dice.squared, .gamma = options.gamma});
  return options.weightDice * DiceFromSums(sums, options.dice) + options.weightFocal * CrossEntropyFromSums(sums);
}

} // namespace vox
