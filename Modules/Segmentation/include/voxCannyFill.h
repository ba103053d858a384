// SPDX-License-Identifier: Apache-2.0
#ifndef voxCannyFill_h
#define voxCannyFill_h

#include "voxSegmentedVolume.h"

#include <optional>

namespace vox
{

/** What closed edges enclose becomes label 1. Edges are Canny's: after a Gaussian of `sigmaMm`, voxels whose gradient
 * magnitude (intensity per mm) is largest along the gradient's direction, above `lower`, and joined through such
 * voxels (full connectivity) to one above `upper`. Gaps up to about 2 `closingMm` are closed by a ball, and holes
 * filled: voxels from which no path through faces reaches the border of the image. Edges that enclose nothing are
 * dropped, those around a hole belong to the foreground.
 *
 * `found`: "lower" and "upper", in intensity per mm. A constant image has no edges and becomes background as a whole.
 * Source: Canny 1986, DOI 10.1109/TPAMI.1986.4767851. */
struct CannyFillOptions
{
  double sigmaMm = 1.0;
  std::optional<double> upper{}; ///< null: 0.7 quantile of the gradient magnitudes above 0
  std::optional<double> lower{}; ///< null: 0.4 x upper
  double closingMm = 2.0;
  bool bySlice = false; ///< fills each slice by itself: edges of slices thicker than pixels do not meet between them
};

template <typename TVisitor>
void
VisitFields(CannyFillOptions & o, TVisitor && visit)
{
  visit("sigma_mm", o.sigmaMm, "standard deviation of the Gaussian in mm; 0: none");
  visit("upper", o.upper, "an edge has a gradient above it somewhere, intensity per mm; null: 0.7 quantile");
  visit("lower", o.lower, "an edge ends where its gradient falls below; null: 0.4 x upper");
  visit("closing_mm", o.closingMm, "radius of the ball that closes gaps between edges; 0: none");
  visit("by_slice", o.bySlice, "fill holes in each slice (z) by itself");
}

/** Throws Error(Usage). */
void Validate(const CannyFillOptions & options);

[[nodiscard]] SegmentedVolume CannyFill(const Volume & image, const CannyFillOptions & options = {});

} // namespace vox

#endif
