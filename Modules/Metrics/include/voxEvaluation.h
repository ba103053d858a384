// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluation_h
#define voxEvaluation_h

#include "voxDatasetDescription.h"
#include "voxEvaluationOptions.h"
#include "voxRunContext.h"
#include "voxVolume.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Measures of one structure in one case, with A the reference and B the prediction:
 * Dice = 2 TP / (2 TP + FP + FN), IoU = TP / (TP + FP + FN), precision = TP / (TP + FP), recall = TP / (TP + FN); a
 * quotient with denominator 0 is undefined. Distances: see voxSurfaceDistance.h.
 *
 * | structure    | Dice, IoU | precision | recall    | distances | NSD       |
 * | in both      | value     | value     | value     | value     | value     |
 * | only in A    | 0         | undefined | 0         | undefined | 0         |
 * | only in B    | 0         | 0         | undefined | undefined | 0         |
 * | in neither   | undefined | undefined | undefined | undefined | undefined |
 *
 * A measure that is undefined holds no value; the empty policy is applied when cases are aggregated, never here.
 * Distances and NSD hold none either where EvaluationOptions::distances is off. */
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
  std::optional<double> hausdorffMm;
  std::optional<double> hausdorff95Mm; ///< at EvaluationOptions::percentile, 95 unless set otherwise
  std::optional<double> assdMm;
  std::optional<double> nsd; ///< at EvaluationOptions::nsdToleranceMm
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
};

/** Measures every structure of a case on the reference's grid. Both volumes are label maps of the same geometry.
 * Throws Error(BadInput): other size, spacing or place in the world (RequireSameGeometry), a value in either map that
 * is not among the structures, background (0) or the ignore label, a structure without values, two structures of the
 * same values. Voxels where the reference holds the ignore label count nowhere: they are outside of every mask, of the
 * prediction's too. Structures are measured side by side on at most context.ThreadCount() threads; a distance map takes
 * about 25 bytes a voxel of the box around a structure. The file names of the result are left to the caller. */
[[nodiscard]] CaseMeasures EvaluateCase(const Volume & reference, const Volume & prediction,
                                        std::span<const LabelEntry> structures, const EvaluationOptions & options,
                                        std::optional<std::int64_t> ignoreLabel = std::nullopt,
                                        const RunContext & context = {});

} // namespace vox

#endif
