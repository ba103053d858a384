// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelStatistics_h
#define voxLabelStatistics_h

#include "voxSegmentation.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** The values of one channel inside a structure. */
struct ChannelStatistics
{
  double mean = 0.0;
  double deviation = 0.0; ///< of the voxels themselves: divided by their number
  double minimum = 0.0;
  double maximum = 0.0;
};

struct LabelStatistics
{
  std::string caseName;
  std::int64_t value = 0;
  std::string name;
  std::int64_t voxels = 0;
  double milliliters = 0.0;
  std::vector<ChannelStatistics> channels; ///< none without voxels
};

/** One entry for each segment, in their order, also for those that no voxel holds. `labels` of whole numbers
 * [1, D, H, W] and `image` float32 [C, D, H, W] on the same grid. */
[[nodiscard]] std::vector<LabelStatistics> MeasureLabels(const std::string & caseName, const Volume & labels,
                                                         const Volume & image, const std::vector<Segment> & segments);

/** A table: case, label, name, voxels, ml, and mean, sd, min, max of each channel (mean_2 ... of the second); cells of
 * a structure without voxels are empty. */
[[nodiscard]] std::string StatisticsCsv(const std::vector<LabelStatistics> & rows);

} // namespace vox

#endif
