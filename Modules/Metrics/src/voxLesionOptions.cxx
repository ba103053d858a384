// SPDX-License-Identifier: Apache-2.0
#include "voxLesionOptions.h"

#include <array>
#include <cmath>

namespace vox
{

std::span<const EnumName<LesionConnectivity>>
EnumNames(LesionConnectivity)
{
  static constexpr std::array<EnumName<LesionConnectivity>, 2> names{
      {{LesionConnectivity::Full, "full"}, {LesionConnectivity::Face, "face"}}};
  return names;
}

void
Validate(const LesionOptions & options)
{
  // Written so that NaN fails as well.
  if (!(options.iouThreshold >= 0.0 && options.iouThreshold < 1.0))
  {
    Fail(ErrorKind::Usage, "iou_threshold: found {}, expected a value from 0 to below 1", options.iouThreshold);
  }
  if (!(options.minimumMm3 >= 0.0) || std::isinf(options.minimumMm3))
  {
    Fail(ErrorKind::Usage, "minimum_mm3: found {}, expected cubic millimeters, 0 or more", options.minimumMm3);
  }
}

} // namespace vox
