// SPDX-License-Identifier: Apache-2.0
#ifndef voxLesions_h
#define voxLesions_h

#include "voxEvaluationOptions.h"
#include "voxZyx.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** A lesion of the reference and the lesion of the prediction that matches it. */
struct LesionPair
{
  std::int32_t reference = 0;  ///< value in the map of the reference
  std::int32_t prediction = 0; ///< value in the map of the prediction
  std::int64_t referenceVoxels = 0;
  std::int64_t predictionVoxels = 0;
  double iou = 0.0;
  double dice = 0.0;
  std::optional<double> hausdorff95Mm; ///< none where EvaluationOptions::distances is off
};

/** How the lesions of a structure were found: TP are matched pairs, FN lesions of the reference without a match, FP
 * those of the prediction.
 *
 * | lesions      | precision TP/(TP+FP) | sensitivity TP/(TP+FN) | F1, PQ    | SQ, Dice, HD95 of pairs |
 * | in both      | value                | value                  | value     | undefined without match |
 * | only in A    | undefined            | 0                      | 0         | undefined               |
 * | only in B    | 0                    | undefined              | 0         | undefined               |
 * | in neither   | undefined            | undefined              | undefined | undefined               |
 *
 * F1 = 2 TP / (2 TP + FP + FN), which is the recognition quality RQ; the segmentation quality SQ is the mean IoU of
 * the pairs, and the panoptic quality PQ = SQ RQ = sum of IoU / (TP + FP/2 + FN/2) (Kirillov et al., CVPR 2019, DOI
 * 10.1109/CVPR.2019.00963). */
struct LesionMeasures
{
  std::int64_t referenceLesions = 0;
  std::int64_t predictionLesions = 0;
  std::vector<LesionPair> pairs; ///< by the value in the reference
  std::optional<double> precision;
  std::optional<double> sensitivity;
  std::optional<double> f1;
  std::optional<double> panopticQuality;
  std::optional<double> segmentationQuality;
  std::optional<double> meanDice;
  std::optional<double> meanHausdorff95Mm;
};

/** Measures two maps of lesions, int32 [D, H, W] of equal size: 0 is background, every other value a lesion, connected
 * or not. Pairs match one to one: those whose IoU lies above the threshold (strictly, with a relative slack of 1e-9
 * against rounding), taken in falling order of IoU, of equal ones that of the smaller values. Above 0.5 no lesion has
 * two candidates; below, a lesion that was predicted in two parts has one match and one false positive. Connectivity
 * and minimum volume of the options do not act here. HD95 is that of voxSurfaceDistance.h by the percentile and
 * definition of the options. Throws Error(Internal) for other shapes. */
[[nodiscard]] LesionMeasures MeasureInstances(const at::Tensor & reference, const at::Tensor & prediction,
                                              const Zyx<double> & spacingMm, const EvaluationOptions & options);

/** The same for two masks uint8 [D, H, W] of a structure, whose lesions are connected components by `options.lesions`
 * (its defaults where that is not set). Components below the minimum volume are left out of both maps before they are
 * matched; one of exactly that volume stays, with a relative slack of 1e-9. The volume of a voxel is the product of the
 * three spacings, in 2D too. */
[[nodiscard]] LesionMeasures MeasureLesions(const at::Tensor & reference, const at::Tensor & prediction,
                                            const Zyx<double> & spacingMm, const EvaluationOptions & options);

} // namespace vox

#endif
