// SPDX-License-Identifier: Apache-2.0
#ifndef voxRankedLabels_h
#define voxRankedLabels_h

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** Label values as bytes: 0 is background, `values[rank - 1]` the value of a rank. */
struct LabelRanks
{
  std::vector<std::int32_t> values; ///< ascending, at most 255
  std::size_t others = 0;           ///< values beyond, which share the rank after the last one
};

/** The values in these maps. Of more than 255 the 254 with the most voxels have a rank of their own. */
[[nodiscard]] LabelRanks RanksOf(std::span<const std::vector<std::int32_t>> maps);

/** The rank of each voxel. */
[[nodiscard]] std::vector<std::uint8_t> Ranked(const std::vector<std::int32_t> & labels, const LabelRanks & ranks);

} // namespace vox

#endif
