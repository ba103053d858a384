// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfaceDistance_h
#define voxSurfaceDistance_h

#include "voxEvaluationOptions.h"
#include "voxZyx.h"

#include <ATen/core/Tensor.h>

#include <optional>
#include <span>
#include <vector>

namespace vox
{

/** For each surface voxel of one mask, the Euclidean distance in mm from its center to the nearest center of a surface
 * voxel of the other, in the order of the voxels. A list is as long as its mask has surface voxels. */
struct SurfaceDistances
{
  std::vector<double> referenceToPredictionMm;
  std::vector<double> predictionToReferenceMm;
};

/** Measures between two masks [D, H, W] (bool or uint8, not zero = inside) of equal size.
 *
 * A surface voxel is a voxel of the mask with a face neighbor outside it; what lies beyond the image is outside. Axes
 * along which the image has a single voxel have no neighbors and no extent: D = 1 gives the 4-neighborhood and
 * distances in the plane. In an image of one voxel that voxel is surface.
 *
 * Exact in double precision: the masks are cropped to their common box and one distance map per direction is computed
 * (Maurer, Qi, Raghavan, "A linear time algorithm for computing exact Euclidean distance transforms of binary images in
 * arbitrary dimensions", IEEE TPAMI 25(2), 2003, DOI 10.1109/TPAMI.2003.1177156), with at most `threads` threads.
 *
 * No value when either mask is empty: there is no surface to measure to. Throws Error(Internal) for other shapes. */
[[nodiscard]] std::optional<SurfaceDistances> MeasureSurfaceDistances(const at::Tensor & reference,
                                                                      const at::Tensor & prediction,
                                                                      const Zyx<double> & spacingMm, int threads = 1);

/** Percentile with linear interpolation between the two nearest ranks: rank p/100 (n - 1), as numpy.percentile by
 * default. Requires at least one value and p in [0, 100]; the values are taken by copy and reordered. */
[[nodiscard]] double LinearPercentile(std::vector<double> values, double percentile);

/** Hausdorff distance: the largest of all distances. */
[[nodiscard]] double HausdorffMm(const SurfaceDistances & distances);

/** Percentile of the distances by the given definition; percentile 100 is the Hausdorff distance in both. */
[[nodiscard]] double RobustHausdorffMm(const SurfaceDistances & distances, double percentile,
                                       HausdorffDefinition definition);

/** Average symmetric surface distance: the mean over both lists together, so each surface voxel weighs the same. */
[[nodiscard]] double AverageSymmetricSurfaceDistanceMm(const SurfaceDistances & distances);

/** Normalized surface distance ("surface Dice", by counts of voxels): the share of all surface voxels of both masks
 * whose distance is at most the tolerance (Nikolov et al., J Med Internet Res 23(7):e26151, 2021, DOI 10.2196/26151).
 * The comparison has a relative slack of 1e-6, since three voxels of 0.1 mm are more than 0.3 mm in binary arithmetic.
 */
[[nodiscard]] double NormalizedSurfaceDistance(const SurfaceDistances & distances, double toleranceMm);

} // namespace vox

#endif
