// SPDX-License-Identifier: Apache-2.0
#ifndef voxOrientation_h
#define voxOrientation_h

#include "voxVolume.h"

#include <array>
#include <string>

namespace vox
{

/** One of the 48 ways to permute and flip the three tensor axes. New axis i is old axis `source[i]`, reversed where
 * `flipped[i]`. The identity by default. */
struct AxisOrder
{
  std::array<int, 3> source{0, 1, 2};
  std::array<bool, 3> flipped{false, false, false};

  friend bool operator==(const AxisOrder &, const AxisOrder &) = default;
};

[[nodiscard]] AxisOrder Inverse(const AxisOrder & order);

/** `second` after `first` as one step. */
[[nodiscard]] AxisOrder Compose(const AxisOrder & first, const AxisOrder & second);

[[nodiscard]] ImageGeometry Reordered(const ImageGeometry & geometry, const AxisOrder & order);

/** Voxels keep their world position. A contiguous copy unless the order is the identity. */
[[nodiscard]] Volume Reordered(const Volume & volume, const AxisOrder & order);

/** The order that brings the x, y, z axes as near as possible to the patient's right, anterior, superior ("RAS", the
 * closest canonical orientation of NIfTI). Among oblique directions the assignment with the largest sum of cosines
 * wins. */
[[nodiscard]] AxisOrder OrderToRas(const ImageGeometry & geometry);

/** Three letters for the directions that x, y, z point to, as in NIfTI tools: "RAS", "LPS", "PIR". */
[[nodiscard]] std::string OrientationCode(const ImageGeometry & geometry);

} // namespace vox

#endif
