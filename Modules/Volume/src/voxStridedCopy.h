// SPDX-License-Identifier: Apache-2.0
#ifndef voxStridedCopy_h
#define voxStridedCopy_h

#include <array>
#include <cstddef>
#include <cstdint>

namespace vox
{

/** Distances of neighbors along four axes, in elements; negative for a reversed axis. */
using Strides4 = std::array<std::int64_t, 4>;

/** Copies a block of sizes[0] x ... x sizes[3] elements of 1, 2, 4 or 8 bytes between two places that do not
 * overlap. The last axis of the target has the stride 1. */
void CopyStrided(void * to, const Strides4 & toStrides, const void * from, const Strides4 & fromStrides,
                 const std::array<std::int64_t, 4> & sizes, std::size_t elementBytes);

} // namespace vox

#endif
