// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanarShape_h
#define voxPlanarShape_h

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** A place in a slice, in pixels: whole numbers are the centers of pixels. */
struct PlanePoint
{
  double row = 0.0;
  double column = 0.0;

  friend bool operator==(const PlanePoint &, const PlanePoint &) = default;
};

/** A closed contour: the last point is joined to the first. */
using PlaneContour = std::vector<PlanePoint>;

/** The pixels whose centers lie inside an odd number of the contours: sets `mask` (rows * columns values) there. Places
 * are rounded to 1/4096 pixel, so that a center on a contour is decided by a rule and not by rounding: it belongs to
 * the shape on whose left or upper edge it lies. */
void FillEvenOdd(const std::vector<PlaneContour> & contours, std::int64_t rows, std::int64_t columns,
                 std::vector<std::uint8_t> & mask);

/** Contours that FillEvenOdd fills to exactly the pixels of the mask: they run through the middle between the centers
 * of neighbors of which one is inside. Pixels that touch at a corner only are apart. Holes are joined to the contour
 * around them by a channel of no width halfway between two rows, so that each connected shape is one contour. */
[[nodiscard]] std::vector<PlaneContour> TraceContours(std::span<const std::uint8_t> mask, std::int64_t rows,
                                                      std::int64_t columns);

} // namespace vox

#endif
