// SPDX-License-Identifier: Apache-2.0
#ifndef voxImagePart_h
#define voxImagePart_h

#include "voxSlidingWindow.h"

#include "voxBox.h"

namespace vox
{

/** A part of an image whose windows are those of the whole. Boxes in voxels of the whole, inside it. */
struct ImagePart
{
  Zyx<std::int64_t> wholeSize;
  Box known;  ///< voxels that are there
  Box wanted; ///< voxels whose logits are asked for
};

/** The voxels of an image of `wholeSize` that the windows see which reach `wanted`: what ImagePart::known must hold.
 * Throws Error(Internal) for a box that is empty or not inside the image, and what Validate throws. */
[[nodiscard]] Box NeededInput(const Zyx<std::int64_t> & wholeSize, const Box & wanted,
                              const SlidingWindowOptions & options);

} // namespace vox

#endif
