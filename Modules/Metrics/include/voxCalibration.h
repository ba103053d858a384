// SPDX-License-Identifier: Apache-2.0
#ifndef voxCalibration_h
#define voxCalibration_h

#include "voxCalibrationOptions.h"
#include "voxDatasetDescription.h"
#include "voxVolume.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace vox
{

/** What the channels of probabilities are. */
enum class ProbabilityKind
{
  Classes, ///< channel k is the label value k, 0 background; they add up to 1
  Regions  ///< channel i is structure i; they may overlap
};

/** How well probabilities say how often they are right; both are 0 at best, and undefined without a counted voxel. */
struct CalibrationMeasures
{
  /** Expected calibration error: voxels in B bins of equal width over [0, 1], each (low, high], 0 in the first; the sum
   * over the bins of their share of the voxels times |mean probability - share that is right| (Guo et al., ICML 2017,
   * arXiv 1706.04599). */
  std::optional<double> expectedCalibrationError;
  std::optional<double> brier;
};

struct CaseCalibration
{
  /** Over all classes: the ECE of the largest probability of a voxel, right where its class (of equal ones the first)
   * is the reference's; the Brier score in its multi-class form, the mean over voxels of sum_k (p_k - y_k)^2, from 0
   * to 2 (Brier, Monthly Weather Review 78(1), 1950, DOI 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2). Undefined
   * for regions, which are not exclusive. */
  CalibrationMeasures classes;
  /** Of each structure against the rest, with p the probability of the structure (for classes the sum over its values)
   * and y whether the reference holds it: ECE of p, and the mean of (p - y)^2, from 0 to 1. */
  std::vector<CalibrationMeasures> structures;
};

/** Measures probabilities float32 [K, D, H, W] against a label map int32 [1, D, H, W] of the same geometry, over all
 * voxels but those of the ignore label: most are background, so compare methods, not data sets. Throws Error(BadInput):
 * other geometry; NaN or a value outside [0, 1] by more than 1e-5, with channel and voxel of the first; classes that
 * add up to anything but 1 within 1e-3; too few channels for the values of the structures or, for regions, another
 * number than there are structures; a reference value that is no class. Error(Usage) for options that do not
 * validate. */
[[nodiscard]] CaseCalibration MeasureCalibration(const Volume & probabilities, const Volume & reference,
                                                 ProbabilityKind kind, std::span<const LabelEntry> structures,
                                                 const CalibrationOptions & options = {},
                                                 std::optional<std::int64_t> ignoreLabel = std::nullopt);

} // namespace vox

#endif
