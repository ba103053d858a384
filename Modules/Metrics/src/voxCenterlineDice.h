// SPDX-License-Identifier: Apache-2.0
#ifndef voxCenterlineDice_h
#define voxCenterlineDice_h

#include "voxBitMask.h"

#include <array>

namespace vox
{

/** How much of the skeleton of each mask lies in the other. */
struct CenterlineOverlap
{
  double precision = 0.0;   ///< share of the prediction's skeleton that lies in the reference
  double sensitivity = 0.0; ///< share of the reference's skeleton that lies in the prediction
  double clDice = 0.0;      ///< their harmonic mean, 0 where both are
};

/** Centerline Dice of two masks on one grid, a box that holds both; neither is empty (Shit et al., CVPR 2021, DOI
 * 10.1109/CVPR46437.2021.01629). Skeletons are those of SkeletonOf; they have no spacing. */
[[nodiscard]] CenterlineOverlap MeasureCenterlines(const BitMask & reference, const BitMask & prediction,
                                                   const std::array<bool, 3> & measured, int threads);

} // namespace vox

#endif
