// SPDX-License-Identifier: Apache-2.0
#ifndef voxLossTexts_h
#define voxLossTexts_h

#include <string_view>

namespace vox
{

/** What people read of a loss: a row of `voxtome inspect losses`. */
struct LossText
{
  std::string_view name;
  std::string_view help;
  std::string_view formula;
  std::string_view source;
};

/** In formulas p is the probability, g the reference, I, P and G their sums over voxels as in voxDiceLoss.h; the header
 * of each loss says what its other letters stand for. */
namespace texts
{

inline constexpr std::string_view kFormulaDice = "1 - mean (2 I + s) / (P + G + s)";
inline constexpr std::string_view kFormulaTversky = "1 - mean TI, TI = (I + s) / (I + a FP + b FN + s)";
inline constexpr std::string_view kFormulaFocalTversky = "mean (1 - TI)^(1/gamma)";
inline constexpr std::string_view kFormulaJaccard = "1 - mean (I + s) / (P + G - I + s)";
inline constexpr std::string_view kFormulaLogCosh = "mean log cosh(1 - D)";
inline constexpr std::string_view kFormulaInformation =
    "w C + (1 - w) sum log det(S_YY - S_YP (S_PP + e)^-1 S_PY + e) / (2 d)";
inline constexpr std::string_view kFormulaClDice = "w Dice + (1 - w) (1 - 2 T S / (T + S)) of soft skeletons";
inline constexpr std::string_view kFormulaSurface = "1 - sum w (f (1 - (g + p)))^2 / sum w f^2";
inline constexpr std::string_view kFormulaSum = "sum of weight(epoch) loss";
inline constexpr std::string_view kShit = "Shit et al. 2021, 10.1109/CVPR46437.2021.01629";
inline constexpr std::string_view kCelaya = "Celaya et al. 2023, arXiv 2302.03868";
inline constexpr std::string_view kMilletari = "Milletari et al. 2016, 10.1109/3DV.2016.79";
inline constexpr std::string_view kIsensee = "Isensee et al. 2021, 10.1038/s41592-020-01008-z; nnU-Net 2.8.1";
inline constexpr std::string_view kSalehi = "Salehi et al. 2017, 10.1007/978-3-319-67389-9_44";
inline constexpr std::string_view kAbraham = "Abraham and Khan 2019, 10.1109/ISBI.2019.8759329";
inline constexpr std::string_view kRahman = "Rahman and Wang 2016, 10.1007/978-3-319-50835-1_22";
inline constexpr std::string_view kJadon = "Jadon 2020, 10.1109/CIBCB48159.2020.9277638";
inline constexpr std::string_view kLin = "Lin et al. 2017, 10.1109/ICCV.2017.324";
inline constexpr std::string_view kKarimi = "Karimi and Salcudean 2020, 10.1109/TMI.2019.2930068";
inline constexpr std::string_view kKervadec = "Kervadec et al. 2021, 10.1016/j.media.2020.101851";
inline constexpr std::string_view kZhao = "Zhao et al. 2019, arXiv 1910.12037";

inline constexpr LossText diceCrossEntropy{"dice-cross-entropy", "soft Dice plus cross entropy, nnU-Net's default",
                                           "w_D Dice + w_C mean of -log p_y", kIsensee};
inline constexpr LossText diceBinaryCrossEntropy{
    "dice-binary-cross-entropy", "soft Dice plus binary cross entropy, for overlapping regions, nnU-Net's default",
    "w_D Dice + w_C mean of -[y log p + (1 - y) log(1 - p)]", kIsensee};
inline constexpr LossText dice{"dice", "soft Dice: overlap of each class, blind to its size", kFormulaDice, kMilletari};
inline constexpr LossText crossEntropy{"cross-entropy", "voxel by voxel, with class weights and label smoothing",
                                       "mean of -w_y log p_y", "PyTorch 2.11 CrossEntropyLoss"};
inline constexpr LossText tversky{"tversky", "soft Dice with separate weights for false positives and negatives",
                                  kFormulaTversky, kSalehi};
inline constexpr LossText focalTversky{"focal-tversky", "Tversky raised to a power, for small structures",
                                       kFormulaFocalTversky, kAbraham};
inline constexpr LossText focal{"focal", "cross entropy that fades for voxels already right",
                                "mean of -w_y (1 - p_y)^gamma log p_y", kLin};
inline constexpr LossText regionDice{"region-dice", "soft Dice, for overlapping regions", kFormulaDice, kMilletari};
inline constexpr LossText regionTversky{"region-tversky", "Tversky, for overlapping regions", kFormulaTversky, kSalehi};
inline constexpr LossText regionFocalTversky{"region-focal-tversky", "focal Tversky, for overlapping regions",
                                             kFormulaFocalTversky, kAbraham};
inline constexpr LossText regionJaccard{"region-jaccard", "soft intersection over union, for overlapping regions",
                                        kFormulaJaccard, kRahman};
inline constexpr LossText regionLogCoshDice{"region-log-cosh-dice", "log-cosh Dice, for overlapping regions",
                                            kFormulaLogCosh, kJadon};
inline constexpr LossText regionLovaszHinge{
    "region-lovasz-hinge", "the Jaccard index itself by hinge errors, for overlapping regions",
    "mean of the Lovasz extension of 1 - J at max(0, 1 - x (2 y - 1))",
    "Yu and Blaschko 2015, arXiv 1512.07797; Berman et al. 2018, 10.1109/CVPR.2018.00464"};
inline constexpr LossText topK{"top-k", "cross entropy of the voxels that are most wrong",
                               "mean of the k percent largest -log p_y",
                               "Wu et al. 2016, arXiv 1605.06885; nnU-Net 2.8.1"};
inline constexpr LossText balancedCrossEntropy{
    "balanced-cross-entropy", "classes weighted against their share of the voxels of the sample",
    "mean of -(1 - f_y) log p_y, f_y the share of y", "Xie and Tu 2015, 10.1109/ICCV.2015.164"};
inline constexpr LossText generalizedDice{"generalized-dice", "one overlap, classes weighted against their volume",
                                          "1 - (2 sum w I + s) / (sum w (P + G) + s), w = 1 / G^2",
                                          "Sudre et al. 2017, 10.1007/978-3-319-67558-9_28"};
inline constexpr LossText diceTopK{"dice-top-k", "soft Dice plus cross entropy of the worst voxels",
                                   "w_D Dice + w_T top-k", "nnU-Net 2.8.1, DC_and_topk_loss"};
inline constexpr LossText diceFocal{"dice-focal", "soft Dice plus focal loss", "w_D Dice + w_F focal",
                                    "MONAI 1.6.1, DiceFocalLoss, but with one softmax"};
inline constexpr LossText jaccard{"jaccard", "soft intersection over union", kFormulaJaccard, kRahman};
inline constexpr LossText logCoshDice{"log-cosh-dice", "soft Dice, smoothed where it is nearly right", kFormulaLogCosh,
                                      kJadon};
inline constexpr LossText lovaszSoftmax{"lovasz-softmax", "the Jaccard index itself, piecewise linear",
                                        "mean of the Lovasz extension of 1 - J at |g - p|",
                                        "Berman et al. 2018, 10.1109/CVPR.2018.00464"};
inline constexpr LossText matthewsCorrelation{
    "matthews-correlation", "correlation of labels and prediction",
    "1 - mean (TP TN - FP FN) / sqrt((TP + FP) (TP + FN) (TN + FP) (TN + FN))",
    "Abhishek and Hamarneh 2021, 10.1109/ISBI48211.2021.9433782"};
inline constexpr LossText sensitivitySpecificity{
    "sensitivity-specificity", "squared errors inside and outside of a class, weighted apart",
    "mean r sum (g - p)^2 g / sum g + (1 - r) sum (g - p)^2 (1 - g) / sum (1 - g)",
    "Brosch et al. 2015, 10.1007/978-3-319-24574-4_1"};
inline constexpr LossText wassersteinDice{
    "wasserstein-dice", "soft Dice where some mistakes are worse than others",
    "1 - (2 T + s) / (2 T + sum w + s), w = sum_k M[y, k] p_k, T = sum a_y (1 - w)",
    "Fidon et al. 2018, 10.1007/978-3-319-75238-9_6"};
inline constexpr LossText unifiedFocal{"unified-focal", "focal cross entropy plus focal Tversky",
                                       "l F + (1 - l) T, see voxUnifiedFocalLoss.h",
                                       "Yeung et al. 2022, 10.1016/j.compmedimag.2021.102026"};
inline constexpr LossText clDice{"cl-dice", "overlap with center lines plus soft Dice, for vessels and airways",
                                 kFormulaClDice, kShit};
inline constexpr LossText regionClDice{"region-cl-dice", "the same, for overlapping regions", kFormulaClDice, kShit};
inline constexpr LossText mutualInformation{
    "mutual-information", "what neighborhoods tell about each other, plus cross entropy", kFormulaInformation, kZhao};
inline constexpr LossText regionMutualInformation{"region-mutual-information", "the same, for overlapping regions",
                                                  kFormulaInformation, kZhao};
inline constexpr LossText boundary{"boundary", "signed distance of what is predicted, beside another loss",
                                   "mean of f p, f the signed distance from the boundary", kKervadec};
inline constexpr LossText generalizedSurface{
    "generalized-surface", "squared errors times squared distance, by the scale of the map, beside another loss",
    kFormulaSurface, kCelaya};
inline constexpr LossText regionGeneralizedSurface{"region-generalized-surface", "the same, for overlapping regions",
                                                   kFormulaSurface, kCelaya};
inline constexpr LossText hausdorffDistanceTransform{"hausdorff-distance-transform",
                                                     "squared errors times their distance from the boundaries",
                                                     "mean of (p - g)^2 (d_p^a + d_g^a)", kKarimi};
inline constexpr LossText hausdorffErosion{
    "hausdorff-erosion", "squared errors that survive erosions, without distances",
    "mean of sum_k k^a B_k, B_k = max(0, cross * B_(k-1) - 0.5), B_0 = (p - g)^2", kKarimi};
inline constexpr LossText distancePenalizedCrossEntropy{
    "distance-penalized-cross-entropy", "cross entropy that counts more near the boundary", "mean of -(1 + f) log p_y",
    "Caliva et al. 2019, arXiv 1908.03679"};
inline constexpr LossText shapeAware{"shape-aware", "cross entropy that counts more on a boundary in the wrong place",
                                     "mean of -(1 + E) log p_y", "Al Arif et al. 2017, 10.1007/978-3-319-74113-0_2"};
inline constexpr LossText combo{"combo", "cross entropy with a weight of foreground plus soft Dice",
                                "a C + (1 - a) (1 - D), C = mean of -w_y log p_y",
                                "Taghanaki et al. 2019, 10.1016/j.compmedimag.2019.04.005"};
inline constexpr LossText exponentialLogarithmic{
    "exponential-logarithmic", "powers of the logarithms of Dice and of probabilities, for small structures",
    "w_D mean (-ln D)^a + w_C mean v_y (-ln p_y)^b", "Wong et al. 2018, 10.1007/978-3-030-00931-1_70"};
inline constexpr LossText weightedSum{"weighted-sum", "any of these with weights that may change over the epochs",
                                      kFormulaSum, kKervadec};
inline constexpr LossText regionWeightedSum{"region-weighted-sum", "the same of losses for overlapping regions",
                                            kFormulaSum, kKervadec};

} // namespace texts

} // namespace vox

#endif
