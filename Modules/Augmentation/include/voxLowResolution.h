// SPDX-License-Identifier: Apache-2.0
#ifndef voxLowResolution_h
#define voxLowResolution_h

#include "voxZyx.h"

#include <cstdint>
#include <span>

namespace vox
{

/** Replaces one channel [D, H, W] by what remains of it at a lower resolution: nearest voxel down to round(n scale)
 * voxels per axis (half to even, at least 1), linear up again; voxel edges stay aligned. torch's nearest-exact and
 * linear with align_corners=False. Requires 0 < scale <= 1; 1 leaves an axis alone. */
void SimulateLowResolution(std::span<float> channel, const Zyx<std::int64_t> & size, const Zyx<double> & scale);

} // namespace vox

#endif
