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
#include "voxFocalLoss.h"
#include "voxFocalTverskyLoss.h"
#include "voxGeneralizedDiceLoss.h"
#include "voxGeneralizedSurfaceLoss.h"
#include "voxHausdorffDistanceTransformLoss.h"
#include "voxHausdorffErosionLoss.h"
#include "voxJaccardLoss.h"
#include "voxLogCoshDiceLoss.h"
#include "voxLovaszSoftmaxLoss.h"
#include "voxMatthewsCorrelationLoss.h"
#include "voxMutualInformationLoss.h"
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

template <Activation TActivation>
LossFunction
MakeSum(const Json & json)
{
  WeightedSumLossOptions options = DefaultWeightedSum(TActivation);
  FromJson(json, options, "loss options");
  return MakeWeightedSumLoss(options, TActivation);
}

template <Activation TActivation>
Json
DefaultsOfSum()
{
  return ToJson(DefaultWeightedSum(TActivation));
}

/** What people read of a loss. */
struct About
{
  std::string_view help;
  std::string_view formula;
  std::string_view source;
};

template <typename TOptions, auto TLoss>
constexpr LossEntry
Entry(std::string_view name, const About & about, Activation activation = Activation::Softmax)
{
  return {name, activation, &Make<TOptions, TLoss>, &Defaults<TOptions>, about.help, about.formula, about.source};
}

/** An overlap loss for overlapping regions under a sigmoid. */
template <typename TLoss>
constexpr LossEntry
RegionEntry(const About & about)
{
  return Entry<RegionHeadsOptions<TLoss>, RegionHeadsLoss<TLoss>>(TLoss::name, about, Activation::Sigmoid);
}

template <Activation TActivation>
constexpr LossEntry
SumEntry(std::string_view name, const About & about)
{
  return {name,       TActivation,   &MakeSum<TActivation>, &DefaultsOfSum<TActivation>,
          about.help, about.formula, about.source};
}

// In formulas p is the probability, g the reference, I, P and G their sums over voxels as in voxDiceLoss.h.
constexpr std::string_view kFormulaDice = "1 - mean (2 I + s) / (P + G + s)";
constexpr std::string_view kFormulaTversky = "1 - mean TI, TI = (I + s) / (I + a FP + b FN + s)";
constexpr std::string_view kFormulaFocalTversky = "mean (1 - TI)^(1/gamma)";
constexpr std::string_view kFormulaJaccard = "1 - mean (I + s) / (P + G - I + s)";
constexpr std::string_view kFormulaLogCosh = "mean log cosh(1 - D)";
constexpr std::string_view kFormulaInformation =
    "w C + (1 - w) sum log det(S_YY - S_YP (S_PP + e)^-1 S_PY + e) / (2 d)";
constexpr std::string_view kFormulaSum = "sum of weight(epoch) loss";
constexpr std::string_view kMilletari = "Milletari et al. 2016, 10.1109/3DV.2016.79";
constexpr std::string_view kIsensee = "Isensee et al. 2021, 10.1038/s41592-020-01008-z; nnU-Net 2.8.1";
constexpr std::string_view kSalehi = "Salehi et al. 2017, 10.1007/978-3-319-67389-9_44";
constexpr std::string_view kAbraham = "Abraham and Khan 2019, 10.1109/ISBI.2019.8759329";
constexpr std::string_view kRahman = "Rahman and Wang 2016, 10.1007/978-3-319-50835-1_22";
constexpr std::string_view kJadon = "Jadon 2020, 10.1109/CIBCB48159.2020.9277638";
constexpr std::string_view kLin = "Lin et al. 2017, 10.1109/ICCV.2017.324";
constexpr std::string_view kKarimi = "Karimi and Salcudean 2020, 10.1109/TMI.2019.2930068";
constexpr std::string_view kKervadec = "Kervadec et al. 2021, 10.1016/j.media.2020.101851";
constexpr std::string_view kZhao = "Zhao et al. 2019, arXiv 1910.12037";

