// SPDX-License-Identifier: Apache-2.0
#include "voxPairedComparison.h"

#include "voxError.h"
#include "voxStatistic.h"

#include <cmath>
#include <numeric>
#include <vector>

namespace vox
{
namespace
{

std::optional<double>
Existing(double value)
{
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

double
Mean(std::span<const double> values)
{
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

PairedComparison
Compare(std::span<const std::optional<double>> first, std::span<const std::optional<double>> second,
        Bootstrap & bootstrap)
{
  if (first.size() != second.size())
  {
    Fail(ErrorKind::Internal, "paired comparison: found {} and {} values, expected as many", first.size(),
         second.size());
  }
  PairedComparison result;
  std::vector<double> firstPaired;
  std::vector<double> secondPaired;
  std::vector<double> differences;
  for (std::size_t i = 0; i < first.size(); ++i)
  {
    result.undefinedFirst += first[i] ? 0 : 1;
    result.undefinedSecond += second[i] ? 0 : 1;
    if (first[i] && second[i])
    {
      firstPaired.push_back(*first[i]);
      secondPaired.push_back(*second[i]);
      differences.push_back(*first[i] == *second[i] ? 0.0 : *first[i] - *second[i]);
      result.infinite += std::isinf(*first[i]) || std::isinf(*second[i]) ? 1 : 0;
    }
  }
  result.pairs = static_cast<std::int64_t>(differences.size());
  if (differences.empty())
  {
    return result;
  }
  result.firstMean = Existing(Mean(firstPaired));
  result.secondMean = Existing(Mean(secondPaired));
  result.meanDifference = Existing(Mean(differences));
  result.meanInterval = bootstrap.OfMean(differences);
  result.medianInterval = bootstrap.OfMedian(differences);
  result.wilcoxon = WilcoxonSignedRank(differences);
  result.medianDifference = Existing(MedianOf(differences));
  return result;
}

} // namespace vox
