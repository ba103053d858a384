// SPDX-License-Identifier: Apache-2.0
#ifndef voxMultiOtsu_h
#define voxMultiOtsu_h

#include "voxSegmentedVolume.h"

#include <cstdint>

namespace vox
{

/** Otsu's method with several thresholds: those bin edges that make the variance between the classes, the sum of
 * w_k (m_k - m)^2, largest, found by trying all of them. With `valleyEmphasis` it is the sum of w_k m_k^2, m counted
 * in bins from the lowest, times 1 - the sum of the frequencies of the bins below the thresholds, which moves
 * thresholds into valleys of the histogram.
 *
 * Labels are 0 to `thresholds`; which end is background says `foreground`. A voxel of exactly a threshold is brighter.
 * `found`: "thresholds", ascending. Error(BadInput) for an image whose intensities fill fewer bins than there are
 * classes, a constant one among them. Sources: Otsu 1979, DOI 10.1109/TSMC.1979.4310076; Liao, Chen, Chung 2001, "A
 * fast algorithm for multilevel thresholding"; valley emphasis: Ng 2006, DOI 10.1016/j.patrec.2006.03.009. */
struct MultiOtsuOptions
{
  std::int64_t thresholds = 2;
  ForegroundSide foreground = ForegroundSide::Brighter;
  std::int64_t bins = 128; ///< the work grows with bins to the power of thresholds
  bool valleyEmphasis = false;
};

template <typename TVisitor>
void
VisitFields(MultiOtsuOptions & o, TVisitor && visit)
{
  visit("thresholds", o.thresholds, "number of thresholds, 1 or more; there is one class more");
  visit("foreground", o.foreground, "brighter: the darkest class is background; darker: the brightest one is");
  visit("bins", o.bins, "of the histogram, equally wide over the image's intensities");
  visit("valley_emphasis", o.valleyEmphasis, "prefer thresholds in valleys of the histogram");
}

/** Throws Error(Usage), also for more than 50 million combinations of thresholds. */
void Validate(const MultiOtsuOptions & options);

[[nodiscard]] SegmentedVolume MultiOtsu(const Volume & image, const MultiOtsuOptions & options = {});

} // namespace vox

#endif
