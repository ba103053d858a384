// SPDX-License-Identifier: Apache-2.0
#include "voxDefinitions.h"

#include "voxBootstrap.h"
#include "voxMeasureTable.h"

namespace vox
{

namespace
{

std::string
DescribeSurface(HausdorffDefinition definition)
{
  switch (definition)
  {
  case HausdorffDefinition::MaxOfPercentiles:
  case HausdorffDefinition::Pooled:
    return "voxels of a structure with a face neighbor outside it; beyond the image is outside";
  case HausdorffDefinition::SurfaceAreaWeighted:
    return "corners of voxels where inside and outside meet, weighted by the area of the surface there; beyond the "
           "image is outside";
  case HausdorffDefinition::Itk:
    return "all voxels of a structure";
  }
  Fail(ErrorKind::Internal, "Hausdorff definition {} is not known", static_cast<int>(definition));
}

Json
DistanceDefinitions(const EvaluationOptions & options)
{
  const std::string robust = RobustName(options);
  return {{"surface", DescribeSurface(options.hausdorffDefinition)},
          {"distance", "millimeters between the elements of the surface, with the spacing of the reference"},
          {"HD", "the largest distance from the surface of either mask to the surface of the other"},
          {robust, DescribeRobustHausdorff(options)},
          {"ASSD", "mean distance over the surfaces of both masks together"},
          {"MASD", "mean of the two directed mean distances"},
          {"NSD",
           fmt::format("share of the surfaces of both masks within {:g} mm of the other surface, with a relative slack "
                       "of 1e-6",
                       options.nsdToleranceMm)},
          {"BoundaryIoU", fmt::format("IoU of the voxels of each mask within {:g} mm of a surface voxel of that mask",
                                      options.boundaryWidthMm)},
          {"missed_or_hallucinated", "distances of a structure that one map lacks: " + DescribeEmptyPolicy(options)}};
}

} // namespace

std::string
DescribeRobustHausdorff(const EvaluationOptions & options)
{
  const double percentile = options.percentile;
  switch (options.hausdorffDefinition)
  {
  case HausdorffDefinition::MaxOfPercentiles:
  case HausdorffDefinition::Itk:
    return fmt::format("the larger of the two directed {:g}th percentiles, linear between ranks", percentile);
  case HausdorffDefinition::Pooled:
    return fmt::format("the {:g}th percentile of the distances of both directions together, linear between ranks",
                       percentile);
  case HausdorffDefinition::SurfaceAreaWeighted:
    return fmt::format("the larger of the two smallest distances within which {:g} % of the area lies", percentile);
  }
  Fail(ErrorKind::Internal, "Hausdorff definition {} is not known", static_cast<int>(options.hausdorffDefinition));
}

std::string
DescribeEmptyPolicy(const EvaluationOptions & options)
{
  switch (options.emptyPolicy)
  {
  case EmptyPolicy::Infinity:
    return "infinite";
  case EmptyPolicy::Undefined:
    return "undefined and left out of the mean";
  case EmptyPolicy::Diagonal:
    return "the diagonal of the image";
  case EmptyPolicy::Millimeters:
    return fmt::format("{:g} mm", options.emptyDistanceMm);
  }
  Fail(ErrorKind::Internal, "empty policy {} is not known", static_cast<int>(options.emptyPolicy));
}

std::string
DescribeLesions(const LesionOptions & options)
{
  return fmt::format("connected components ({}) of at least {:g} mm3, matched one to one where the IoU is above {:g}",
                     options.connectivity == LesionConnectivity::Full ? "26 neighbors, 8 in 2D"
                                                                      : "6 neighbors, 4 in 2D",
                     options.minimumMm3, options.iouThreshold);
}

std::string
DescribeInterval()
{
  const BootstrapOptions options;
  return fmt::format("{:g} % percentile bootstrap of the mean over the cases, {} resamples, seed {}", options.percent,
                     options.resamples, options.seed);
}

Json
DefinitionsJson(const EvaluationOptions & options)
{
  Json definitions = options.distances ? DistanceDefinitions(options) : Json::object();
  if (options.clDice)
  {
    definitions["clDice"] = "2 Tprec Tsens / (Tprec + Tsens), 0 where both are; Tprec: share of the prediction's "
                            "skeleton inside the reference, Tsens: the reverse";
    definitions["skeleton"] = "by thinning (Lee, Kashyap, Chu, 1994), in a plane as in a volume; spacing has no part";
  }
  if (options.lesions)
  {
    definitions["lesions"] =
        DescribeLesions(*options.lesions) +
        ", the largest IoU first; F1 = 2 TP / (2 TP + FP + FN), PQ = SQ F1 with SQ the mean IoU of "
        "the matches; Dice and distance are means over the matches of a case";
  }
  if (options.calibration)
  {
    definitions["ECE"] = fmt::format("expected calibration error, {} bins of equal width", options.calibration->bins);
    definitions["Brier"] = "mean squared difference of probability and truth: of a structure against the rest; in "
                           "`calibration` summed over all classes, 0 to 2";
  }
  definitions.update({
      {"absent_in_both", "every measure undefined, and left out of the means"},
      {"mean", "over the cases where the measure is defined; infinite as soon as one case is"},
      {"sd", "standard deviation of those cases (n - 1); null where one is infinite"},
      {"interval_95", DescribeInterval()},
      {"foreground_mean", "plain mean over the structures that have a mean; for its interval the same cases are drawn "
                          "for all structures, and `foreground_counts` are of structures"},
      {"null", "undefined"},
      {"options", ToJson(options)},
  });
  return definitions;
}

} // namespace vox
