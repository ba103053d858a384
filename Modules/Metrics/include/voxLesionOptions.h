// SPDX-License-Identifier: Apache-2.0
#ifndef voxLesionOptions_h
#define voxLesionOptions_h

#include "voxOptions.h"

#include <span>

namespace vox
{

/** Which voxels of a structure belong to the same lesion. */
enum class LesionConnectivity
{
  Full, ///< 26 neighbors in 3D, 8 in 2D
  Face  ///< 6 neighbors in 3D, 4 in 2D
};
[[nodiscard]] std::span<const EnumName<LesionConnectivity>> EnumNames(LesionConnectivity);

struct LesionOptions
{
  LesionConnectivity connectivity = LesionConnectivity::Full;
  double iouThreshold = 0.5; ///< two lesions match above it; 0 is any overlap
  double minimumMm3 = 0.0;   ///< smaller components of either map are no lesions
};

template <typename TVisitor>
void
VisitFields(LesionOptions & o, TVisitor && visit)
{
  visit("connectivity", o.connectivity, "neighbors of a voxel: full (26, 8 in 2D) or face (6, 4 in 2D)");
  visit("iou_threshold", o.iouThreshold, "lesions match above this IoU, 0 to below 1; 0 is any overlap");
  visit("minimum_mm3", o.minimumMm3, "smaller components of either map are no lesions");
}

/** Throws Error(Usage). */
void Validate(const LesionOptions & options);

} // namespace vox

#endif
