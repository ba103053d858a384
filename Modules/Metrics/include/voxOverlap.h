// SPDX-License-Identifier: Apache-2.0
#ifndef voxOverlap_h
#define voxOverlap_h

#include "voxVolume.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace vox
{

/** How often each pair of label values meets in two label maps, and where the values lie: all that overlap measures of
 * any structure or region need, from one pass over the voxels. */
struct LabelOverlap
{
  std::vector<std::int64_t> values; ///< ascending; rows and columns of `counts`
  std::vector<std::int64_t> counts; ///< [reference value][prediction value], row after row
  std::vector<Box> boxes;           ///< smallest box around each value in either map; empty where the value is absent
  std::vector<std::vector<Box>> slabs; ///< the same within groups of slices, which lie closer: [group][value]
};

struct ConfusionCounts
{
  std::int64_t truePositives = 0;
  std::int64_t falsePositives = 0;
  std::int64_t falseNegatives = 0;
  std::int64_t trueNegatives = 0;

  friend bool operator==(const ConfusionCounts &, const ConfusionCounts &) = default;
};

/** Counts the pairs of two label maps int32 [1, D, H, W] of equal size. Voxels where the reference holds `ignoreLabel`
 * enter neither counts nor boxes; the prediction may hold it and counts as background there. Throws Error(BadInput)
 * naming the map, the value and its voxel for a value that is neither in `allowed` nor 0 nor `ignoreLabel`. */
[[nodiscard]] LabelOverlap CountOverlap(const Volume & reference, const Volume & prediction,
                                        std::span<const std::int64_t> allowed,
                                        std::optional<std::int64_t> ignoreLabel = std::nullopt, int threads = 1);

/** The confusion counts of the structure that is the union of `values`; values that were not allowed count as absent.
 */
[[nodiscard]] ConfusionCounts CountsOf(const LabelOverlap & overlap, std::span<const std::int64_t> values);

/** The smallest box around the structure in both maps together; empty (all zero) where it is absent. */
[[nodiscard]] Box BoxOf(const LabelOverlap & overlap, std::span<const std::int64_t> values);

/** Boxes that hold the structure of both maps together, in as many groups of slices as it reaches: what lies far apart
 * does not make them large. */
[[nodiscard]] std::vector<Box> SlabBoxesOf(const LabelOverlap & overlap, std::span<const std::int64_t> values);

} // namespace vox

#endif
