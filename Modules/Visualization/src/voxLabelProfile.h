// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelProfile_h
#define voxLabelProfile_h

#include "voxVolume.h"

#include <array>
#include <cstdint>
#include <map>
#include <vector>

namespace vox
{

/** How many voxels of a label lie in each slice of a grid, for each of its axes (z, y, x). */
using LabelProfile = std::array<std::vector<std::int64_t>, 3>;

/** Profiles by label value, without 0, of a label map (int32 [1, D, H, W]) that may lie on another grid; its voxels
 * count where their center lies, those outside of the grid not at all. */
[[nodiscard]] std::map<std::int64_t, LabelProfile> LabelProfiles(const Volume & labels, const ImageGeometry & grid);

/** The smallest box of the grid around all labels; empty where there are none. */
[[nodiscard]] Box LabeledBox(const std::map<std::int64_t, LabelProfile> & profiles);

/** At most `count` different slices along an axis in which labels lie, ascending: each stands for an equal share of
 * what there is to see, where small labels count as much as large ones. Fewer where fewer slices are labeled. */
[[nodiscard]] std::vector<std::int64_t> LabeledSlices(const std::map<std::int64_t, LabelProfile> & profiles,
                                                      std::size_t axis, std::int64_t count);

} // namespace vox

#endif
