// SPDX-License-Identifier: Apache-2.0
#ifndef voxIntensityBins_h
#define voxIntensityBins_h

#include "voxSegmentedVolume.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** A histogram of equally wide bins over all intensities; the last bin holds the largest one too. */
struct IntensityBins
{
  double lowest = 0.0;
  double width = 1.0;
  std::vector<std::int64_t> counts;

  [[nodiscard]] std::size_t BinOf(float value) const;
};

/** Thresholds for a number of classes, by Otsu's criterion. */
struct OtsuSearch
{
  std::int64_t thresholds = 1;
  std::int64_t bins = 256;
  bool valleyEmphasis = false;
};

/** Labels of the classes between Otsu's thresholds, with "thresholds" found. Error(BadInput) where fewer bins are
 * filled than there are classes. */
[[nodiscard]] SegmentedVolume SplitByOtsu(const Volume & image, const OtsuSearch & search, ForegroundSide foreground);

} // namespace vox

#endif
