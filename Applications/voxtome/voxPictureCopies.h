// SPDX-License-Identifier: Apache-2.0
#ifndef voxPictureCopies_h
#define voxPictureCopies_h

#include "voxOptions.h"
#include "voxRandom.h"
#include "voxVolume.h"

#include <span>
#include <string>

namespace vox
{

/** What a copy of a picture differs by. */
enum class PictureCopy
{
  Affine,  ///< a random affine map, as the Kvasir lesson calls "elastic": see CopyOf
  MirrorX, ///< left and right
  MirrorY, ///< top and bottom
  MirrorXY ///< both
};
[[nodiscard]] std::span<const EnumName<PictureCopy>> EnumNames(PictureCopy);

/** The copy of whole 8-bit values [C, 1, H, W], float32 or int32. Affine: three points about the middle move by up to
 * 10 pixels along each axis, the middle taken as (row, column) where (x, y) is meant; bilinear, borders reflected
 * without repeating the edge, as cv2.warpAffine computes it; picture and mask with equal `random` move alike. */
[[nodiscard]] Volume CopyOf(const Volume & picture, PictureCopy kind, Random random);

} // namespace vox

#endif
