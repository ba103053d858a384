// SPDX-License-Identifier: Apache-2.0
#include "voxMeasureTable.h"

#include <algorithm>
#include <cctype>
#include <limits>

namespace vox
{
namespace
{

using Reader = std::function<std::optional<double>(const CaseMeasures &, const StructureMeasures &)>;

std::optional<double>
EmptyDistance(const CaseMeasures & ofCase, const EvaluationOptions & options)
{
  switch (options.emptyPolicy)
  {
  case EmptyPolicy::Infinity:
    return std::numeric_limits<double>::infinity();
  case EmptyPolicy::Undefined:
    return std::nullopt;
  case EmptyPolicy::Diagonal:
    return ofCase.diagonalMm;
  case EmptyPolicy::Millimeters:
    return options.emptyDistanceMm;
  }
  Fail(ErrorKind::Internal, "empty policy {} is not known", static_cast<int>(options.emptyPolicy));
}

/** Reads a distance, with the policy in the place of a missed or hallucinated structure. */
Reader
Distance(std::optional<double> StructureMeasures::*field, const EvaluationOptions & options)
{
  return [field, options](const CaseMeasures & ofCase, const StructureMeasures & structure) {
    return IsAbsentInOne(structure) ? EmptyDistance(ofCase, options) : structure.*field;
  };
}

template <typename TField>
Reader
Read(TField StructureMeasures::*field)
{
  return [field](const CaseMeasures &, const StructureMeasures & structure) -> std::optional<double> {
    return structure.*field;
  };
}

Reader
Count(std::int64_t StructureMeasures::*a, std::int64_t StructureMeasures::*b = nullptr)
{
  return [a, b](const CaseMeasures &, const StructureMeasures & structure) -> std::optional<double> {
    return static_cast<double>(structure.*a + (b != nullptr ? structure.*b : 0));
  };
}

std::optional<double>
VolumeDifferenceMl(const CaseMeasures &, const StructureMeasures & structure)
{
  return structure.predictionMl - structure.referenceMl;
}

Reader
Calibration(std::optional<double> CalibrationMeasures::*field)
{
  return [field](const CaseMeasures &, const StructureMeasures & structure) { return structure.calibration.*field; };
}

Reader
Lesions(std::optional<double> LesionMeasures::*field)
{
  return [field](const CaseMeasures &, const StructureMeasures & structure) {
    return structure.lesions ? *structure.lesions.*field : std::nullopt;
  };
}

Reader
LesionCount(std::int64_t (*count)(const LesionMeasures &))
{
  return [count](const CaseMeasures &, const StructureMeasures & structure) -> std::optional<double> {
    return structure.lesions ? std::optional(static_cast<double>(count(*structure.lesions))) : std::nullopt;
  };
}

bool
IsReported(const Measure & measure, const EvaluationOptions & options)
{
  return (measure.kind != Measure::Kind::Distance || options.distances) &&
         (measure.kind != Measure::Kind::Skeleton || options.clDice) &&
         (measure.group != Measure::Group::Lesions || options.lesions.has_value()) &&
         (measure.group != Measure::Group::Calibration || options.calibration.has_value());
}

} // namespace

std::vector<Measure>
ReportedMeasures(const EvaluationOptions & options)
{
  using S = StructureMeasures;
  using L = LesionMeasures;
  using Kind = Measure::Kind;
  using Group = Measure::Group;
  const std::string robust = RobustName(options);
  std::string robustColumn = robust;
  std::ranges::transform(robustColumn, robustColumn.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::string nsdHeading = fmt::format("NSD {:g}mm", options.nsdToleranceMm);
  const Group v = Group::Voxels;
  const Group l = Group::Lesions;
  const Group c = Group::Calibration;
  std::vector<Measure> measures{
      {"Dice", "dice", "Dice", 3, Kind::Overlap, v, Read(&S::dice)},
      {"IoU", "iou", "IoU", 3, Kind::Overlap, v, Read(&S::iou)},
      {"Precision", "precision", "Prec.", 3, Kind::Overlap, v, Read(&S::precision)},
      {"Recall", "recall", "Recall", 3, Kind::Overlap, v, Read(&S::recall)},
      {"Specificity", "specificity", "", 3, Kind::Overlap, v, Read(&S::specificity)},
      {"Accuracy", "accuracy", "", 3, Kind::Overlap, v, Read(&S::accuracy)},
      {"HD", "hd_mm", "HD mm", 2, Kind::Distance, v, Distance(&S::hausdorffMm, options)},
      {robust, robustColumn + "_mm", robust + " mm", 2, Kind::Distance, v, Distance(&S::hausdorff95Mm, options)},
      {"ASSD", "assd_mm", "ASSD mm", 3, Kind::Distance, v, Distance(&S::assdMm, options)},
      {"MASD", "masd_mm", "", 3, Kind::Distance, v, Distance(&S::masdMm, options)},
      {"NSD", "nsd", nsdHeading, 3, Kind::Distance, v, Read(&S::nsd)},
      {"BoundaryIoU", "boundary_iou", "", 3, Kind::Distance, v, Read(&S::boundaryIou)},
      {"clDice", "cldice", "clDice", 3, Kind::Skeleton, v, Read(&S::clDice)},
      {"Tprec", "tprec", "", 3, Kind::Skeleton, v, Read(&S::topologyPrecision)},
      {"Tsens", "tsens", "", 3, Kind::Skeleton, v, Read(&S::topologySensitivity)},
      {"volume_ref_ml", "volume_ref_ml", "ref ml", 2, Kind::Volume, v, Read(&S::referenceMl)},
      {"volume_pred_ml", "volume_pred_ml", "pred ml", 2, Kind::Volume, v, Read(&S::predictionMl)},
      {"volume_difference_ml", "volume_difference_ml", "", 2, Kind::Volume, v, &VolumeDifferenceMl},
      {"RVD", "rvd", "", 3, Kind::Volume, v, Read(&S::relativeVolumeDifference)},
      {"TP", "tp", "", 0, Kind::Count, v, Count(&S::truePositives)},
      {"FP", "fp", "", 0, Kind::Count, v, Count(&S::falsePositives)},
      {"FN", "fn", "", 0, Kind::Count, v, Count(&S::falseNegatives)},
      {"TN", "tn", "", 0, Kind::Count, v, Count(&S::trueNegatives)},
      {"n_ref", "n_ref", "", 0, Kind::Count, v, Count(&S::truePositives, &S::falseNegatives)},
      {"n_pred", "n_pred", "", 0, Kind::Count, v, Count(&S::truePositives, &S::falsePositives)},
      {"lesion_F1", "lesion_f1", "F1", 3, Kind::Overlap, l, Lesions(&L::f1)},
      {"lesion_Precision", "lesion_precision", "Prec.", 3, Kind::Overlap, l, Lesions(&L::precision)},
      {"lesion_Sensitivity", "lesion_sensitivity", "Sens.", 3, Kind::Overlap, l, Lesions(&L::sensitivity)},
      {"lesion_PQ", "lesion_pq", "PQ", 3, Kind::Overlap, l, Lesions(&L::panopticQuality)},
      {"lesion_SQ", "lesion_sq", "SQ", 3, Kind::Overlap, l, Lesions(&L::segmentationQuality)},
      {"lesion_Dice", "lesion_dice", "Dice", 3, Kind::Overlap, l, Lesions(&L::meanDice)},
      {"lesion_" + robust, "lesion_" + robustColumn + "_mm", robust + " mm", 2, Kind::Distance, l,
       Lesions(&L::meanHausdorff95Mm)},
      {"lesions_ref", "lesions_ref", "ref", 1, Kind::Count, l,
       LesionCount([](const L & lesions) { return lesions.referenceLesions; })},
      {"lesions_pred", "lesions_pred", "pred", 1, Kind::Count, l,
       LesionCount([](const L & lesions) { return lesions.predictionLesions; })},
      {"lesions_matched", "lesions_matched", "matched", 1, Kind::Count, l,
       LesionCount([](const L & lesions) { return static_cast<std::int64_t>(lesions.pairs.size()); })},
      {"ECE", "ece", "ECE", 4, Kind::Overlap, c, Calibration(&CalibrationMeasures::expectedCalibrationError)},
      {"Brier", "brier", "Brier", 4, Kind::Overlap, c, Calibration(&CalibrationMeasures::brier)},
  };
  std::erase_if(measures, [&](const Measure & measure) { return !IsReported(measure, options); });
  return measures;
}

std::vector<std::optional<double>>
CaseValues(const Measure & measure, std::span<const CaseMeasures> cases, std::size_t structure)
{
  std::vector<std::optional<double>> values;
  for (const CaseMeasures & ofCase : cases)
  {
    values.push_back(measure.value(ofCase, ofCase.structures[structure]));
  }
  return values;
}

std::vector<std::optional<double>>
ClassValues(std::span<const CaseMeasures> cases, std::optional<double> CalibrationMeasures::*field)
{
  std::vector<std::optional<double>> values;
  for (const CaseMeasures & ofCase : cases)
  {
    values.push_back(ofCase.calibration.*field);
  }
  return values;
}

void
RequireSameStructures(std::span<const CaseMeasures> cases)
{
  if (cases.empty())
  {
    Fail(ErrorKind::BadInput, "summary: found no case, expected one or more");
  }
  const auto & expected = cases.front().structures;
  for (const CaseMeasures & ofCase : cases)
  {
    const auto same = [](const StructureMeasures & a, const StructureMeasures & b) {
      return a.name == b.name && a.values == b.values;
    };
    if (!std::ranges::equal(ofCase.structures, expected, same))
    {
      Fail(ErrorKind::BadInput, "{}: found other structures than in {}; all cases of a summary must have the same",
           ofCase.referenceFile, cases.front().referenceFile);
    }
  }
}

std::string
RobustName(const EvaluationOptions & options)
{
  return fmt::format("HD{:g}", options.percentile);
}

std::string
HeadingInWords(const Measure & measure)
{
  return (measure.group == Measure::Group::Lesions ? "lesion " : "") + measure.tableHeading;
}

std::string
StructureKey(const StructureMeasures & structure, const CaseMeasures & ofCase)
{
  const bool regions = std::ranges::any_of(ofCase.structures, [](const auto & s) { return s.values.size() > 1; });
  if (structure.values.size() > 1)
  {
    return fmt::format("({})", fmt::join(structure.values, ", "));
  }
  return regions && structure.isList ? fmt::format("({},)", structure.values.front())
                                     : fmt::format("{}", structure.values.front());
}

} // namespace vox
