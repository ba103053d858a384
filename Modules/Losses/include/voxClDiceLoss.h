// SPDX-License-Identifier: Apache-2.0
#ifndef voxClDiceLoss_h
#define voxClDiceLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vox
{

/** Soft clDice (center line Dice) beside soft Dice, w Dice + (1 - w) (1 - 2 T S / (T + S)): topology precision T, the
 * share of the skeleton of the prediction that lies in the reference, (sum of skeleton(p) g + s) / (sum of skeleton(p)
 * + s), and topology sensitivity S, the share of the skeleton of the reference that lies in the prediction, likewise.
 * For vessels, airways and other thin structures; the skeletons are soft (voxSoftSkeleton.h).
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1], a
 * mean over classes and samples. A class absent from labels and prediction costs 0 with smoothing; without, it counts
 * as missed. Ignored voxels take no part in the skeletons either. The Dice part is that of DiceLoss with the same
 * smoothing. Computed in float32 (or double) whatever the type of the logits.
 *
 * Paper and tools are of one foreground. With more, MONAI 1.6.1 divides the sums over all classes (`pool_classes`) and
 * adds 1e-4 to T + S (`harmonic_smooth`); the authors' code divides those over classes and batch, and has 10 iterations
 * whatever it is told. Source: Shit et al. 2021, DOI 10.1109/CVPR46437.2021.01629. */
struct ClDiceLossOptions
{
  std::int64_t iterations = 10; ///< of the skeleton: the largest radius of a structure in voxels, or more
  double smooth = 1.0;
  double weightDice = 0.5; ///< w; 0: soft clDice alone
  bool batch = false;      ///< sum over the batch before dividing
  bool includeBackground = false;
  bool poolClasses = false;                  ///< in T and S, divide the sums over all classes
  double harmonicSmooth = 0.0;               ///< added to T + S
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(ClDiceLossOptions & o, TVisitor && visit)
{
  visit("iterations", o.iterations, "erosions of the skeleton: the largest radius in voxels, or more");
  visit("smooth", o.smooth, "added to numerators and denominators");
  visit("weight_dice", o.weightDice, "weight of the Dice loss, 0 to 1; the rest is that of clDice");
  visit("batch", o.batch, "sum over the batch before dividing");
  visit("include_background", o.includeBackground, "count class 0 in the mean");
  visit("pool_classes", o.poolClasses, "divide the sums over all classes, as MONAI does");
  visit("harmonic_smooth", o.harmonicSmooth, "added to the denominator of the harmonic mean; MONAI's is 1e-4");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** The same for overlapping regions under a sigmoid. */
struct RegionClDiceLossOptions
{
  /** Head i is the union of the labels in regions[i]; empty: head k is label k. Labels are 0 or in a region. */
  std::vector<std::vector<std::int64_t>> regions{};
  ClDiceLossOptions centerLines{}; ///< includeBackground means nothing here: every head is a region
};

template <typename TVisitor>
void
VisitFields(RegionClDiceLossOptions & o, TVisitor && visit)
{
  visit("regions", o.regions, "labels of each head, as lists; empty: head k is label k");
  VisitFields(o.centerLines, [&](const char * key, auto & value, const char * help) {
    if (std::string_view(key) != "include_background")
    {
      visit(key, value, help);
    }
  });
}

/** Throws Error(Usage) for negative iterations or smoothing and a weight outside 0 to 1. */
void Validate(const ClDiceLossOptions & options);

/** Throws Error(Usage) as above, and for a region without labels. */
void Validate(const RegionClDiceLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor ClDiceLoss(const at::Tensor & logits, const at::Tensor & labels,
                                    const ClDiceLossOptions & options = {});

/** Throws Error(BadInput) for shapes or labels that do not fit, or another number of heads than regions. */
[[nodiscard]] at::Tensor RegionClDiceLoss(const at::Tensor & logits, const at::Tensor & labels,
                                          const RegionClDiceLossOptions & options = {});

} // namespace vox

#endif
