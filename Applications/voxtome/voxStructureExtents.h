// SPDX-License-Identifier: Apache-2.0
#ifndef voxStructureExtents_h
#define voxStructureExtents_h

#include "voxSegmentation.h"

#include <vector>

namespace vox
{

/** How far a structure reaches along the axes of the patient, from the outer face of its first voxel to that of its
 * last; 0 without voxels. */
struct StructureExtent
{
  double leftRightMm = 0.0;
  double anteriorPosteriorMm = 0.0;
  double superiorInferiorMm = 0.0;
};

/** One entry for each segment, in their order. `labels` of whole numbers [1, D, H, W]. */
[[nodiscard]] std::vector<StructureExtent> MeasureExtents(const Volume & labels, const std::vector<Segment> & segments);

} // namespace vox

#endif
