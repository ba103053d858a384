// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluationOptions_h
#define voxEvaluationOptions_h

#include "voxOptions.h"

#include <span>

namespace vox
{

/** How the two directed lists of surface distances become one percentile distance. Surfaces are the voxels of a
 * structure with a 6-neighbour (4 in 2D) outside it, the outside of the image counting as outside; distances are
 * between voxel centres. */
enum class HausdorffDefinition
{
  MaxOfPercentiles, ///< the larger of the two directed percentiles (MONAI, most challenges, DeepMind but for its
                    ///< weights)
  Pooled            ///< percentile of both lists together (MedPy)
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
  bool distances = true; ///< without, only overlap and volumes: much faster
};

template <typename TVisitor>
void
VisitFields(EvaluationOptions & o, TVisitor && visit)
{
  visit("hausdorff_definition", o.hausdorffDefinition, "max-of-percentiles or pooled");
  visit("percentile", o.percentile, "of the robust Hausdorff distance, 0 to 100");
  visit("nsd_tolerance_mm", o.nsdToleranceMm, "tolerance of the normalized surface distance");
  visit("empty_policy", o.emptyPolicy, "distance of a missed or hallucinated structure: inf, nan, diagonal or mm");
  visit("empty_distance_mm", o.emptyDistanceMm, "that distance for the policy mm");
  visit("distances", o.distances, "measure distances too, not overlap and volumes alone");
}

void Validate(const EvaluationOptions & options);

} // namespace vox

#endif
