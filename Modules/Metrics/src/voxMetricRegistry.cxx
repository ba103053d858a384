// SPDX-License-Identifier: Apache-2.0
#include "voxMetricRegistry.h"

#include <algorithm>
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
    {"Dice", "2 TP / (2 TP + FP + FN)", kDice, "", "", 3, MetricDirection::Higher},
    {"IoU", "TP / (TP + FP + FN)", kJaccard, "", "", 3, MetricDirection::Higher},
    {"Precision", "TP / (TP + FP)", kTaha, "", "", 3, MetricDirection::Higher},
    {"Recall", "TP / (TP + FN)", kTaha, "", "", 3, MetricDirection::Higher},
    {"Specificity", "TN / (TN + FP)", kTaha, "", "", 3, MetricDirection::Higher},
    {"Accuracy", "(TP + TN) / (TP + FP + FN + TN)", kTaha, "", "", 3, MetricDirection::Higher},
    {"HD", "max of d(a, S(B)) over S(A) and d(b, S(A)) over S(B), mm", kHuttenlocher, kSurface, "mm", 2,
     MetricDirection::Lower},
    {"HD95", "percentile of these distances, as hausdorff_definition says, mm", kHuttenlocher, kPercentile, "mm", 2,
     MetricDirection::Lower},
    {"ASSD", "mean of these distances over both surfaces together, mm", kHeimann, kSurface, "mm", 3,
     MetricDirection::Lower},
    {"MASD", "mean of the two directed mean distances, mm", kReloaded, kSurface, "mm", 3, MetricDirection::Lower},
    {"NSD", "share of both surfaces within the tolerance of the other", kNikolov,
     "hausdorff_definition nsd_tolerance_mm", "", 3, MetricDirection::Higher},
    {"BoundaryIoU", "IoU of the inner bands of A and B", "Cheng et al., CVPR 2021, 10.1109/CVPR46437.2021.01508",
     "boundary_width_mm", "", 3, MetricDirection::Higher},
    {"clDice", "2 Tprec Tsens / (Tprec + Tsens)", kShit, "cldice", "", 3, MetricDirection::Higher},
    {"Tprec", "share of the skeleton of B in A, by Lee's thinning", kShit, "cldice", "", 3, MetricDirection::Higher},
    {"Tsens", "share of the skeleton of A in B, by Lee's thinning", kShit, "cldice", "", 3, MetricDirection::Higher},
    {"volume_ref_ml", "(TP + FN) voxels, ml", kTaha, "", "ml", 2, MetricDirection::Neither},
    {"volume_pred_ml", "(TP + FP) voxels, ml", kTaha, "", "ml", 2, MetricDirection::Neither},
    {"volume_difference_ml", "volume_pred_ml - volume_ref_ml", kTaha, "", "ml", 2, MetricDirection::Neither},
    {"RVD", "(FP - FN) / (TP + FN)", kHeimann, "", "", 3, MetricDirection::Neither},
    {"TP", "voxels in A and B", kTaha, "", "voxels", 0, MetricDirection::Neither},
    {"FP", "voxels in B alone", kTaha, "", "voxels", 0, MetricDirection::Neither},
    {"FN", "voxels in A alone", kTaha, "", "voxels", 0, MetricDirection::Neither},
    {"TN", "voxels in neither", kTaha, "", "voxels", 0, MetricDirection::Neither},
    {"n_ref", "voxels in A", kTaha, "", "voxels", 0, MetricDirection::Neither},
    {"n_pred", "voxels in B", kTaha, "", "voxels", 0, MetricDirection::Neither},
    {"lesion_F1", "2 TP / (2 TP + FP + FN)", kKirillov, "lesions", "", 3, MetricDirection::Higher},
    {"lesion_Precision", "TP / (TP + FP)", kReloaded, "lesions", "", 3, MetricDirection::Higher},
    {"lesion_Sensitivity", "TP / (TP + FN)", kReloaded, "lesions", "", 3, MetricDirection::Higher},
    {"lesion_PQ", "sum of IoU of the pairs / (TP + FP/2 + FN/2)", kKirillov, "lesions", "", 3, MetricDirection::Higher},
    {"lesion_SQ", "mean IoU of the pairs", kKirillov, "lesions", "", 3, MetricDirection::Higher},
    {"lesion_Dice", "mean Dice of the pairs", kReloaded, "lesions", "", 3, MetricDirection::Higher},
    {"lesion_HD95", "mean HD95 of the pairs, mm", kReloaded, "lesions hausdorff_definition percentile", "mm", 2,
     MetricDirection::Lower},
    {"lesions_ref", "lesions of A", kReloaded, "lesions", "", 1, MetricDirection::Neither},
    {"lesions_pred", "lesions of B", kReloaded, "lesions", "", 1, MetricDirection::Neither},
    {"lesions_matched", "pairs of lesions, TP", kReloaded, "lesions", "", 1, MetricDirection::Neither},
    {"ECE", "sum over bins of n/N |mean probability - share that is right|", kGuo, "calibration", "", 4,
     MetricDirection::Lower},
    {"Brier", "mean of (p - y)^2; over all classes the mean of their sum", kBrier, "calibration", "", 4,
     MetricDirection::Lower},
});

} // namespace

std::span<const MetricEntry>
MetricRegistry()
{
  return kEntries;
}

const MetricEntry *
FindMetric(std::string_view key)
{
  const bool ofLesions = key.starts_with("lesion_");
  const std::string_view bare = ofLesions ? key.substr(std::string_view("lesion_").size()) : key;
  const bool isRobust = bare.size() > 2 && bare.starts_with("HD");
  const std::string_view name = !isRobust ? key : ofLesions ? "lesion_HD95" : "HD95";
  const auto found = std::ranges::find(kEntries, name, &MetricEntry::name);
  return found == kEntries.end() ? nullptr : &*found;
}

} // namespace vox
