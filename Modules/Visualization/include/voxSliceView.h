// SPDX-License-Identifier: Apache-2.0
#ifndef voxSliceView_h
#define voxSliceView_h

#include "voxImageGeometry.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** A way to cut a volume in RAS order. Rows and columns run against the tensor axes: right, anterior and superior,
 * where the indices are highest, come first (left or top), as radiologists look at slices. */
struct SliceView
{
  const char * name;
  std::size_t normalAxis;
  std::size_t rowAxis;
  std::size_t columnAxis;
};

constexpr std::array<SliceView, 3> SliceViews{{{"Axial", 0, 1, 2}, {"Coronal", 1, 0, 2}, {"Sagittal", 2, 0, 1}}};

/** Extent in mm of a slice: rows, columns. */
[[nodiscard]] std::array<double, 2> ExtentMm(const SliceView & view, const ImageGeometry & geometry);

/** Letters at the left, right, top and bottom edge: the patient direction nearest to that side. */
[[nodiscard]] std::array<char, 4> EdgeLetters(const SliceView & view, const ImageGeometry & geometry);

/** Where a slice lies along the patient axis nearest to its normal: "S 12 mm", with a decimal for thin slices. */
[[nodiscard]] std::string SlicePosition(const SliceView & view, const ImageGeometry & geometry, std::int64_t index);

/** At most `count` different indices, evenly spaced through [first, last). */
[[nodiscard]] std::vector<std::int64_t> EvenIndices(std::int64_t first, std::int64_t last, std::int64_t count);

} // namespace vox

#endif
