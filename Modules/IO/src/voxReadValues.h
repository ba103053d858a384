// SPDX-License-Identifier: Apache-2.0
#ifndef voxReadValues_h
#define voxReadValues_h

#include "voxOpenedImage.h"

#include <cstdint>
#include <span>

namespace vox
{

// `roomBefore` bytes lie before `to`, belong to it and hold nothing yet: with as many as the header of a file
// takes, compressed 32-bit numbers are read twice as fast (ResultMemory).

/** Reads all channels to [C, D, H, W]: channels are the components or the further axes. Throws Error(BadInput) for NaN
 * and infinity, with their number and the first position, and what reading throws. */
void ReadFloats(const OpenedImage & image, std::span<float> to, std::size_t roomBefore = 0);

/** Reads the labels of an image of one value a voxel. Throws Error(BadInput) that names the first value which is not
 * whole within 1e-3 or beyond 32 bits, and what reading throws. */
void ReadLabels(const OpenedImage & image, std::span<std::int32_t> to, std::size_t roomBefore = 0);

} // namespace vox

#endif
