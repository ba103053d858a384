// SPDX-License-Identifier: Apache-2.0
#ifndef voxKMeans_h
#define voxKMeans_h

#include "voxSegmentedVolume.h"

#include <cstdint>

namespace vox
{

/** Intensities in classes around means: each voxel belongs to the nearest mean (the lower of two equally near), each
 * mean is that of its voxels. Lloyd's iteration from the quantiles (k + 1/2) / classes of the voxels; where two of
 * those are equal, from the same quantiles of the distinct values. It ends when no voxel changes its class, or after
 * `iterations`.
 *
 * Labels are 0 to classes - 1 in the order of the means; which end is background says `foreground`. `found`: "means",
 * ascending, and "iterations". A class that loses all of its voxels keeps its mean. Error(BadInput) for an image with
 * fewer distinct values than classes. Source: Lloyd 1982, DOI 10.1109/TIT.1982.1056489. */
struct KMeansOptions
{
  std::int64_t classes = 3;
  ForegroundSide foreground = ForegroundSide::Brighter;
  std::int64_t iterations = 200;
};

template <typename TVisitor>
void
VisitFields(KMeansOptions & o, TVisitor && visit)
{
  visit("classes", o.classes, "number of classes, 2 to 256");
  visit("foreground", o.foreground, "brighter: the darkest class is background; darker: the brightest one is");
  visit("iterations", o.iterations, "at the most; it ends before when nothing changes");
}

/** Throws Error(Usage). */
void Validate(const KMeansOptions & options);

[[nodiscard]] SegmentedVolume KMeans(const Volume & image, const KMeansOptions & options = {});

} // namespace vox

#endif
