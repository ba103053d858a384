// SPDX-License-Identifier: Apache-2.0
#include "voxMultiOtsu.h"

#include "voxIntensityBins.h"

namespace vox
{
namespace
{

/** Ways to choose the thresholds among the edges between bins; all of them are tried. */
double
Combinations(std::int64_t edges, std::int64_t thresholds)
{
  double result = 1.0;
  for (std::int64_t i = 0; i < thresholds; ++i)
  {
    result *= static_cast<double>(edges - i) / static_cast<double>(i + 1);
  }
  return result;
}

} // namespace

void
Validate(const MultiOtsuOptions & options)
{
  if (options.thresholds < 1)
  {
    Fail(ErrorKind::Usage, "thresholds: found {}, expected 1 or more", options.thresholds);
  }
  if (options.bins <= options.thresholds || options.bins > 65536)
  {
    Fail(ErrorKind::Usage, "bins: found {}, expected {} to 65536, one at least for each of {} classes", options.bins,
         options.thresholds + 1, options.thresholds + 1);
  }
  constexpr double kMost = 5e7; // some seconds
  if (const double combinations = Combinations(options.bins - 1, options.thresholds); combinations > kMost)
  {
    Fail(ErrorKind::Usage,
         "found {} thresholds over {} bins, which is {:.0e} combinations, expected {:.0e} at the most; "
         "use fewer bins",
         options.thresholds, options.bins, combinations, kMost);
  }
}

SegmentedVolume
MultiOtsu(const Volume & image, const MultiOtsuOptions & options)
{
  Validate(options);
  return SplitByOtsu(image,
                     {.thresholds = options.thresholds, .bins = options.bins, .valleyEmphasis = options.valleyEmphasis},
                     options.foreground);
}

} // namespace vox
