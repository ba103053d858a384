// SPDX-License-Identifier: Apache-2.0
#ifndef voxRegionMaps_h
#define voxRegionMaps_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Throws Error(Usage) that begins with `name` for a region without labels. */
void RequireLabels(const std::vector<std::vector<std::int64_t>> & regions, const char * name);

/** Throws Error(BadInput) that begins with `name` for shapes or labels that do not fit, and for another number of heads
 * than regions. Without regions head k stands for label k. */
void CheckRegions(const at::Tensor & logits, const at::Tensor & labels,
                  const std::vector<std::vector<std::int64_t>> & regions,
                  const std::optional<std::int64_t> & ignoreLabel, const char * name);

/** 1 where a label is in the region of this head, 0 elsewhere: the shape of `labels`, the type of `like`. */
[[nodiscard]] at::Tensor RegionOf(std::int64_t head, const at::Tensor & labels,
                                  const std::vector<std::vector<std::int64_t>> & regions, const at::Tensor & like);

/** What losses of overlapping regions need that are no sums over voxels; V voxels. float32, or float64 for float64
 * logits. */
struct RegionMaps
{
  at::Tensor logits;    ///< [N, K, V]
  at::Tensor reference; ///< [N, K, V]: 1 in the region, 0 elsewhere and where the label is ignored
  at::Tensor counted;   ///< [N, 1, V]: 1, or 0 where the label is ignored
};

/** Throws as CheckRegions does. */
[[nodiscard]] RegionMaps ComputeRegionMaps(const at::Tensor & logits, const at::Tensor & labels,
                                           const std::vector<std::vector<std::int64_t>> & regions,
                                           const std::optional<std::int64_t> & ignoreLabel, const char * name);

} // namespace vox

#endif
