// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluationOptions.h"

#include <array>
#include <cmath>

namespace vox
{

std::span<const EnumName<HausdorffDefinition>>
EnumNames(HausdorffDefinition)
{
  static constexpr std::array<EnumName<HausdorffDefinition>, 4> names{
      {{HausdorffDefinition::MaxOfPercentiles, "max-of-percentiles"},
       {HausdorffDefinition::Pooled, "pooled"},
       {HausdorffDefinition::SurfaceAreaWeighted, "surface-area-weighted"},
       {HausdorffDefinition::Itk, "itk"}}};
  return names;
}

std::span<const EnumName<EmptyPolicy>>
EnumNames(EmptyPolicy)
{
  static constexpr std::array<EnumName<EmptyPolicy>, 4> names{{{EmptyPolicy::Infinity, "inf"},
                                                               {EmptyPolicy::Undefined, "nan"},
                                                               {EmptyPolicy::Diagonal, "diagonal"},
                                                               {EmptyPolicy::Millimeters, "mm"}}};
  return names;
}

void
Validate(const EvaluationOptions & options)
{
  // Written so that NaN fails as well.
  if (!(options.percentile >= 1.0 && options.percentile <= 100.0))
  {
    const bool looksLikeFraction = options.percentile >= 0.0 && options.percentile < 1.0;
    Fail(ErrorKind::Usage, "percentile: found {}, expected a value from 1 to 100{}", options.percentile,
         looksLikeFraction ? "; the scale is percent, so write 95 and not 0.95" : "");
  }
  if (!(options.nsdToleranceMm >= 0.0) || std::isinf(options.nsdToleranceMm))
  {
    Fail(ErrorKind::Usage, "nsd_tolerance_mm: found {}, expected millimeters, 0 or more", options.nsdToleranceMm);
  }
  if (!(options.boundaryWidthMm >= 0.0) || std::isinf(options.boundaryWidthMm))
  {
    Fail(ErrorKind::Usage, "boundary_width_mm: found {}, expected millimeters, 0 or more", options.boundaryWidthMm);
  }
  if (!(options.emptyDistanceMm >= 0.0) || std::isinf(options.emptyDistanceMm))
  {
    Fail(ErrorKind::Usage, "empty_distance_mm: found {}, expected millimeters, 0 or more", options.emptyDistanceMm);
  }
  if (options.emptyPolicy == EmptyPolicy::Millimeters && options.emptyDistanceMm == 0.0)
  {
    Fail(ErrorKind::Usage,
         "empty_distance_mm: found 0 with the policy 'mm', which would score a missed structure as perfect; give the "
         "distance that a missed structure counts as");
  }
  if (options.lesions)
  {
    Validate(*options.lesions);
  }
  if (options.calibration)
  {
    Validate(*options.calibration);
  }
}

} // namespace vox
