// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluation_h
#define voxEvaluation_h

#include "voxCalibration.h"
#include "voxDatasetDescription.h"
#include "voxEvaluationOptions.h"
#include "voxLesions.h"
#include "voxRunContext.h"
#include "voxVolume.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Measures of one structure in one case, with A the reference and B the prediction:
 * Dice = 2 TP / (2 TP + FP + FN), IoU = TP / (TP + FP + FN), precision = TP / (TP + FP), recall = TP / (TP + FN),
 * specificity = TN / (TN + FP), accuracy = (TP + TN) / all, relative volume difference = (FP - FN) / (TP + FN); a
 * quotient with denominator 0 is undefined. Distances: see voxSurfaceDistance.h.
 *
 * | structure  | Dice, IoU | precision, Tprec | recall, Tsens | rel. volume | distances | NSD, BIoU, clDice |
 * | in both    | value     | value            | value         | value       | value     | value             |
 * | only in A  | 0         | undefined        | 0             | -1          | undefined | 0                 |
 * | only in B  | 0         | 0                | undefined     | undefined   | undefined | 0                 |
 * | in neither | undefined | undefined        | undefined     | undefined   | undefined | undefined         |
 *
 * A measure that is undefined holds no value; the empty policy is applied when cases are aggregated, never here.
 * Distances, NSD and boundary IoU hold none either where EvaluationOptions::distances is off, and clDice, Tprec and
 * Tsens none unless EvaluationOptions::clDice is on. */
struct StructureMeasures
{
  std::string name;
  std::vector<std::int64_t> values; ///< label values that make up the structure
  bool isList = false;              ///< as in LabelEntry: decides the key in a summary
  std::int64_t truePositives = 0;
  std::int64_t falsePositives = 0;
  std::int64_t falseNegatives = 0;
  std::int64_t trueNegatives = 0;
  double referenceMl = 0.0;
  double predictionMl = 0.0;
  std::optional<double> dice;
  std::optional<double> iou;
  std::optional<double> precision;
  std::optional<double> recall;
  std::optional<double> specificity;
  std::optional<double> accuracy;
  std::optional<double> relativeVolumeDifference; ///< above 0: the prediction is larger
  std::optional<double> hausdorffMm;
  std::optional<double> hausdorff95Mm; ///< at EvaluationOptions::percentile, 95 unless set otherwise
  std::optional<double> assdMm;        ///< mean over both directions together
  std::optional<double> masdMm;        ///< mean of the means of the two directions
  std::optional<double> nsd;           ///< at EvaluationOptions::nsdToleranceMm
  /** Intersection over union of the bands along the inner side of the surfaces: voxels of a mask at most
   * EvaluationOptions::boundaryWidthMm from the center of a surface voxel of that mask (Cheng et al., CVPR 2021, DOI
   * 10.1109/CVPR46437.2021.01508, with Euclidean distances in mm instead of a square of pixels). */
  std::optional<double> boundaryIou;
  /** Centerline Dice = 2 Tprec Tsens / (Tprec + Tsens), 0 where both are 0, of the skeletons by thinning (Lee, Kashyap,
   * Chu, 1994) in 3D as in 2D (Shit et al., CVPR 2021, DOI 10.1109/CVPR46437.2021.01629). */
  std::optional<double> clDice;
  std::optional<double> topologyPrecision;   ///< Tprec: share of the skeleton of B inside A
  std::optional<double> topologySensitivity; ///< Tsens: share of the skeleton of A inside B
  std::optional<LesionMeasures> lesions;     ///< where EvaluationOptions::lesions is set
  CalibrationMeasures calibration = {};      ///< undefined unless the caller measured probabilities
};

/** True if neither map holds the structure: nothing to measure, left out of every mean. */
[[nodiscard]] bool IsAbsentInBoth(const StructureMeasures & measures);

/** True if exactly one map holds the structure (missed or hallucinated): the distances are what the empty policy says.
 */
[[nodiscard]] bool IsAbsentInOne(const StructureMeasures & measures);

struct CaseMeasures
{
  std::string referenceFile;
  std::string predictionFile;
  /** Of the image, from face to face, for the empty policy of that name; axes of one voxel have no extent. */
  double diagonalMm = 0.0;
  std::vector<StructureMeasures> structures;
  CalibrationMeasures calibration = {}; ///< over all classes; undefined unless the caller measured probabilities
};

/** Measures every structure of a case on the reference's grid. Both volumes are label maps of the same geometry.
 * Throws Error(BadInput): other size, spacing or place in the world (RequireSameGeometry), a value in either map that
 * is not among the structures, background (0) or the ignore label, values that are no whole numbers, a structure
 * without values or with one below 0, two structures of the same values. Voxels where the reference holds the ignore
 * label count nowhere: they are outside of every mask, of the prediction's too. Structures are measured side by side on
 * at most context.ThreadCount() threads; each at work takes what MeasureSurfaceDistances says. The file names of the
 * result are left to the caller. */
[[nodiscard]] CaseMeasures EvaluateCase(const Volume & reference, const Volume & prediction,
                                        std::span<const LabelEntry> structures, const EvaluationOptions & options,
                                        std::optional<std::int64_t> ignoreLabel = std::nullopt,
                                        const RunContext & context = {});

} // namespace vox

#endif
