// SPDX-License-Identifier: Apache-2.0
#include "voxDiceFocalLoss.h"

#include "voxFocalLoss.h"
#include "voxLossChecks.h"

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
  CheckLossShapes(logits, labels, "dice-focal");
  CheckLabels(labels, logits.size(1), options.dice.ignoreLabel, "dice-focal");
  const FocalLossOptions focal{.gamma = options.gamma, .ignoreLabel = options.dice.ignoreLabel};
  return options.weightDice * DiceLoss(logits, labels, options.dice) +
         options.weightFocal * FocalLoss(logits, labels, focal);
}

} // namespace vox
