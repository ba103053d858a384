// SPDX-License-Identifier: Apache-2.0
#ifndef voxGridDescription_h
#define voxGridDescription_h

#include "voxImageGeometry.h"
#include "voxJson.h"

#include <string>

namespace vox
{

/** A grid in words: "axial slices, 0.7 x 0.7 x 5 mm, 512 x 512 x 60 voxels, LPS", and where its axes are not the
 * patient's, ", oblique by 12.0 degrees". Numbers in file order x, y, z. The slices are those across the axis of the
 * largest spacing; a grid that has none (within 10 %) is called by the slices that lie one after the other in memory.
 */
[[nodiscard]] std::string GridWords(const ImageGeometry & geometry);

/** Size, spacing, origin, direction, orientation, plane and angle for programs. */
[[nodiscard]] Json GridJson(const ImageGeometry & geometry);

} // namespace vox

#endif
