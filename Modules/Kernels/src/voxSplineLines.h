// SPDX-License-Identifier: Apache-2.0
#ifndef voxSplineLines_h
#define voxSplineLines_h

#include "voxAxisTaps.h"

#include <cstdint>
#include <limits>

namespace vox::kernels
{

/** Values outside are moved to the nearer bound. */
struct ClipRange
{
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();
};

/** `lanes` lines side by side, so that the recursion along a line becomes vector arithmetic across lines: double
 * [count + 4][lanes], where rows 2 to count + 1 belong to the samples and the others to their continuation. */

/** Turns samples into coefficients of the interpolating cubic B-spline, in place, all count + 4 rows. The line is
 * continued by its end samples without limit. */
void SplineCoefficients(double * lines, std::int64_t count, std::int64_t lanes);

/** output[k * outputStride + lane] of each output sample. */
void EvaluateSpline(const double * lines, std::int64_t lanes, const CubicTaps & taps, float * output,
                    std::int64_t outputStride, const ClipRange & clip);

} // namespace vox::kernels

#endif
