// SPDX-License-Identifier: Apache-2.0
#ifndef voxFiniteVoxels_h
#define voxFiniteVoxels_h

#include "voxVolume.h"

namespace vox
{

/** Voxels float32 [C, D, H, W], contiguous, that a caller hands over in memory. Throws Error(BadInput) where some are
 * NaN or infinite, as the readers of files do: with their number, and the first as (x, y, z) from `first` on, the place
 * of the first voxel. Normalization of CT would clip infinity to a number. */
void RequireFiniteVoxels(const Volume & image, int threads, const Zyx<std::int64_t> & first = {0, 0, 0});

} // namespace vox

#endif
