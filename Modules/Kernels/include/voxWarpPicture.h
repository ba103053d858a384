// SPDX-License-Identifier: Apache-2.0
#ifndef voxWarpPicture_h
#define voxWarpPicture_h

#include "voxAffineMap.h"
#include "voxResizePicture.h"

#include <cstdint>
#include <vector>

namespace vox::kernels
{

/** Moves one channel of 8-bit values, rows after one another, by `map` from source to result, size kept, as OpenCV's
 * cv2.warpAffine with INTER_LINEAR and BORDER_REFLECT_101 does, bit for bit: positions in whole 1/32 of a pixel,
 * weights in fixed point of 15 bits, borders reflected without repeating the edge. Source: OpenCV 4.10.0; OpenCV 5.0.0
 * interpolates at unrounded positions and differs by a few grey levels. Throws Error(Internal) for an empty picture,
 * for one of another size than `size` says and for a map that cannot be undone. */
[[nodiscard]] std::vector<std::uint8_t> WarpPicture(const std::vector<std::uint8_t> & picture, const PictureSize & size,
                                                    const AffineMap & map);

} // namespace vox::kernels

#endif
