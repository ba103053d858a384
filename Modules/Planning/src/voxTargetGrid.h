// SPDX-License-Identifier: Apache-2.0
#ifndef voxTargetGrid_h
#define voxTargetGrid_h

#include "voxFingerprint.h"

#include <array>
#include <optional>

namespace vox
{

/** The grid of the full-resolution configurations; axes after transposition. */
struct TargetGrid
{
  Zyx<double> spacingMm;
  Zyx<double> medianShape; ///< over the cases after resampling; may hold halves
  std::array<int, 3> transposeForward;
  std::array<int, 3> transposeBackward;
};

/** Median spacing, made finer on a coarse axis (the 10 % percentile) where spacing and voxel count both differ more
 * than threefold from the other axes; the axis of the coarsest spacing goes first. `overwriteSpacingMm` replaces the
 * spacing. */
[[nodiscard]] TargetGrid MakeTargetGrid(const Fingerprint & fingerprint,
                                        const std::optional<Zyx<double>> & overwriteSpacingMm);

/** Median over the cases of each axis of `rows`. */
[[nodiscard]] Zyx<double> MedianPerAxis(const std::vector<Zyx<double>> & rows);

/** New axis i is old axis order[i]. */
[[nodiscard]] Zyx<double> Transposed(const Zyx<double> & values, const std::array<int, 3> & order);

[[nodiscard]] std::vector<Zyx<double>> ToDouble(const std::vector<Zyx<std::int64_t>> & rows);

} // namespace vox

#endif
