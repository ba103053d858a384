// SPDX-License-Identifier: Apache-2.0
#ifndef voxReferenceDistances_h
#define voxReferenceDistances_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** Maps that a loss wants of its labels: of each part the signed Euclidean distance in mm, from voxel center to voxel
 * center: outside of the part to the nearest voxel in it, above 0; inside minus the distance to the nearest one that is
 * not. 0 everywhere where a part is empty or everything. */
struct ReferenceDistances
{
  std::vector<std::vector<std::int64_t>> parts; ///< a map of each: the voxels with one of these labels
  /** Not of a part but of its boundary: its voxels with a face neighbor that is not in it, or at the face of the image
   * (not along z in two dimensions, nor in a single slice). */
  bool boundaries = false;
  std::vector<double> extentMm{}; ///< of what the labels cover, z, y, x; empty: voxels of 1 mm

  bool operator==(const ReferenceDistances &) const = default;
};

/** The maps of labels [N, D, H, W] or [N, H, W], whole numbers: [N, parts, ...], float32 or float64. Of each sample by
 * itself; the result does not depend on `threads`. */
[[nodiscard]] at::Tensor ComputeReferenceDistances(const at::Tensor & labels, const ReferenceDistances & wanted,
                                                   at::ScalarType type, int threads);

} // namespace vox

#endif
