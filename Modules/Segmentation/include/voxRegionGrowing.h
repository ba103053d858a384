// SPDX-License-Identifier: Apache-2.0
#ifndef voxRegionGrowing_h
#define voxRegionGrowing_h

#include "voxObjectConnectivity.h"
#include "voxSegmentedVolume.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** What joins a voxel to the region. */
enum class RegionCriterion
{
  Confidence, ///< the interval mean +- multiplier x standard deviation, found from the region itself
  Range       ///< the fixed interval [lower, upper]
};
[[nodiscard]] std::span<const EnumName<RegionCriterion>> EnumNames(RegionCriterion);

/** The voxels that a path through voxels of the interval joins to a seed become label 1.
 *
 * Confidence: the first interval is that of the cubes of `radius` voxels around the seeds (at the border of the image
 * its outermost voxels count again); it is computed anew from the region `iterations` times, or until all voxels of the
 * region are equal, and always widened to hold the seeds. So a constant image becomes foreground as a whole. Range: a
 * seed outside the interval is Error(BadInput).
 *
 * `found`: "lower" and "upper". A seed outside the image is Error(BadInput). Sources: confidence
 * connection as in ITK 5.2 (DOI 10.3389/fninf.2014.00013); growing from seeds: Adams and Bischof 1994, DOI
 * 10.1109/34.295913. */
struct RegionGrowingOptions
{
  RegionCriterion criterion = RegionCriterion::Confidence;
  std::vector<Zyx<std::int64_t>> seedsVoxel{};
  std::vector<std::vector<double>> seedsLps{}; ///< three numbers each, taken to the nearest voxel
  std::optional<double> lower{};
  std::optional<double> upper{};
  double multiplier = 2.5;
  std::int64_t iterations = 4;
  std::int64_t radius = 1;
  ObjectConnectivity connectivity = ObjectConnectivity::Face;
};

template <typename TVisitor>
void
VisitFields(RegionGrowingOptions & o, TVisitor && visit)
{
  visit("criterion", o.criterion, "confidence: an interval found from the region; range: lower to upper");
  visit("seeds_voxel", o.seedsVoxel, "seeds as voxel indices [[z, y, x], ...], counted from 0; z is 0 in 2D");
  visit("seeds_lps", o.seedsLps, "seeds as world positions [[left, posterior, superior], ...] in mm");
  visit("lower", o.lower, "range: least intensity; null: no limit");
  visit("upper", o.upper, "range: largest intensity; null: no limit");
  visit("multiplier", o.multiplier, "confidence: standard deviations to either side of the mean");
  visit("iterations", o.iterations, "confidence: how often the interval is computed anew");
  visit("radius", o.radius, "confidence: voxels around a seed that give the first interval");
  visit("connectivity", o.connectivity, "neighbors of a voxel: face (6, 4 in 2D) or full (26, 8 in 2D)");
}

/** Throws Error(Usage), also without any seed. */
void Validate(const RegionGrowingOptions & options);

[[nodiscard]] SegmentedVolume RegionGrowing(const Volume & image, const RegionGrowingOptions & options);

} // namespace vox

#endif
