// SPDX-License-Identifier: Apache-2.0
#include "voxLossRegistry.h"

#include "voxBalancedCrossEntropyLoss.h"
#include "voxBoundaryLoss.h"
#include "voxClDiceLoss.h"
#include "voxComboLoss.h"
#include "voxCrossEntropyLoss.h"
#include "voxDiceBinaryCrossEntropyLoss.h"
#include "voxDiceCrossEntropyLoss.h"
#include "voxDiceFocalLoss.h"
#include "voxDiceLoss.h"
#include "voxDiceTopKLoss.h"
#include "voxDistancePenalizedCrossEntropyLoss.h"
#include "voxExponentialLogarithmicLoss.h"
#include "voxFindByName.h"
#include "voxFocalLoss.h"
#include "voxFocalTverskyLoss.h"
#include "voxGeneralizedDiceLoss.h"
#include "voxGeneralizedSurfaceLoss.h"
#include "voxHausdorffDistanceTransformLoss.h"
#include "voxHausdorffErosionLoss.h"
#include "voxJaccardLoss.h"
#include "voxLogCoshDiceLoss.h"
#include "voxLossTexts.h"
#include "voxLovaszSoftmaxLoss.h"
#include "voxMatthewsCorrelationLoss.h"
#include "voxMutualInformationLoss.h"
#include "voxNumbers.h"
#include "voxOptions.h"
#include "voxRegionHeads.h"
#include "voxRegionLovaszHingeLoss.h"
#include "voxSensitivitySpecificityLoss.h"
#include "voxShapeAwareLoss.h"
#include "voxTopKLoss.h"
#include "voxTverskyLoss.h"
#include "voxUnifiedFocalLoss.h"
#include "voxWassersteinDiceLoss.h"
#include "voxWeightedSumLoss.h"

#include <type_traits>

