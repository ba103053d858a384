// SPDX-License-Identifier: Apache-2.0
#include "voxMetricRegistry.h"

#include <array>

namespace vox
{
namespace
{

constexpr std::string_view kDice = "Dice, Ecology 26(3), 1945, 10.2307/1932409";
constexpr std::string_view kJaccard = "Jaccard, New Phytologist 11(2), 1912, 10.1111/j.1469-8137.1912.tb05611.x";
constexpr std::string_view kTaha = "Taha, Hanbury, BMC Medical Imaging 15:29, 2015, 10.1186/s12880-015-0068-x";
constexpr std::string_view kHuttenlocher = "Huttenlocher et al., IEEE TPAMI 15(9), 1993, 10.1109/34.232073";
constexpr std::string_view kHeimann = "Heimann et al., IEEE TMI 28(8), 2009, 10.1109/TMI.2009.2013851";
constexpr std::string_view kReloaded = "Maier-Hein et al., Nature Methods 21, 2024, 10.1038/s41592-023-02151-z";
constexpr std::string_view kNikolov = "Nikolov et al., J Med Internet Res 23(7):e26151, 2021, 10.2196/26151";
constexpr std::string_view kKirillov = "Kirillov et al., CVPR 2019, 10.1109/CVPR.2019.00963";
constexpr std::string_view kShit = "Shit et al., CVPR 2021, 10.1109/CVPR46437.2021.01629";
constexpr std::string_view kGuo = "Guo et al., ICML 2017, arXiv 1706.04599";
constexpr std::string_view kBrier =
    "Brier, Monthly Weather Review 78(1), 1950, 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2";
constexpr std::string_view kSurface = "hausdorff_definition empty_policy";
constexpr std::string_view kPercentile = "hausdorff_definition percentile empty_policy";

constexpr auto kEntries = std::to_array<MetricEntry>({
    {"Dice", "2 TP / (2 TP + FP + FN)", kDice, ""},
    {"IoU", "TP / (TP + FP + FN)", kJaccard, ""},
    {"Precision", "TP / (TP + FP)", kTaha, ""},
    {"Recall", "TP / (TP + FN)", kTaha, ""},
    {"Specificity", "TN / (TN + FP)", kTaha, ""},
    {"Accuracy", "(TP + TN) / (TP + FP + FN + TN)", kTaha, ""},
    {"HD", "max of d(a, S(B)) over S(A) and d(b, S(A)) over S(B), mm", kHuttenlocher, kSurface},
    {"HD95", "percentile of these distances, as hausdorff_definition says, mm", kHuttenlocher, kPercentile},
    {"ASSD", "mean of these distances over both surfaces together, mm", kHeimann, kSurface},
    {"MASD", "mean of the two directed mean distances, mm", kReloaded, kSurface},
    {"NSD", "share of both surfaces within the tolerance of the other", kNikolov,
     "hausdorff_definition nsd_tolerance_mm"},
    {"BoundaryIoU", "IoU of the inner bands of A and B", "Cheng et al., CVPR 2021, 10.1109/CVPR46437.2021.01508",
     "boundary_width_mm"},
    {"clDice", "2 Tprec Tsens / (Tprec + Tsens)", kShit, "cldice"},
    {"Tprec", "share of the skeleton of B in A, by Lee's thinning", kShit, "cldice"},
    {"Tsens", "share of the skeleton of A in B, by Lee's thinning", kShit, "cldice"},
    {"volume_ref_ml", "(TP + FN) voxels, ml", kTaha, ""},
    {"volume_pred_ml", "(TP + FP) voxels, ml", kTaha, ""},
    {"volume_difference_ml", "volume_pred_ml - volume_ref_ml", kTaha, ""},
    {"RVD", "(FP - FN) / (TP + FN)", kHeimann, ""},
    {"TP", "voxels in A and B", kTaha, ""},
    {"FP", "voxels in B alone", kTaha, ""},
    {"FN", "voxels in A alone", kTaha, ""},
    {"TN", "voxels in neither", kTaha, ""},
    {"n_ref", "voxels in A", kTaha, ""},
    {"n_pred", "voxels in B", kTaha, ""},
    {"lesion_F1", "2 TP / (2 TP + FP + FN)", kKirillov, "lesions"},
    {"lesion_Precision", "TP / (TP + FP)", kReloaded, "lesions"},
    {"lesion_Sensitivity", "TP / (TP + FN)", kReloaded, "lesions"},
    {"lesion_PQ", "sum of IoU of the pairs / (TP + FP/2 + FN/2)", kKirillov, "lesions"},
    {"lesion_SQ", "mean IoU of the pairs", kKirillov, "lesions"},
    {"lesion_Dice", "mean Dice of the pairs", kReloaded, "lesions"},
    {"lesion_HD95", "mean HD95 of the pairs, mm", kReloaded, "lesions hausdorff_definition percentile"},
    {"lesions_ref", "lesions of A", kReloaded, "lesions"},
    {"lesions_pred", "lesions of B", kReloaded, "lesions"},
    {"lesions_matched", "pairs of lesions, TP", kReloaded, "lesions"},
    {"ECE", "sum over bins of n/N |mean probability - share that is right|", kGuo, "calibration"},
    {"Brier", "mean of (p - y)^2; over all classes the mean of their sum", kBrier, "calibration"},
});

} // namespace

std::span<const MetricEntry>
MetricRegistry()
{
  return kEntries;
}

} // namespace vox
