// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluation.h"

#include "voxBitSurface.h"
#include "voxBoundaryIou.h"
#include "voxCenterlineDice.h"
#include "voxMaskDistances.h"
#include "voxOverlap.h"
#include "voxParallelFor.h"
#include "voxStructureMasks.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

namespace vox
{
namespace
{

std::vector<std::int64_t>
Sorted(std::vector<std::int64_t> values)
{
  std::sort(values.begin(), values.end());
  return values;
}

void
RequireUsableStructures(std::span<const LabelEntry> structures, std::optional<std::int64_t> ignoreLabel)
{
  for (std::size_t i = 0; i < structures.size(); ++i)
  {
    const LabelEntry & structure = structures[i];
    if (structure.values.empty())
    {
      Fail(ErrorKind::BadInput, "structure '{}': found no label value, expected one or more", structure.name);
    }
    for (const std::int64_t value : structure.values)
    {
      if (value < 0)
      {
        Fail(ErrorKind::BadInput, "structure '{}': found the label value {}, expected 0 or more", structure.name,
             value);
      }
      if (value == ignoreLabel)
      {
        Fail(ErrorKind::BadInput, "structure '{}': its value {} is the ignore label", structure.name, value);
      }
    }
    for (std::size_t j = 0; j < i; ++j)
    {
      if (Sorted(structures[j].values) == Sorted(structure.values))
      {
        Fail(ErrorKind::BadInput, "structures '{}' and '{}' hold the same label values {}; give each its own",
             structures[j].name, structure.name, fmt::join(structure.values, ", "));
      }
    }
  }
}

/** Largest distance that fits into the image. Axes of one voxel have no extent, unless all are. */
double
DiagonalMm(const ImageGeometry & geometry)
{
  double sum = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (geometry.size[axis] > 1 || Product(geometry.size) == 1)
    {
      const double extent = static_cast<double>(geometry.size[axis]) * geometry.spacingMm[axis];
      sum += extent * extent;
    }
  }
  return std::sqrt(sum);
}

std::optional<double>
Ratio(std::int64_t numerator, std::int64_t denominator)
{
  if (denominator == 0)
  {
    return std::nullopt;
  }
  return static_cast<double>(numerator) / static_cast<double>(denominator);
}

StructureMeasures
OverlapMeasures(const LabelEntry & structure, const ConfusionCounts & counts, double voxelMl)
{
  const auto [tp, fp, fn, tn] = counts;
  StructureMeasures result;
  result.name = structure.name;
  result.values = structure.values;
  result.isList = structure.isList;
  result.truePositives = tp;
  result.falsePositives = fp;
  result.falseNegatives = fn;
  result.trueNegatives = tn;
  result.referenceMl = static_cast<double>(tp + fn) * voxelMl;
  result.predictionMl = static_cast<double>(tp + fp) * voxelMl;
  result.dice = Ratio(2 * tp, 2 * tp + fp + fn);
  result.iou = Ratio(tp, tp + fp + fn);
  result.precision = Ratio(tp, tp + fp);
  result.recall = Ratio(tp, tp + fn);
  result.specificity = Ratio(tn, tn + fp);
  result.accuracy = Ratio(tp + tn, tp + tn + fp + fn);
  result.relativeVolumeDifference = Ratio(fp - fn, tp + fn);
  return result;
}

/** The box with one voxel more on each side along the axes longer than one voxel, so that a structure of one slice in a
 * volume does not pass for a 2D image. */
Box
WithMargin(const Box & box, const Zyx<std::int64_t> & size)
{
  Box result = box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (size[axis] > 1)
    {
      result.lower[axis] -= 1;
      result.upper[axis] += 1;
    }
  }
  return result;
}

/** What surfaces and skeletons of a structure that one map lacks have in common with nothing. */
void
AddMeasuresOfNothing(StructureMeasures & measures, const EvaluationOptions & options)
{
  if (options.distances)
  {
    measures.nsd = 0.0; // no surface voxel has a counterpart, at any tolerance
    measures.boundaryIou = 0.0;
  }
  if (options.clDice)
  {
    measures.clDice = 0.0;
    (measures.falseNegatives > 0 ? measures.topologySensitivity : measures.topologyPrecision) = 0.0;
  }
}

