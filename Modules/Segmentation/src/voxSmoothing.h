// SPDX-License-Identifier: Apache-2.0
#ifndef voxSmoothing_h
#define voxSmoothing_h

#include "voxItkImages.h"

namespace vox
{

/** Throws Error(Usage) unless the standard deviation is a finite number, 0 or more. */
void ValidateSigma(double sigmaMm);

/** The image after a Gaussian of this standard deviation, sampled by the spacing; the image itself for 0. Axes of one
 * voxel stay as they are; at the border the outermost voxels go on. */
[[nodiscard]] FloatImage::Pointer Smoothed(FloatImage::Pointer image, double sigmaMm);

} // namespace vox

#endif
