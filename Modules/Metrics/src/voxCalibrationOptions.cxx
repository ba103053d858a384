// SPDX-License-Identifier: Apache-2.0
#include "voxCalibrationOptions.h"

namespace vox
{

void
Validate(const CalibrationOptions & options)
{
  if (options.bins < 1 || options.bins > 1000000)
  {
    Fail(ErrorKind::Usage, "bins: found {}, expected a whole number from 1 to 1000000", options.bins);
  }
}

} // namespace vox
