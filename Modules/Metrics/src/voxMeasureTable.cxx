// SPDX-License-Identifier: Apache-2.0
#include "voxMeasureTable.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace vox
{
namespace
{

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
std::function<std::optional<double>(const CaseMeasures &, const StructureMeasures &)>
DistanceReader(std::optional<double> StructureMeasures::*field, const EvaluationOptions & options)
{
  return [field, options](const CaseMeasures & ofCase, const StructureMeasures & structure) {
    return IsAbsentInOne(structure) ? EmptyDistance(ofCase, options) : structure.*field;
  };
}

template <typename TField>
std::function<std::optional<double>(const CaseMeasures &, const StructureMeasures &)>
Reader(TField StructureMeasures::*field)
{
  return [field](const CaseMeasures &, const StructureMeasures & structure) -> std::optional<double> {
    return structure.*field;
  };
}

std::function<std::optional<double>(const CaseMeasures &, const StructureMeasures &)>
CountReader(std::int64_t StructureMeasures::*a, std::int64_t StructureMeasures::*b = nullptr)
{
  return [a, b](const CaseMeasures &, const StructureMeasures & structure) -> std::optional<double> {
    return static_cast<double>(structure.*a + (b != nullptr ? structure.*b : 0));
  };
}

} // namespace

std::vector<Measure>
ReportedMeasures(const EvaluationOptions & options)
{
  using S = StructureMeasures;
  using Kind = Measure::Kind;
  const std::string robust = RobustName(options);
  std::string robustColumn = robust;
  std::ranges::transform(robustColumn, robustColumn.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::string nsdHeading = fmt::format("NSD {:g}mm", options.nsdToleranceMm);
  std::vector<Measure> measures{
      {"Dice", "dice", "Dice", 3, Kind::Overlap, Reader(&S::dice)},
      {"IoU", "iou", "IoU", 3, Kind::Overlap, Reader(&S::iou)},
      {"Precision", "precision", "Prec.", 3, Kind::Overlap, Reader(&S::precision)},
      {"Recall", "recall", "Recall", 3, Kind::Overlap, Reader(&S::recall)},
      {"HD", "hd_mm", "HD mm", 2, Kind::Distance, DistanceReader(&S::hausdorffMm, options)},
      {robust, robustColumn + "_mm", robust + " mm", 2, Kind::Distance, DistanceReader(&S::hausdorff95Mm, options)},
      {"ASSD", "assd_mm", "ASSD mm", 3, Kind::Distance, DistanceReader(&S::assdMm, options)},
      {"NSD", "nsd", nsdHeading, 3, Kind::Distance, Reader(&S::nsd)},
      {"volume_ref_ml", "volume_ref_ml", "ref ml", 2, Kind::Volume, Reader(&S::referenceMl)},
      {"volume_pred_ml", "volume_pred_ml", "pred ml", 2, Kind::Volume, Reader(&S::predictionMl)},
      {"TP", "tp", "", 0, Kind::Count, CountReader(&S::truePositives)},
      {"FP", "fp", "", 0, Kind::Count, CountReader(&S::falsePositives)},
      {"FN", "fn", "", 0, Kind::Count, CountReader(&S::falseNegatives)},
      {"TN", "tn", "", 0, Kind::Count, CountReader(&S::trueNegatives)},
      {"n_ref", "n_ref", "", 0, Kind::Count, CountReader(&S::truePositives, &S::falseNegatives)},
      {"n_pred", "n_pred", "", 0, Kind::Count, CountReader(&S::truePositives, &S::falsePositives)},
  };
  std::erase_if(measures,
                [&](const Measure & measure) { return measure.kind == Kind::Distance && !options.distances; });
  return measures;
}

Statistic
Summarize(std::span<const std::optional<double>> values)
{
  Statistic result;
  std::vector<double> defined;
  for (const std::optional<double> & value : values)
  {
    if (!value)
    {
      ++result.undefined;
      continue;
    }
    ++(std::isinf(*value) ? result.infinite : result.finite);
    defined.push_back(*value);
  }
  if (defined.empty())
  {
    return result;
  }
  result.mean = std::accumulate(defined.begin(), defined.end(), 0.0) / static_cast<double>(defined.size());
  std::sort(defined.begin(), defined.end());
  const double lower = defined[(defined.size() - 1) / 2];
  const double upper = defined[defined.size() / 2];
  result.median = lower == upper ? lower : (lower + upper) / 2.0;
  return result;
}

Statistic
OverCases(const Measure & measure, std::span<const CaseMeasures> cases, std::size_t structure)
{
  std::vector<std::optional<double>> values;
  for (const CaseMeasures & ofCase : cases)
  {
    values.push_back(measure.value(ofCase, ofCase.structures[structure]));
  }
  return Summarize(values);
}

Statistic
OverStructures(const Measure & measure, std::span<const CaseMeasures> cases)
{
  std::vector<std::optional<double>> means;
  for (std::size_t i = 0; i < cases.front().structures.size(); ++i)
  {
    means.push_back(OverCases(measure, cases, i).mean);
  }
  return Summarize(means);
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

std::string
DescribeRobustHausdorff(const EvaluationOptions & options)
{
  return options.hausdorffDefinition == HausdorffDefinition::MaxOfPercentiles
             ? fmt::format("the larger of the two directed {:g}th percentiles", options.percentile)
             : fmt::format("the {:g}th percentile of the distances of both directions together", options.percentile);
}

std::string
DescribeEmptyPolicy(const EvaluationOptions & options)
{
  switch (options.emptyPolicy)
  {
  case EmptyPolicy::Infinity:
    return "infinite";
  case EmptyPolicy::Undefined:
    return "undefined and left out of the mean";
  case EmptyPolicy::Diagonal:
    return "the diagonal of the image";
  case EmptyPolicy::Millimeters:
    return fmt::format("{:g} mm", options.emptyDistanceMm);
  }
  Fail(ErrorKind::Internal, "empty policy {} is not known", static_cast<int>(options.emptyPolicy));
}

} // namespace vox
