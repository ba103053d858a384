// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentedVolume_h
#define voxSegmentedVolume_h

#include "voxOptions.h"
#include "voxVolume.h"

#include <span>

namespace vox
{

/** Common to the methods of this module: the image is float32 [1, D, H, W] with at least one voxel and without NaN or
 * infinity, Error(BadInput) otherwise (`ToGray` makes one channel of three); 2D is D = 1. Lengths are millimeters by
 * the image's spacing. The result lies on the grid of the image; the argument is left as it is. Methods draw no random
 * numbers: equal input gives equal output, whatever the number of threads. */
struct SegmentedVolume
{
  Volume labels;               ///< int32 [1, D, H, W], 0 is background
  Json found = Json::object(); ///< what the method found besides, such as thresholds; see each method
};

/** Which intensities are foreground, where a method sorts voxels by intensity alone. */
enum class ForegroundSide
{
  Brighter, ///< labels grow with intensity; the darkest class is background
  Darker    ///< labels grow with darkness; the brightest class is background
};
[[nodiscard]] std::span<const EnumName<ForegroundSide>> EnumNames(ForegroundSide);

} // namespace vox

#endif
