// SPDX-License-Identifier: Apache-2.0
#ifndef voxStructureSurface_h
#define voxStructureSurface_h

#include "voxExtractSurfaces.h"
#include "voxLabelBoxes.h"

namespace vox
{

/** Points and triangles of the voxels of this value, which lie in `box`. */
[[nodiscard]] Surface StructureSurface(const Volume & labels, std::int64_t value, const LabelBox & box,
                                       const SurfaceOptions & options);

} // namespace vox

#endif
