// SPDX-License-Identifier: Apache-2.0
#ifndef voxOtsu_h
#define voxOtsu_h

#include "voxSegmentedVolume.h"

#include <cstdint>

namespace vox
{

/** Otsu's threshold: the edge between two bins of the histogram that makes the variance between the two classes,
 * w0 w1 (m0 - m1)^2, largest; w are parts of the voxels, m means of bin centers. The bins are equally wide and span the
 * intensities of the image; of equal maxima the lowest is taken. Label 1 is the foreground side; a voxel of exactly the
 * threshold is brighter. `found`: "thresholds", a list of one. A constant image is Error(BadInput): it has no two
 * classes. Source: Otsu 1979, DOI 10.1109/TSMC.1979.4310076. */
struct OtsuOptions
{
  ForegroundSide foreground = ForegroundSide::Brighter;
  std::int64_t bins = 256;
};

template <typename TVisitor>
void
VisitFields(OtsuOptions & o, TVisitor && visit)
{
  visit("foreground", o.foreground, "side of the threshold that becomes label 1: brighter or darker");
  visit("bins", o.bins, "of the histogram, 2 to 65536, equally wide over the image's intensities");
}

/** Throws Error(Usage). */
void Validate(const OtsuOptions & options);

[[nodiscard]] SegmentedVolume Otsu(const Volume & image, const OtsuOptions & options = {});

} // namespace vox

#endif
