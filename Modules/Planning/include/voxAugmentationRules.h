// SPDX-License-Identifier: Apache-2.0
#ifndef voxAugmentationRules_h
#define voxAugmentationRules_h

#include "voxAugmentationOptions.h"
#include "voxPlan.h"

namespace vox
{

/** The augmentation that nnU-Net 2.8.1 chooses for a patch:
 *
 * | patch                             | spatial transform | rotation in degrees           | mirrored |
 * |-----------------------------------|-------------------|-------------------------------|----------|
 * | 3D                                | 3D                | -30 to 30 about every axis    | z, y, x  |
 * | 3D, longest edge > 3 times z      | slice by slice    | -180 to 180 in the y, x plane | z, y, x  |
 * | 2D                                | slice by slice    | -180 to 180 in the y, x plane | y, x     |
 * | 2D, an edge > 1.5 times the other | slice by slice    | -15 to 15 in the y, x plane   | y, x     |
 *
 * All other options keep their defaults. Slice by slice is `dummy2d`; the z range is then the one in the plane.
 * Source: configure_rotation_dummyDA_mirroring_and_inital_patch_size. */
[[nodiscard]] AugmentationOptions AugmentationFor(const PlanConfiguration & configuration);

} // namespace vox

#endif
