// SPDX-License-Identifier: Apache-2.0
#ifndef voxGaussianBlur_h
#define voxGaussianBlur_h

#include "voxZyx.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** exp(-x^2 / (2 sigma^2)) at whole x, normalised to sum 1. The number of taps is the odd number nearest to 6 sigma +
 * 0.5 after rounding half to even (sigma 0.5: 3 taps, 0.6: 5, 1: 7), batchgeneratorsv2's rule. Requires sigma > 0. */
[[nodiscard]] std::vector<float> GaussianKernel(double sigmaVoxels);

/** Separable Gaussian blur of one channel [D, H, W] in place, axes in the order z, y, x, reflected at the borders
 * without repeating the border voxel. An axis with sigma 0, or of one voxel, is left alone. */
void GaussianBlur(std::span<float> channel, const Zyx<std::int64_t> & size, const Zyx<double> & sigmaVoxels);

} // namespace vox

#endif
