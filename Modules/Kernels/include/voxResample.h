// SPDX-License-Identifier: Apache-2.0
#ifndef voxResample_h
#define voxResample_h

#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox::kernels
{

/** The input sample that each output sample of one axis takes under order 0: floor((k + 0.5) * inputSize / outputSize),
 * computed as SciPy does and kept inside. Throws Error(Internal) for a size below 1. */
[[nodiscard]] std::vector<std::int64_t> NearestIndices(std::int64_t inputSize, std::int64_t outputSize);

/** Resizes one scalar volume [D, H, W] in C order, like skimage.transform.resize(mode="edge", anti_aliasing=False,
 * clip=True): voxel k of the output lies at (k + 0.5) * inSize / outSize - 0.5 of the input, so grids align at voxel
 * edges.
 *
 * order 0: nearest (floor(coordinate + 0.5)); order 1: linear; order 3: cubic B-spline interpolation with 12 edge
 * samples of padding and a reflecting prefilter (SciPy's), clipped to the range of the input. Axes of equal size are
 * left alone. Separable: one pass per changed axis, blocked in cache lines and run on `threads` threads; the result
 * does not depend on their number. float32 in and out, recursion and weights in double; agrees with SciPy in double to
 * 1e-6 of the range. Source: Unser et al., IEEE Trans. Signal Process. 41(2):821 (1993), DOI 10.1109/78.193220.
 * `output` must not overlap. Holds one intermediate volume of float at the most: the smaller of the two that the order
 * of the passes allows. Throws Error(Internal) for another order or a size below 1. */
void Resize(const float * input, const Zyx<std::int64_t> & inputSize, float * output,
            const Zyx<std::int64_t> & outputSize, int order, int threads);

} // namespace vox::kernels

#endif
