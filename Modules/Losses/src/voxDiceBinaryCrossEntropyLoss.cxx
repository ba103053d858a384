// SPDX-License-Identifier: Apache-2.0
#include "voxDiceBinaryCrossEntropyLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxRegionMaps.h"
#include "voxSigmoidSums.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "dice-binary-cross-entropy";

} // namespace

void
Validate(const DiceBinaryCrossEntropyLossOptions & options)
{
  RequireAtLeastZero(options.smooth, kName, "smooth");
  RequireAtLeastZero(options.weightDice, kName, "weight_dice");
  RequireAtLeastZero(options.weightCrossEntropy, kName, "weight_cross_entropy");
  RequireLabels(options.regions, kName);
}

at::Tensor
DiceBinaryCrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels,
                           const DiceBinaryCrossEntropyLossOptions & options)
{
  Validate(options);
  const LossSums sums =
      ComputeSigmoidSums(logits, labels, options.regions, options.ignoreLabel, kName, {.entropy = true});
  // nnU-Net divides by the heads only where no ignore label is declared.
  const double heads = options.ignoreLabel ? 1.0 : static_cast<double>(logits.size(1));
  const at::Tensor dice =
      DiceFromSums(sums, DiceLossOptions{.batch = options.batch, .includeBackground = true, .smooth = options.smooth});
  return options.weightDice * dice + options.weightCrossEntropy / heads * CrossEntropyFromSums(sums);
}

} // namespace vox
