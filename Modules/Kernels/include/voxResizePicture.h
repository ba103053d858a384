// SPDX-License-Identifier: Apache-2.0
#ifndef voxResizePicture_h
#define voxResizePicture_h

#include <cstdint>
#include <vector>

namespace vox::kernels
{

/** Rows and columns of a picture. */
struct PictureSize
{
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  bool operator==(const PictureSize &) const = default;
};

/** Resizes one channel of 8-bit values, rows after one another, as Pillow's Image.resize with BILINEAR does, bit for
 * bit: a triangle filter as wide as the shrinkage, so that nothing is skipped (antialiasing), about pixel centers;
 * along rows first, then along columns; weights in fixed point of 22 bits and 8-bit values in between. Source: Pillow
 * 11.3. Throws Error(Internal) for an empty picture or result. */
[[nodiscard]] std::vector<std::uint8_t> ResizePicture(const std::vector<std::uint8_t> & picture,
                                                      const PictureSize & size, const PictureSize & newSize);

/** The source pixel of each target pixel along one axis, as Pillow's NEAREST: floor((i + 0.5) * from / to). Throws
 * Error(Internal) for a size below 1. */
[[nodiscard]] std::vector<std::int64_t> NearestPixels(std::int64_t from, std::int64_t to);

} // namespace vox::kernels

#endif
