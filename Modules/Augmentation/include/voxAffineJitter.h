// SPDX-License-Identifier: Apache-2.0
#ifndef voxAffineJitter_h
#define voxAffineJitter_h

#include "voxAffineMap.h"
#include "voxPatch.h"
#include "voxRandom.h"
#include "voxResizePicture.h"

#include <array>
#include <cstdint>

namespace vox
{

/** How the center of a picture becomes a point. */
enum class JitterCenter
{
  ColumnRow, ///< as (x, y)
  RowColumn  ///< its row as x and its column as y, as tutorials print it: another point where the picture is not square
};

/** Three corners of a square about the center c = (columns / 2, rows / 2): (c + s, c + s), (c + s, c - s) and
 * (c - s, c - s) with s = min(rows, columns) / 3, all in whole pixels, rounded down. Throws Error(Usage) for sides
 * below 3 pixels, which have no such square. */
[[nodiscard]] std::array<kernels::PlanePoint, 3> JitterPoints(const kernels::PictureSize & size,
                                                              JitterCenter center = JitterCenter::ColumnRow);

/** The map that takes these points to where U(-pixels, pixels) moves x, then y, of each in turn: shift, rotation,
 * scaling and shearing at once. Tutorials call it elastic. Draws 6 numbers. Throws Error(Usage) unless 0 <= pixels < s
 * / 2: more could turn the square inside out. */
[[nodiscard]] kernels::AffineMap DrawAffineJitter(const kernels::PictureSize & size, double pixels, Random & random,
                                                  JitterCenter center = JitterCenter::ColumnRow);

/** Moves a patch by `map`, from source to result, in the y, x plane; every slice alike, size kept. The image is
 * interpolated linearly, labels (those of the stage before and labelOutside too) come from the nearest voxel, exactly
 * half from the even index. Beyond the border lies the patch reflected, without its edge repeated. Throws
 * Error(Internal) for a map that cannot be undone. */
[[nodiscard]] Patch WarpAffine(const Patch & patch, const kernels::AffineMap & map);

} // namespace vox

#endif
