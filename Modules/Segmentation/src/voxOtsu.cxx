// SPDX-License-Identifier: Apache-2.0
#include "voxOtsu.h"

#include "voxIntensityBins.h"

namespace vox
{

void
Validate(const OtsuOptions & options)
{
  if (options.bins < 2 || options.bins > 65536)
  {
    Fail(ErrorKind::Usage, "bins: found {}, expected 2 to 65536", options.bins);
  }
}

SegmentedVolume
Otsu(const Volume & image, const OtsuOptions & options)
{
  Validate(options);
  return SplitByOtsu(image, {.thresholds = 1, .bins = options.bins}, options.foreground);
}

} // namespace vox
