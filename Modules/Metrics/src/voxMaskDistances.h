// SPDX-License-Identifier: Apache-2.0
#ifndef voxMaskDistances_h
#define voxMaskDistances_h

#include "voxBitMask.h"
#include "voxSurfaceDistance.h"

namespace vox
{

/** MeasureSurfaceDistances for two masks on one grid, a box that holds both; `measured` are the axes of the image with
 * neighbors (MeasuredAxes), since the box may be a single voxel long where the image is not. Neither mask is empty. */
[[nodiscard]] SurfaceDistances DistancesBetween(const BitMask & reference, const BitMask & prediction,
                                                const std::array<bool, 3> & measured, const Zyx<double> & spacingMm,
                                                HausdorffDefinition definition, int threads);

} // namespace vox

#endif
