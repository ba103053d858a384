// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiceBinaryCrossEntropyLoss_h
#define voxDiceBinaryCrossEntropyLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Soft Dice plus binary cross entropy of overlapping regions, weight_dice * Dice part + weight_cross_entropy * mean of
 * -[y log p + (1 - y) log(1 - p)], p = sigmoid(logits): nnU-Net's loss for region-based training. The Dice part is that
 * of DiceLoss with the probabilities p and every head counted. With weights of 1 the value is that of nnU-Net's
 * DC_and_BCE_loss plus 1, and the gradient is the same.
 *
 * logits [N, K, D, H, W] with one head or more; labels [N, D, H, W] whole numbers, from which the masks y of the
 * regions are made here. Without an ignore label the cross entropy is a mean over voxels and regions. With one, whether
 * it occurs or not, it is the sum over regions of the means over counted voxels, K times as much: so nnU-Net weighs it.
 * If every voxel is ignored the result is 0 with zero gradient. Computed in float32 (or double) whatever the type of
 * the logits. Source: Isensee et al. 2021, DOI 10.1038/s41592-020-01008-z; nnU-Net 2.8.1 for the weighting. */
struct DiceBinaryCrossEntropyLossOptions
{
  /** Head i is the union of the labels in regions[i]; empty: head k is label k. Labels are 0 or in a region. */
  std::vector<std::vector<std::int64_t>> regions{};
  bool batch = true; ///< sum over the batch before dividing ("batch Dice")
  double smooth = 1e-5;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
  double weightDice = 1.0;
  double weightCrossEntropy = 1.0;
};

template <typename TVisitor>
void
VisitFields(DiceBinaryCrossEntropyLossOptions & o, TVisitor && visit)
{
  visit("regions", o.regions, "labels of each head, as lists; empty: head k is label k");
  visit("batch", o.batch, "sum over the batch before dividing");
  visit("smooth", o.smooth, "added to numerator and denominator");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
  visit("weight_dice", o.weightDice, "factor of the Dice loss");
  visit("weight_cross_entropy", o.weightCrossEntropy, "factor of the cross entropy");
}

/** Throws Error(Usage) for negative numbers and for a region without labels. */
void Validate(const DiceBinaryCrossEntropyLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit, or another number of heads than regions. */
[[nodiscard]] at::Tensor DiceBinaryCrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels,
                                                    const DiceBinaryCrossEntropyLossOptions & options = {});

} // namespace vox

#endif
