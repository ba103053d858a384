// SPDX-License-Identifier: Apache-2.0
#ifndef voxFillHoles_h
#define voxFillHoles_h

#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** Sets the zeros of a mask of 0 and 1 to 1 unless a path of zeros through voxel faces joins them to the border. */
void FillHoles(std::uint8_t * mask, const Zyx<std::int64_t> & size);

} // namespace vox

#endif
