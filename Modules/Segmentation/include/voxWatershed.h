// SPDX-License-Identifier: Apache-2.0
#ifndef voxWatershed_h
#define voxWatershed_h

#include "voxObjectConnectivity.h"
#include "voxSegmentedVolume.h"

namespace vox
{

/** Basins of the gradient magnitude, flooded from its minima. The image is smoothed by a Gaussian of `sigmaMm`; the
 * gradient, in intensity per mm, is divided by its largest value and raised to `threshold` where it is below, so that
 * noise in flat parts makes no basins; minima less deep than `level` make none of their own.
 *
 * Every voxel belongs to a basin; labels are 1, 2, ... by decreasing size, of equal ones the first in memory before the
 * others. With `lines` the voxels where basins meet are 0. A constant image is one basin. With markers, a label map of
 * the same grid, basins grow from the markers alone and keep their labels; `level` has no meaning then. Markers that
 * are all 0, or in part below 0, are Error(BadInput). `found`: "basins", their number. Source: Meyer 1994, DOI
 * 10.1016/0165-1684(94)90060-4. */
struct WatershedOptions
{
  double sigmaMm = 1.0;
  double level = 0.1;
  double threshold = 0.01;
  bool lines = false;
  ObjectConnectivity connectivity = ObjectConnectivity::Face;
};

template <typename TVisitor>
void
VisitFields(WatershedOptions & o, TVisitor && visit)
{
  visit("sigma_mm", o.sigmaMm, "standard deviation of the Gaussian in mm; 0: none");
  visit("level", o.level, "depth of a basin of its own, as a part of the largest gradient, 0 to 1");
  visit("threshold", o.threshold, "smaller gradients count as this one, as a part of the largest, 0 to 1");
  visit("lines", o.lines, "leave the voxels where basins meet background");
  visit("connectivity", o.connectivity, "neighbors of a voxel: face (6, 4 in 2D) or full (26, 8 in 2D)");
}

/** Throws Error(Usage). */
void Validate(const WatershedOptions & options);

/** `markers` may be null. */
[[nodiscard]] SegmentedVolume Watershed(const Volume & image, const WatershedOptions & options = {},
                                        const Volume * markers = nullptr);

} // namespace vox

#endif
