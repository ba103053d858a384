// SPDX-License-Identifier: Apache-2.0
#include "voxLesions.h"

#include "voxLesionMap.h"
#include "voxSurfaceDistance.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace vox
{
namespace
{

using Extents = std::map<std::int32_t, LesionExtent>;

/** All pairs that overlap by more than the threshold. */
std::vector<LesionPair>
Candidates(const at::Tensor & reference, const at::Tensor & prediction, const Extents & references,
           const Extents & predictions, double threshold)
{
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> overlaps;
  const std::int32_t * r = ValuesOf<std::int32_t>(reference);
  const std::int32_t * p = ValuesOf<std::int32_t>(prediction);
  for (std::int64_t i = 0; i < reference.numel(); ++i)
  {
    if (r[i] != 0 && p[i] != 0)
    {
      ++overlaps[{r[i], p[i]}];
    }
  }
  std::vector<LesionPair> pairs;
  for (const auto & [values, both] : overlaps)
  {
    LesionPair pair;
    pair.reference = values.first;
    pair.prediction = values.second;
    pair.referenceVoxels = references.at(values.first).voxels;
    pair.predictionVoxels = predictions.at(values.second).voxels;
    const std::int64_t sum = pair.referenceVoxels + pair.predictionVoxels;
    pair.iou = static_cast<double>(both) / static_cast<double>(sum - both);
    pair.dice = 2.0 * static_cast<double>(both) / static_cast<double>(sum);
    if (pair.iou > threshold * (1.0 + 1e-9))
    {
      pairs.push_back(pair);
    }
  }
  return pairs;
}

std::vector<LesionPair>
OneToOne(std::vector<LesionPair> candidates)
{
  std::ranges::stable_sort(candidates, std::greater<>(), &LesionPair::iou);
  std::set<std::int32_t> references;
  std::set<std::int32_t> predictions;
  std::vector<LesionPair> pairs;
  for (const LesionPair & pair : candidates)
  {
    if (!references.contains(pair.reference) && !predictions.contains(pair.prediction))
    {
      references.insert(pair.reference);
      predictions.insert(pair.prediction);
      pairs.push_back(pair);
    }
  }
  std::ranges::sort(pairs, {}, &LesionPair::reference);
  return pairs;
}

/** Around both, with one voxel more along the axes that the image has: a lesion of one slice is not a 2D image. */
Box
BoxAround(const Box & a, const Box & b, const at::Tensor & map)
{
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t margin = map.size(static_cast<std::int64_t>(axis)) > 1 ? 1 : 0;
    box.lower[axis] = std::min(a.lower[axis], b.lower[axis]) - margin;
    box.upper[axis] = std::max(a.upper[axis], b.upper[axis]) + margin;
  }
  return box;
}

std::optional<double>
Ratio(double numerator, double denominator)
{
  return denominator > 0.0 ? std::optional(numerator / denominator) : std::nullopt;
}

void
RequireMaps(const at::Tensor & reference, const at::Tensor & prediction)
{
  if (reference.dim() != 3 || reference.sizes() != prediction.sizes())
  {
    Fail(ErrorKind::Internal, "lesions: found maps of shape [{}] and [{}], expected equal ones [D, H, W]",
         fmt::join(reference.sizes(), ", "), fmt::join(prediction.sizes(), ", "));
  }
}

} // namespace

LesionMeasures
MeasureInstances(const at::Tensor & reference, const at::Tensor & prediction, const Zyx<double> & spacingMm,
                 const EvaluationOptions & options)
{
  Validate(options);
  RequireMaps(reference, prediction);
  const LesionOptions lesionOptions = options.lesions.value_or(LesionOptions());
  const at::Tensor referenceMap = Contiguous(reference);
  const at::Tensor predictionMap = Contiguous(prediction);
  const Extents references = LesionExtents(referenceMap);
  const Extents predictions = LesionExtents(predictionMap);

  LesionMeasures result;
  result.referenceLesions = static_cast<std::int64_t>(references.size());
  result.predictionLesions = static_cast<std::int64_t>(predictions.size());
  result.pairs = OneToOne(Candidates(referenceMap, predictionMap, references, predictions, lesionOptions.iouThreshold));
  double iou = 0.0;
  double dice = 0.0;
  double distance = 0.0;
  for (LesionPair & pair : result.pairs)
  {
    iou += pair.iou;
    dice += pair.dice;
    if (options.distances)
    {
      const Box box = BoxAround(references.at(pair.reference).box, predictions.at(pair.prediction).box, referenceMap);
      const auto distances = MeasureSurfaceDistances(LesionMask(referenceMap, pair.reference, box),
                                                     LesionMask(predictionMap, pair.prediction, box), spacingMm,
                                                     options.hausdorffDefinition);
      pair.hausdorff95Mm = RobustHausdorffMm(*distances, options.percentile, options.hausdorffDefinition);
      distance += *pair.hausdorff95Mm;
    }
  }
  const auto matched = static_cast<double>(result.pairs.size());
  const auto ofReference = static_cast<double>(references.size());
  const auto ofPrediction = static_cast<double>(predictions.size());
  result.precision = Ratio(matched, ofPrediction);
  result.sensitivity = Ratio(matched, ofReference);
  result.f1 = Ratio(2.0 * matched, ofReference + ofPrediction);
  result.panopticQuality = Ratio(2.0 * iou, ofReference + ofPrediction);
  result.segmentationQuality = Ratio(iou, matched);
  result.meanDice = Ratio(dice, matched);
  result.meanHausdorff95Mm = options.distances ? Ratio(distance, matched) : std::nullopt;
  return result;
}

LesionMeasures
MeasureLesions(const at::Tensor & reference, const at::Tensor & prediction, const Zyx<double> & spacingMm,
               const EvaluationOptions & options)
{
  RequireMaps(reference, prediction);
  const LesionOptions lesionOptions = options.lesions.value_or(LesionOptions());
  const double voxelMm3 = spacingMm.z * spacingMm.y * spacingMm.x;
  const double minimumVoxels = lesionOptions.minimumMm3 / voxelMm3 * (1.0 - 1e-9);
  const auto lesions = [&](const at::Tensor & mask) {
    return LabelLesions(mask, lesionOptions.connectivity, minimumVoxels);
  };
  return MeasureInstances(lesions(reference), lesions(prediction), spacingMm, options);
}

} // namespace vox
