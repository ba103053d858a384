// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluationOptions_h
#define voxEvaluationOptions_h

#include "voxCalibrationOptions.h"
#include "voxLesionOptions.h"
#include "voxOptions.h"

#include <optional>
#include <span>

namespace vox
{

/** What distances between two masks are measured from and to, what each of these elements weighs, and how the two
 * directed lists become one percentile distance. Each gives the numbers of the tool it is named with. The default is
 * what most papers and challenges mean; two voxels that differ cannot hide in the longer list, as they can in pooled.
 */
enum class HausdorffDefinition
{
  /** Centers of surface voxels: those with a 6-neighbor (4 in 2D) outside, the outside of the image included. The
   * larger of the two directed percentiles, linear between ranks (MONAI, MetricsReloaded). */
  MaxOfPercentiles,
  /** The same voxels; the percentile of both lists together, linear between ranks (MedPy). */
  Pooled,
  /** Corners of voxels where inside and outside meet, weighted by the area that marching cubes gives the surface there
   * (in 2D the length of the outline). The larger of the two smallest distances up to which the share of the area
   * reaches the percentile; means and NSD are weighted too (google-deepmind/surface-distance). */
  SurfaceAreaWeighted,
  /** All voxels, 0 where the masks overlap: the Hausdorff distance, and in MASD the average one, of
   * itk::HausdorffDistanceImageFilter. Percentiles, of which it has none, as in MaxOfPercentiles. */
  Itk
};
[[nodiscard]] std::span<const EnumName<HausdorffDefinition>> EnumNames(HausdorffDefinition);

/** What a distance counts as when exactly one of the two masks is empty. */
enum class EmptyPolicy
{
  Infinity,   ///< "inf"
  Undefined,  ///< "nan": left out of the mean, and counted beside it
  Diagonal,   ///< "diagonal": the diagonal of the image in mm
  Millimeters ///< "mm": EvaluationOptions::emptyDistanceMm
};
[[nodiscard]] std::span<const EnumName<EmptyPolicy>> EnumNames(EmptyPolicy);

struct EvaluationOptions
{
  HausdorffDefinition hausdorffDefinition = HausdorffDefinition::MaxOfPercentiles;
  double percentile = 95.0; ///< on the scale 0 to 100; values in [0, 1) are refused as a likely mistake
  double nsdToleranceMm = 1.0;
  EmptyPolicy emptyPolicy = EmptyPolicy::Infinity;
  double emptyDistanceMm = 0.0;
  bool distances = true;                               ///< without, only overlap and volumes: much faster
  double boundaryWidthMm = 2.0;                        ///< of the inner band of boundary IoU
  bool clDice = false;                                 ///< set: structures are thinned to lines, which takes time
  std::optional<LesionOptions> lesions = std::nullopt; ///< set: measures lesion by lesion too
  std::optional<CalibrationOptions> calibration =
      std::nullopt; ///< set: probabilities are measured (by the caller, voxCalibration.h)
};

template <typename TVisitor>
void
VisitFields(EvaluationOptions & o, TVisitor && visit)
{
  visit("hausdorff_definition", o.hausdorffDefinition, "max-of-percentiles, pooled, surface-area-weighted or itk");
  visit("percentile", o.percentile, "of the robust Hausdorff distance, 0 to 100");
  visit("nsd_tolerance_mm", o.nsdToleranceMm, "tolerance of the normalized surface distance");
  visit("boundary_width_mm", o.boundaryWidthMm, "width of the band of boundary IoU");
  visit("empty_policy", o.emptyPolicy, "distance of a missed or hallucinated structure: inf, nan, diagonal or mm");
  visit("empty_distance_mm", o.emptyDistanceMm, "that distance for the policy mm");
  visit("distances", o.distances, "measure distances too, not overlap and volumes alone");
  visit("cldice", o.clDice, "measure centerline Dice too, which thins every structure");
  visit("lesions", o.lesions, "options of lesion-wise measures; null: none");
  visit("calibration", o.calibration, "options of measures of probabilities; null: none");
}

void Validate(const EvaluationOptions & options);

} // namespace vox

#endif
