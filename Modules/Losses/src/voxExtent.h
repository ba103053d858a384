// SPDX-License-Identifier: Apache-2.0
#ifndef voxExtent_h
#define voxExtent_h

#include "voxZyx.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace vox
{

/** Throws Error(Usage) unless `extentMm` is empty or three numbers above 0. */
void RequireExtent(const std::vector<double> & extentMm, const char * name);

/** Distance of neighboring voxels in mm where voxels of these spatial sizes, [D, H, W] or [H, W], cover `extentMm`; 1
 * where that is empty. Coarser outputs of a network so have a spacing of their own. The z of two dimensions is 1. */
[[nodiscard]] Zyx<double> SpacingOf(at::IntArrayRef sizes, const std::vector<double> & extentMm);

/** The least of the axes there are. */
[[nodiscard]] double SmallestSpacing(at::IntArrayRef sizes, const std::vector<double> & extentMm);

} // namespace vox

#endif