constexpr LossEntry registry[] = {
    Entry<DiceCrossEntropyLossOptions, DiceCrossEntropyLoss>(
        "dice-cross-entropy",
        {"soft Dice plus cross entropy, nnU-Net's default", "w_D Dice + w_C mean of -log p_y", kIsensee}),
    Entry<DiceBinaryCrossEntropyLossOptions, DiceBinaryCrossEntropyLoss>(
        "dice-binary-cross-entropy",
        {"soft Dice plus binary cross entropy, for overlapping regions, nnU-Net's default",
         "w_D Dice + w_C mean of -[y log p + (1 - y) log(1 - p)]", kIsensee},
        Activation::Sigmoid),
    Entry<DiceLossOptions, DiceLoss>("dice",
                                     {"soft Dice: overlap of each class, blind to its size", kFormulaDice, kMilletari}),
    Entry<CrossEntropyLossOptions, CrossEntropyLoss>("cross-entropy",
                                                     {"voxel by voxel, with class weights and label smoothing",
                                                      "mean of -w_y log p_y", "PyTorch 2.11 CrossEntropyLoss"}),
    Entry<TverskyLossOptions, TverskyLoss>(
        "tversky", {"soft Dice with separate weights for false positives and negatives", kFormulaTversky, kSalehi}),
    Entry<FocalTverskyLossOptions, FocalTverskyLoss>(
        "focal-tversky", {"Tversky raised to a power, for small structures", kFormulaFocalTversky, kAbraham}),
    Entry<FocalLossOptions, FocalLoss>(
        "focal", {"cross entropy that fades for voxels already right", "mean of -w_y (1 - p_y)^gamma log p_y", kLin}),
    RegionEntry<RegionDice>({"soft Dice, for overlapping regions", kFormulaDice, kMilletari}),
    RegionEntry<RegionTversky>({"Tversky, for overlapping regions", kFormulaTversky, kSalehi}),
    RegionEntry<RegionFocalTversky>({"focal Tversky, for overlapping regions", kFormulaFocalTversky, kAbraham}),
    RegionEntry<RegionJaccard>({"soft intersection over union, for overlapping regions", kFormulaJaccard, kRahman}),
    RegionEntry<RegionLogCoshDice>({"log-cosh Dice, for overlapping regions", kFormulaLogCosh, kJadon}),
    Entry<RegionLovaszHingeLossOptions, RegionLovaszHingeLoss>(
        "region-lovasz-hinge",
        {"the Jaccard index itself by hinge errors, for overlapping regions",
         "mean of the Lovasz extension of 1 - J at max(0, 1 - x (2 y - 1))",
         "Yu and Blaschko 2015, arXiv 1512.07797; Berman et al. 2018, 10.1109/CVPR.2018.00464"},
        Activation::Sigmoid),
    Entry<TopKLossOptions, TopKLoss>("top-k", {"cross entropy of the voxels that are most wrong",
                                               "mean of the k percent largest -log p_y",
                                               "Wu et al. 2016, arXiv 1605.06885; nnU-Net 2.8.1"}),
    Entry<BalancedCrossEntropyLossOptions, BalancedCrossEntropyLoss>(
        "balanced-cross-entropy",
        {"classes weighted against their share of the voxels of the sample",
         "mean of -(1 - f_y) log p_y, f_y the share of y", "Xie and Tu 2015, 10.1109/ICCV.2015.164"}),
    Entry<GeneralizedDiceLossOptions, GeneralizedDiceLoss>("generalized-dice",
                                                           {"one overlap, classes weighted against their volume",
                                                            "1 - (2 sum w I + s) / (sum w (P + G) + s), w = 1 / G^2",
                                                            "Sudre et al. 2017, 10.1007/978-3-319-67558-9_28"}),
    Entry<DiceTopKLossOptions, DiceTopKLoss>("dice-top-k", {"soft Dice plus cross entropy of the worst voxels",
                                                            "w_D Dice + w_T top-k", "nnU-Net 2.8.1, DC_and_topk_loss"}),
    Entry<DiceFocalLossOptions, DiceFocalLoss>("dice-focal", {"soft Dice plus focal loss", "w_D Dice + w_F focal",
                                                              "MONAI 1.6.1, DiceFocalLoss, but with one softmax"}),
    Entry<JaccardLossOptions, JaccardLoss>("jaccard", {"soft intersection over union", kFormulaJaccard, kRahman}),
    Entry<LogCoshDiceLossOptions, LogCoshDiceLoss>(
        "log-cosh-dice", {"soft Dice, smoothed where it is nearly right", kFormulaLogCosh, kJadon}),
    Entry<LovaszSoftmaxLossOptions, LovaszSoftmaxLoss>("lovasz-softmax",
                                                       {"the Jaccard index itself, piecewise linear",
                                                        "mean of the Lovasz extension of 1 - J at |g - p|",
                                                        "Berman et al. 2018, 10.1109/CVPR.2018.00464"}),
    Entry<MatthewsCorrelationLossOptions, MatthewsCorrelationLoss>(
        "matthews-correlation", {"correlation of labels and prediction",
                                 "1 - mean (TP TN - FP FN) / sqrt((TP + FP) (TP + FN) (TN + FP) (TN + FN))",
                                 "Abhishek and Hamarneh 2021, 10.1109/ISBI48211.2021.9433782"}),
    Entry<SensitivitySpecificityLossOptions, SensitivitySpecificityLoss>(
        "sensitivity-specificity", {"squared errors inside and outside of a class, weighted apart",
                                    "mean r sum (g - p)^2 g / sum g + (1 - r) sum (g - p)^2 (1 - g) / sum (1 - g)",
                                    "Brosch et al. 2015, 10.1007/978-3-319-24574-4_1"}),
    Entry<WassersteinDiceLossOptions, WassersteinDiceLoss>(
        "wasserstein-dice", {"soft Dice where some mistakes are worse than others",
                             "1 - (2 T + s) / (2 T + sum w + s), w = sum_k M[y, k] p_k, T = sum a_y (1 - w)",
                             "Fidon et al. 2018, 10.1007/978-3-319-75238-9_6"}),
    Entry<UnifiedFocalLossOptions, UnifiedFocalLoss>(
        "unified-focal", {"focal cross entropy plus focal Tversky", "l F + (1 - l) T, see voxUnifiedFocalLoss.h",
                          "Yeung et al. 2022, 10.1016/j.compmedimag.2021.102026"}),
    Entry<ClDiceLossOptions, ClDiceLoss>("cl-dice",
                                         {"overlap with center lines plus soft Dice, for vessels and airways",
                                          "w Dice + (1 - w) (1 - 2 T S / (T + S)) of soft skeletons",
                                          "Shit et al. 2021, 10.1109/CVPR46437.2021.01629"}),
    Entry<MutualInformationLossOptions, MutualInformationLoss>(
        "mutual-information",
        {"what neighborhoods tell about each other, plus cross entropy", kFormulaInformation, kZhao}),
    Entry<RegionMutualInformationLossOptions, RegionMutualInformationLoss>(
        "region-mutual-information", {"the same, for overlapping regions", kFormulaInformation, kZhao},
        Activation::Sigmoid),
    Entry<BoundaryLossOptions, BoundaryLoss>("boundary",
                                             {"signed distance of what is predicted, beside another loss",
                                              "mean of f p, f the signed distance from the boundary", kKervadec}),
    Entry<GeneralizedSurfaceLossOptions, GeneralizedSurfaceLoss>(
        "generalized-surface", {"squared errors times squared distance, by the scale of the map, beside another loss",
                                "1 - sum w (f (1 - (g + p)))^2 / sum w f^2", "Celaya et al. 2023, arXiv 2302.03868"}),
    Entry<HausdorffDistanceTransformLossOptions, HausdorffDistanceTransformLoss>(
        "hausdorff-distance-transform",
        {"squared errors times their distance from the boundaries", "mean of (p - g)^2 (d_p^a + d_g^a)", kKarimi}),
    Entry<HausdorffErosionLossOptions, HausdorffErosionLoss>(
        "hausdorff-erosion", {"squared errors that survive erosions, without distances",
                              "mean of sum_k k^a B_k, B_k = max(0, cross * B_(k-1) - 0.5), B_0 = (p - g)^2", kKarimi}),
    Entry<DistancePenalizedCrossEntropyLossOptions, DistancePenalizedCrossEntropyLoss>(
        "distance-penalized-cross-entropy", {"cross entropy that counts more near the boundary",
                                             "mean of -(1 + f) log p_y", "Caliva et al. 2019, arXiv 1908.03679"}),
    Entry<ShapeAwareLossOptions, ShapeAwareLoss>(
        "shape-aware", {"cross entropy that counts more on a boundary in the wrong place", "mean of -(1 + E) log p_y",
                        "Al Arif et al. 2017, 10.1007/978-3-319-74113-0_2"}),
    Entry<ComboLossOptions, ComboLoss>("combo", {"cross entropy with a weight of foreground plus soft Dice",
                                                 "a C + (1 - a) (1 - D), C = mean of -w_y log p_y",
                                                 "Taghanaki et al. 2019, 10.1016/j.compmedimag.2019.04.005"}),
    Entry<ExponentialLogarithmicLossOptions, ExponentialLogarithmicLoss>(
        "exponential-logarithmic",
        {"powers of the logarithms of Dice and of probabilities, for small structures",
         "w_D mean (-ln D)^a + w_C mean v_y (-ln p_y)^b", "Wong et al. 2018, 10.1007/978-3-030-00931-1_70"}),
    SumEntry<Activation::Softmax>(
        "weighted-sum", {"any of these with weights that may change over the epochs", kFormulaSum, kKervadec}),
    SumEntry<Activation::Sigmoid>("region-weighted-sum",
                                  {"the same of losses for overlapping regions", kFormulaSum, kKervadec}),
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
