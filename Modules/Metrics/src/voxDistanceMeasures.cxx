// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxSurfaceDistance.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace vox
{
namespace
{

struct Sums
{
  double weights = 0.0;
  double weighted = 0.0;
};

/** Sums of the weights, 1 each without any, and of what each contributes times its weight. */
template <typename TValue>
Sums
Sum(const std::vector<double> & distances, const std::vector<double> & weights, const TValue & value)
{
  Sums sums;
  for (std::size_t i = 0; i < distances.size(); ++i)
  {
    const double weight = weights.empty() ? 1.0 : weights[i];
    sums.weights += weight;
    sums.weighted += weight * value(distances[i]);
  }
  return sums;
}

/** The sums of both directions. */
template <typename TValue>
std::pair<Sums, Sums>
SumBoth(const SurfaceDistances & distances, const TValue & value)
{
  return {Sum(distances.referenceToPredictionMm, distances.referenceWeights, value),
          Sum(distances.predictionToReferenceMm, distances.predictionWeights, value)};
}

/** Each direction is summed alone, so that exchanging the masks gives the same bits. */
double
MeanOfBoth(const Sums & a, const Sums & b)
{
  return (a.weighted + b.weighted) / (a.weights + b.weights);
}

/** The smallest distance up to which the share of the weights reaches percentile / 100. */
double
WeightedPercentile(const std::vector<double> & distances, const std::vector<double> & weights, double percentile)
{
  std::vector<std::pair<double, double>> sorted(distances.size());
  std::ranges::transform(distances, weights, sorted.begin(), [](double d, double w) { return std::pair(d, w); });
  std::ranges::sort(sorted);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  double sum = 0.0;
  for (const auto & [distance, weight] : sorted)
  {
    sum += weight;
    if (sum / total >= percentile / 100.0)
    {
      return distance;
    }
  }
  return sorted.back().first; // rounding may keep the share of all below 1
}

} // namespace

double
LinearPercentile(std::vector<double> values, double percentile)
{
  const double rank = percentile / 100.0 * static_cast<double>(values.size() - 1);
  const auto lower = static_cast<std::ptrdiff_t>(std::floor(rank));
  const auto lowerIterator = values.begin() + lower;
  std::nth_element(values.begin(), lowerIterator, values.end());
  const double lowerValue = *lowerIterator;
  if (lowerIterator + 1 == values.end())
  {
    return lowerValue;
  }
  const double upperValue = *std::min_element(lowerIterator + 1, values.end());
  return lowerValue + (upperValue - lowerValue) * (rank - static_cast<double>(lower));
}

double
HausdorffMm(const SurfaceDistances & distances)
{
  return std::max(std::ranges::max(distances.referenceToPredictionMm),
                  std::ranges::max(distances.predictionToReferenceMm));
}

double
RobustHausdorffMm(const SurfaceDistances & distances, double percentile, HausdorffDefinition definition)
{
  switch (definition)
  {
  case HausdorffDefinition::MaxOfPercentiles:
  case HausdorffDefinition::Itk:
    return std::max(LinearPercentile(distances.referenceToPredictionMm, percentile),
                    LinearPercentile(distances.predictionToReferenceMm, percentile));
  case HausdorffDefinition::SurfaceAreaWeighted:
    return std::max(WeightedPercentile(distances.referenceToPredictionMm, distances.referenceWeights, percentile),
                    WeightedPercentile(distances.predictionToReferenceMm, distances.predictionWeights, percentile));
  case HausdorffDefinition::Pooled:
  {
    std::vector<double> pooled = distances.referenceToPredictionMm;
    pooled.insert(pooled.end(), distances.predictionToReferenceMm.begin(), distances.predictionToReferenceMm.end());
    return LinearPercentile(std::move(pooled), percentile);
  }
  }
  Fail(ErrorKind::Internal, "definition {} is not known", static_cast<int>(definition));
}

double
AverageSymmetricSurfaceDistanceMm(const SurfaceDistances & distances)
{
  const auto [a, b] = SumBoth(distances, std::identity());
  return MeanOfBoth(a, b);
}

double
MeanOfDirectedSurfaceDistancesMm(const SurfaceDistances & distances)
{
  const auto [a, b] = SumBoth(distances, std::identity());
  return (a.weighted / a.weights + b.weighted / b.weights) / 2.0;
}

double
NormalizedSurfaceDistance(const SurfaceDistances & distances, double toleranceMm)
{
  const double limit = toleranceMm * (1.0 + 1e-6);
  const auto [a, b] = SumBoth(distances, [&](double distance) { return distance <= limit ? 1.0 : 0.0; });
  return MeanOfBoth(a, b);
}

} // namespace vox