namespace vox
{
namespace
{

template <typename TOptions>
TOptions
Parse(const Json & json)
{
  TOptions options;
  FromJson(json, options, "loss options");
  Validate(options);
  return options;
}

template <typename TOptions, auto TLoss>
LossFunction
Make(const Json & json)
{
  const auto options = Parse<TOptions>(json);
  return [options](const at::Tensor & logits, const LossTarget & target) {
    at::Tensor value;
    if constexpr (std::is_invocable_v<decltype(TLoss), const at::Tensor &, const LossTarget &, const TOptions &>)
    {
      value = TLoss(logits, target, options);
    }
    else
    {
      value = TLoss(logits, target.labels, options);
    }
    RequireNumbers(value, logits);
    return value;
  };
}

template <typename TOptions>
Json
Defaults()
{
  return ToJson(TOptions{});
}

template <typename TOptions>
std::vector<ReferenceDistances>
Distances(const Json & json, std::int64_t heads)
{
  if constexpr (requires(const TOptions & options) { WantedDistances(options, heads); })
  {
    return WantedDistances(Parse<TOptions>(json), heads);
  }
  return {};
}

template <Activation TActivation>
WeightedSumLossOptions
ParseSum(const Json & json)
{
  WeightedSumLossOptions options = DefaultWeightedSum(TActivation);
  FromJson(json, options, "loss options");
  return options;
}

template <Activation TActivation>
LossFunction
MakeSum(const Json & json)
{
  return MakeWeightedSumLoss(ParseSum<TActivation>(json), TActivation);
}

template <Activation TActivation>
Json
DefaultsOfSum()
{
  return ToJson(DefaultWeightedSum(TActivation));
}

template <Activation TActivation>
std::vector<ReferenceDistances>
DistancesOfSum(const Json & json, std::int64_t heads)
{
  return WantedDistances(ParseSum<TActivation>(json), heads);
}

constexpr Activation kRegions = Activation::Sigmoid;

template <typename TOptions, auto TLoss>
constexpr LossEntry
Entry(const LossText & text, Activation activation = Activation::Softmax)
{
  return {text.name,    activation, &Make<TOptions, TLoss>, &Defaults<TOptions>, &Distances<TOptions>, text.help,
          text.formula, text.source};
}

template <Activation TActivation>
constexpr LossEntry
SumEntry(const LossText & text)
{
  return {text.name,
          TActivation,
          &MakeSum<TActivation>,
          &DefaultsOfSum<TActivation>,
          &DistancesOfSum<TActivation>,
          text.help,
          text.formula,
          text.source};
}

constexpr LossEntry registry[] = {
    Entry<DiceCrossEntropyLossOptions, DiceCrossEntropyLoss>(texts::diceCrossEntropy),
    Entry<DiceBinaryCrossEntropyLossOptions, DiceBinaryCrossEntropyLoss>(texts::diceBinaryCrossEntropy, kRegions),
    Entry<DiceLossOptions, DiceLoss>(texts::dice),
    Entry<CrossEntropyLossOptions, CrossEntropyLoss>(texts::crossEntropy),
    Entry<TverskyLossOptions, TverskyLoss>(texts::tversky),
    Entry<FocalTverskyLossOptions, FocalTverskyLoss>(texts::focalTversky),
    Entry<FocalLossOptions, FocalLoss>(texts::focal),
    Entry<RegionHeadsOptions<RegionDice>, RegionHeadsLoss<RegionDice>>(texts::regionDice, kRegions),
    Entry<RegionHeadsOptions<RegionTversky>, RegionHeadsLoss<RegionTversky>>(texts::regionTversky, kRegions),
    Entry<RegionHeadsOptions<RegionFocalTversky>, RegionHeadsLoss<RegionFocalTversky>>(texts::regionFocalTversky,
                                                                                       kRegions),
    Entry<RegionHeadsOptions<RegionJaccard>, RegionHeadsLoss<RegionJaccard>>(texts::regionJaccard, kRegions),
    Entry<RegionHeadsOptions<RegionLogCoshDice>, RegionHeadsLoss<RegionLogCoshDice>>(texts::regionLogCoshDice,
                                                                                     kRegions),
    Entry<RegionLovaszHingeLossOptions, RegionLovaszHingeLoss>(texts::regionLovaszHinge, kRegions),
    Entry<TopKLossOptions, TopKLoss>(texts::topK),
    Entry<BalancedCrossEntropyLossOptions, BalancedCrossEntropyLoss>(texts::balancedCrossEntropy),
    Entry<GeneralizedDiceLossOptions, GeneralizedDiceLoss>(texts::generalizedDice),
    Entry<DiceTopKLossOptions, DiceTopKLoss>(texts::diceTopK),
    Entry<DiceFocalLossOptions, DiceFocalLoss>(texts::diceFocal),
    Entry<JaccardLossOptions, JaccardLoss>(texts::jaccard),
    Entry<LogCoshDiceLossOptions, LogCoshDiceLoss>(texts::logCoshDice),
    Entry<LovaszSoftmaxLossOptions, LovaszSoftmaxLoss>(texts::lovaszSoftmax),
    Entry<MatthewsCorrelationLossOptions, MatthewsCorrelationLoss>(texts::matthewsCorrelation),
    Entry<SensitivitySpecificityLossOptions, SensitivitySpecificityLoss>(texts::sensitivitySpecificity),
    Entry<WassersteinDiceLossOptions, WassersteinDiceLoss>(texts::wassersteinDice),
    Entry<UnifiedFocalLossOptions, UnifiedFocalLoss>(texts::unifiedFocal),
    Entry<ClDiceLossOptions, ClDiceLoss>(texts::clDice),
    Entry<RegionClDiceLossOptions, RegionClDiceLoss>(texts::regionClDice, kRegions),
    Entry<MutualInformationLossOptions, MutualInformationLoss>(texts::mutualInformation),
    Entry<RegionMutualInformationLossOptions, RegionMutualInformationLoss>(texts::regionMutualInformation, kRegions),
    Entry<BoundaryLossOptions, BoundaryLoss>(texts::boundary),
    Entry<GeneralizedSurfaceLossOptions, GeneralizedSurfaceLoss>(texts::generalizedSurface),
    Entry<RegionGeneralizedSurfaceLossOptions, RegionGeneralizedSurfaceLoss>(texts::regionGeneralizedSurface, kRegions),
    Entry<HausdorffDistanceTransformLossOptions, HausdorffDistanceTransformLoss>(texts::hausdorffDistanceTransform),
    Entry<HausdorffErosionLossOptions, HausdorffErosionLoss>(texts::hausdorffErosion),
    Entry<DistancePenalizedCrossEntropyLossOptions, DistancePenalizedCrossEntropyLoss>(
        texts::distancePenalizedCrossEntropy),
    Entry<ShapeAwareLossOptions, ShapeAwareLoss>(texts::shapeAware),
    Entry<ComboLossOptions, ComboLoss>(texts::combo),
    Entry<ExponentialLogarithmicLossOptions, ExponentialLogarithmicLoss>(texts::exponentialLogarithmic),
    SumEntry<Activation::Softmax>(texts::weightedSum),
    SumEntry<Activation::Sigmoid>(texts::regionWeightedSum),
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
  return FindByName(registry, name, ErrorKind::Usage, "loss");
}

LossFunction
MakeLoss(std::string_view name, const Json & options)
{
  return FindLoss(name).make(options);
}

} // namespace vox
