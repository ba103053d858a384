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

/** For each surface element of one mask, the Euclidean distance in mm to the nearest of the other, in the order of the
 * voxels. A list is as long as its mask has elements. */
struct SurfaceDistances
{
  std::vector<double> referenceToPredictionMm;
  std::vector<double> predictionToReferenceMm;
  /** What each of them weighs: mm^2, or mm in a plane. Empty unless areas count (HausdorffDefinition): 1 each. */
  std::vector<double> referenceWeights;
  std::vector<double> predictionWeights;
};

/** Measures between two masks [D, H, W] (bool or uint8, not zero = inside) of equal size.
 *
 * What an element is says the definition: a voxel of the mask with a face neighbor outside it, a corner of voxels, or
 * every voxel. What lies beyond the image is outside. Axes along which the image has a single voxel have no neighbors
 * and no extent: D = 1 gives the 4-neighborhood and distances in the plane. In an image of one voxel that voxel is
 * surface.
 *
 * Exact: equal, but for the rounding of ties, to distance maps in double precision (Maurer, Qi, Raghavan, "A linear
 * time algorithm for computing exact Euclidean distance transforms of binary images in arbitrary dimensions", IEEE
 * TPAMI 25(2), 2003, DOI 10.1109/TPAMI.2003.1177156), but asked for at the elements alone. Runs on at most `threads`
 * threads with the same result. Takes at the most 300 bytes for each row along x of the common box of the masks (none
 * for rows without either), two more for each of its voxels, and 16 bytes an element.
 *
 * No value when either mask is empty: there is no surface to measure to. Throws Error(Internal) for other shapes. */
[[nodiscard]] std::optional<SurfaceDistances>
MeasureSurfaceDistances(const at::Tensor & reference, const at::Tensor & prediction, const Zyx<double> & spacingMm,
                        HausdorffDefinition definition = HausdorffDefinition::MaxOfPercentiles, int threads = 1);

/** Percentile with linear interpolation between the two nearest ranks: rank p/100 (n - 1), as numpy.percentile by
 * default. Requires at least one value and p in [0, 100]; the values are taken by copy and reordered. */
[[nodiscard]] double LinearPercentile(std::vector<double> values, double percentile);

/** Hausdorff distance: the largest of all distances. */
[[nodiscard]] double HausdorffMm(const SurfaceDistances & distances);

/** Percentile of the distances by the definition they were measured with; percentile 100 is the Hausdorff distance. */
[[nodiscard]] double RobustHausdorffMm(const SurfaceDistances & distances, double percentile,
                                       HausdorffDefinition definition);

/** Average symmetric surface distance (ASSD): the weighted mean over both lists together, so each element counts by its
 * weight alone. */
[[nodiscard]] double AverageSymmetricSurfaceDistanceMm(const SurfaceDistances & distances);

/** Mean average surface distance (MASD): the mean of the two directed weighted means, so each mask counts the same. */
[[nodiscard]] double MeanOfDirectedSurfaceDistancesMm(const SurfaceDistances & distances);

/** Normalized surface distance ("surface Dice"): the part of all elements of both masks, by weight, whose distance is
 * at most the tolerance (Nikolov et al., J Med Internet Res 23(7):e26151, 2021, DOI 10.2196/26151). The comparison has
 * a relative slack of 1e-6, since three voxels of 0.1 mm are more than 0.3 mm in binary arithmetic. */
[[nodiscard]] double NormalizedSurfaceDistance(const SurfaceDistances & distances, double toleranceMm);

} // namespace vox

#endif