void
AddDistanceMeasures(StructureMeasures & measures, const BitMask & reference, const BitMask & prediction,
                    const std::array<bool, 3> & measured, const Zyx<double> & spacingMm,
                    const EvaluationOptions & options, int threads)
{
  const SurfaceDistances distances =
      DistancesBetween(reference, prediction, measured, spacingMm, options.hausdorffDefinition, threads);
  measures.hausdorffMm = HausdorffMm(distances);
  measures.hausdorff95Mm = RobustHausdorffMm(distances, options.percentile, options.hausdorffDefinition);
  measures.assdMm = AverageSymmetricSurfaceDistanceMm(distances);
  measures.masdMm = MeanOfDirectedSurfaceDistancesMm(distances);
  measures.nsd = NormalizedSurfaceDistance(distances, options.nsdToleranceMm);
  measures.boundaryIou = BoundaryIou(reference, prediction, measured, spacingMm, options.boundaryWidthMm);
}

/** Whatever looks at the masks as a whole. */
void
AddMeasuresOfShape(StructureMeasures & measures, const StructureMasks & masks, const LabelOverlap & overlap,
                   const ImageGeometry & geometry, const EvaluationOptions & options, int threads)
{
  if (IsAbsentInBoth(measures))
  {
    return;
  }
  if (IsAbsentInOne(measures))
  {
    AddMeasuresOfNothing(measures, options);
    return;
  }
  const auto [reference, prediction] =
      masks.BitsInside(BoxOf(overlap, measures.values), SlabBoxesOf(overlap, measures.values), measures.values);
  const std::array<bool, 3> measured = MeasuredAxes(geometry.size);
  if (options.distances)
  {
    AddDistanceMeasures(measures, reference, prediction, measured, geometry.spacingMm, options, threads);
  }
  if (options.clDice)
  {
    const CenterlineOverlap centerlines = MeasureCenterlines(reference, prediction, measured, threads);
    measures.clDice = centerlines.clDice;
    measures.topologyPrecision = centerlines.precision;
    measures.topologySensitivity = centerlines.sensitivity;
  }
}

} // namespace

bool
IsAbsentInBoth(const StructureMeasures & measures)
{
  return measures.truePositives + measures.falsePositives + measures.falseNegatives == 0;
}

bool
IsAbsentInOne(const StructureMeasures & measures)
{
  const bool inReference = measures.truePositives + measures.falseNegatives > 0;
  const bool inPrediction = measures.truePositives + measures.falsePositives > 0;
  return inReference != inPrediction;
}

CaseMeasures
EvaluateCase(const Volume & reference, const Volume & prediction, std::span<const LabelEntry> structures,
             const EvaluationOptions & options, std::optional<std::int64_t> ignoreLabel, const RunContext & context)
{
  Validate(options);
  RequireUsableStructures(structures, ignoreLabel);
  RequireSameGeometry(reference.geometry, "reference", prediction.geometry, "prediction");

  std::vector<std::int64_t> allowed;
  for (const LabelEntry & structure : structures)
  {
    allowed.insert(allowed.end(), structure.values.begin(), structure.values.end());
  }
  const int threads = context.ThreadCount();
  const LabelOverlap overlap = CountOverlap(reference, prediction, allowed, ignoreLabel, threads);
  const double voxelMl = VoxelVolumeMm3(reference.geometry) / 1000.0;
  const StructureMasks masks(reference, prediction, ignoreLabel);

  CaseMeasures result;
  result.diagonalMm = DiagonalMm(reference.geometry);
  result.structures.resize(structures.size());

  // Structures side by side; a filter gets more than one thread only where there are fewer structures than threads.
  const auto count = static_cast<std::int64_t>(structures.size());
  const int together = static_cast<int>(std::clamp<std::int64_t>(count, 1, threads));
  const int threadsEach = std::max(1, threads / together);
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<std::int64_t> done = 0;
  ParallelFor(0, count, 1, together, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
    {
      context.ThrowIfCancelled();
      const LabelEntry & structure = structures[static_cast<std::size_t>(i)];
      StructureMeasures & measures = result.structures[static_cast<std::size_t>(i)];
      measures = OverlapMeasures(structure, CountsOf(overlap, structure.values), voxelMl);
      if (options.lesions)
      {
        const Box box = WithMargin(BoxOf(overlap, structure.values), reference.geometry.size);
        const auto [referenceMask, predictionMask] = masks.Inside(box, structure.values);
        measures.lesions = MeasureLesions(referenceMask, predictionMask, reference.geometry.spacingMm, options);
      }
      if (options.distances || options.clDice)
      {
        AddMeasuresOfShape(measures, masks, overlap, reference.geometry, options, threadsEach);
      }
      const std::int64_t finished = ++done;
      if (std::this_thread::get_id() == caller)
      {
        context.Report(static_cast<double>(finished) / static_cast<double>(count), structure.name);
      }
    }
  });
  return result;
}

} // namespace vox
