// SPDX-License-Identifier: Apache-2.0
#include "voxLossRegistry.h"

#include "voxBalancedCrossEntropyLoss.h"
#include "voxBoundaryLoss.h"
#include "voxComboLoss.h"
#include "voxCrossEntropyLoss.h"
#include "voxDiceBinaryCrossEntropyLoss.h"
#include "voxDiceCrossEntropyLoss.h"
#include "voxDiceFocalLoss.h"
#include "voxDiceLoss.h"
#include "voxDiceTopKLoss.h"
#include "voxDistancePenalizedCrossEntropyLoss.h"
#include "voxExponentialLogarithmicLoss.h"
#include "voxFocalLoss.h"
#include "voxFocalTverskyLoss.h"
#include "voxGeneralizedDiceLoss.h"
#include "voxHausdorffDistanceTransformLoss.h"
#include "voxHausdorffErosionLoss.h"
#include "voxJaccardLoss.h"
#include "voxLogCoshDiceLoss.h"
#include "voxLovaszSoftmaxLoss.h"
#include "voxMatthewsCorrelationLoss.h"
#include "voxOptions.h"
#include "voxRegionHeads.h"
#include "voxSensitivitySpecificityLoss.h"
#include "voxShapeAwareLoss.h"
#include "voxTopKLoss.h"
#include "voxTverskyLoss.h"
#include "voxUnifiedFocalLoss.h"
#include "voxWassersteinDiceLoss.h"

namespace vox
{
namespace
{

template <typename TOptions, auto TLoss>
LossFunction
Make(const Json & json)
{
  TOptions options;
  FromJson(json, options, "loss options");
  Validate(options);
  return [options](const at::Tensor & logits, const at::Tensor & labels) { return TLoss(logits, labels, options); };
}

template <typename TOptions>
Json
Defaults()
{
  return ToJson(TOptions{});
}

template <typename TOptions, auto TLoss>
constexpr LossEntry
Entry(std::string_view name, std::string_view help, Activation activation = Activation::Softmax)
{
  return {name, activation, &Make<TOptions, TLoss>, &Defaults<TOptions>, help};
}

/** An overlap loss for overlapping regions under a sigmoid. */
template <typename TLoss>
constexpr LossEntry
RegionEntry(std::string_view help)
{
  return Entry<RegionHeadsOptions<TLoss>, RegionHeadsLoss<TLoss>>(TLoss::name, help, Activation::Sigmoid);
}

constexpr LossEntry registry[] = {
    Entry<DiceCrossEntropyLossOptions, DiceCrossEntropyLoss>("dice-cross-entropy",
                                                             "soft Dice plus cross entropy, nnU-Net's default"),
    Entry<DiceBinaryCrossEntropyLossOptions, DiceBinaryCrossEntropyLoss>(
        "dice-binary-cross-entropy", "soft Dice plus binary cross entropy, for overlapping regions, nnU-Net's default",
        Activation::Sigmoid),
    Entry<DiceLossOptions, DiceLoss>("dice", "soft Dice: overlap of each class, blind to its size"),
    Entry<CrossEntropyLossOptions, CrossEntropyLoss>("cross-entropy",
                                                     "voxel by voxel, with class weights and label smoothing"),
    Entry<TverskyLossOptions, TverskyLoss>("tversky",
                                           "soft Dice with separate weights for false positives and negatives"),
    Entry<FocalTverskyLossOptions, FocalTverskyLoss>("focal-tversky",
                                                     "Tversky raised to a power, for small structures"),
    Entry<FocalLossOptions, FocalLoss>("focal", "cross entropy that fades for voxels already right"),
    RegionEntry<RegionDice>("soft Dice, for overlapping regions"),
    RegionEntry<RegionTversky>("Tversky, for overlapping regions"),
    RegionEntry<RegionFocalTversky>("focal Tversky, for overlapping regions"),
    RegionEntry<RegionJaccard>("soft intersection over union, for overlapping regions"),
    RegionEntry<RegionLogCoshDice>("log-cosh Dice, for overlapping regions"),
    Entry<TopKLossOptions, TopKLoss>("top-k", "cross entropy of the voxels that are most wrong"),
    Entry<BalancedCrossEntropyLossOptions, BalancedCrossEntropyLoss>(
        "balanced-cross-entropy", "classes weighted against their share of the voxels of the sample"),
    Entry<GeneralizedDiceLossOptions, GeneralizedDiceLoss>("generalized-dice",
                                                           "one overlap, classes weighted against their volume"),
    Entry<DiceTopKLossOptions, DiceTopKLoss>("dice-top-k", "soft Dice plus cross entropy of the worst voxels"),
    Entry<DiceFocalLossOptions, DiceFocalLoss>("dice-focal", "soft Dice plus focal loss"),
    Entry<JaccardLossOptions, JaccardLoss>("jaccard", "soft intersection over union"),
    Entry<LogCoshDiceLossOptions, LogCoshDiceLoss>("log-cosh-dice", "soft Dice, smoothed where it is nearly right"),
    Entry<LovaszSoftmaxLossOptions, LovaszSoftmaxLoss>("lovasz-softmax", "the Jaccard index itself, piecewise linear"),
    Entry<MatthewsCorrelationLossOptions, MatthewsCorrelationLoss>("matthews-correlation",
                                                                   "correlation of labels and prediction"),
    Entry<SensitivitySpecificityLossOptions, SensitivitySpecificityLoss>(
        "sensitivity-specificity", "squared errors inside and outside of a class, weighted apart"),
    Entry<WassersteinDiceLossOptions, WassersteinDiceLoss>("wasserstein-dice",
                                                           "soft Dice where some mistakes are worse than others"),
    Entry<UnifiedFocalLossOptions, UnifiedFocalLoss>("unified-focal", "focal cross entropy plus focal Tversky"),
    Entry<BoundaryLossOptions, BoundaryLoss>("boundary", "signed distance of what is predicted, beside another loss"),
    Entry<HausdorffDistanceTransformLossOptions, HausdorffDistanceTransformLoss>(
        "hausdorff-distance-transform", "squared errors times their distance from the boundaries"),
    Entry<HausdorffErosionLossOptions, HausdorffErosionLoss>("hausdorff-erosion",
                                                             "squared errors that survive erosions, without distances"),
    Entry<DistancePenalizedCrossEntropyLossOptions, DistancePenalizedCrossEntropyLoss>(
        "distance-penalized-cross-entropy", "cross entropy that counts more near the boundary"),
    Entry<ShapeAwareLossOptions, ShapeAwareLoss>("shape-aware",
                                                 "cross entropy that counts more on a boundary in the wrong place"),
    Entry<ComboLossOptions, ComboLoss>("combo", "cross entropy with a weight of foreground plus soft Dice"),
    Entry<ExponentialLogarithmicLossOptions, ExponentialLogarithmicLoss>(
        "exponential-logarithmic", "powers of the logarithms of Dice and of probabilities, for small structures"),
};

} // namespace

std::span<const LossEntry>
LossRegistry()
{
  return registry;
}

const LossEntry &
FindLoss(std::string_view name)
{
  std::vector<std::string_view> known;
  for (const LossEntry & entry : registry)
  {
    if (entry.name == name)
    {
      return entry;
    }
    known.push_back(entry.name);
  }
  Fail(ErrorKind::Usage, "loss '{}' is not known; known are: {}", name, fmt::join(known, ", "));
}

LossFunction
MakeLoss(std::string_view name, const Json & options)
{
  return FindLoss(name).make(options);
}

} // namespace vox
