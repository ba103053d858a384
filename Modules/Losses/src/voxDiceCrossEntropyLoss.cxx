// SPDX-License-Identifier: Apache-2.0
#include "voxDiceCrossEntropyLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const DiceCrossEntropyLossOptions & options)
{
  Validate(options.dice);
  RequireAtLeastZero(options.weightDice, "dice-cross-entropy", "weight_dice");
  RequireAtLeastZero(options.weightCrossEntropy, "dice-cross-entropy", "weight_cross_entropy");
}

at::Tensor
DiceCrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels, const DiceCrossEntropyLossOptions & options)
{
  Validate(options);
  const LossSums sums =
      ComputeSoftmaxSums(CheckLossInput(logits, labels, options.dice.ignoreLabel, "dice-cross-entropy"),
                         {.squared = options.dice.squared});
  return options.weightDice * DiceFromSums(sums, options.dice) +
         options.weightCrossEntropy * CrossEntropyFromSums(sums);
}

} // namespace vox
