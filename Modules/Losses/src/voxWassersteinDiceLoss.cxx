// SPDX-License-Identifier: Apache-2.0
#include "voxWassersteinDiceLoss.h"

#include "voxClassMaps.h"
#include "voxError.h"
#include "voxLossChecks.h"
#include "voxRegionLoss.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{
namespace
{

constexpr const char * kName = "wasserstein-dice";

/** [K, K], the largest 1. */
at::Tensor
Distances(const std::vector<std::vector<double>> & given, std::int64_t classes, const at::TensorOptions & type)
{
  if (given.empty())
  {
    return 1.0 - at::eye(classes, type);
  }
  if (static_cast<std::int64_t>(given.size()) != classes)
  {
    Fail(ErrorKind::Usage, "{}: found distances of {} classes, expected {}", kName, given.size(), classes);
  }
  std::vector<at::Tensor> rows;
  for (const std::vector<double> & row : given)
  {
    rows.push_back(at::tensor(row, at::kDouble));
  }
  const at::Tensor matrix = at::stack(rows);
  return (matrix / matrix.max()).to(type);
}

} // namespace

void
Validate(const WassersteinDiceLossOptions & options)
{
  RequireAtLeastZero(options.smooth, kName, "smooth");
  double largest = 0.0;
  for (const std::vector<double> & row : options.distances)
  {
    if (row.size() != options.distances.size())
    {
      Fail(ErrorKind::Usage, "{}: found a row of {} distances, expected {} as there are rows", kName, row.size(),
           options.distances.size());
    }
    RequireAtLeastZero(row, kName, "a distance");
    largest = std::max(largest, *std::max_element(row.begin(), row.end()));
  }
  if (!options.distances.empty() && largest == 0.0)
  {
    Fail(ErrorKind::Usage, "{}: all distances are 0, expected one or more above", kName);
  }
}

at::Tensor
WassersteinDiceLoss(const at::Tensor & logits, const at::Tensor & labels, const WassersteinDiceLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, options.ignoreLabel, kName));
  const std::int64_t classes = logits.size(1);
  const at::Tensor distances = Distances(options.distances, classes, maps.probability.options());
  // Row y of the distances times the probabilities; 0 where the label is ignored, whose reference is 0.
  const at::Tensor cost = (at::matmul(distances.t(), maps.reference) * maps.probability).sum(1);
  at::Tensor weights = at::ones({1, classes, 1}, cost.options());
  weights.select(1, 0).zero_();
  if (options.weightByVolume)
  {
    weights = 1.0 / (maps.reference.sum(2, true) + 1.0);
  }
  const at::Tensor ofLabel = (weights * maps.reference).sum(1);
  const at::Tensor found = (ofLabel * (1.0 - cost)).sum(1);
  const at::Tensor denominator = options.weightByVolume ? (ofLabel * (2.0 - cost)).sum(1) : 2.0 * found + cost.sum(1);
  return 1.0 - ((2.0 * found + options.smooth) / (denominator + options.smooth).clamp_min(smallestDenominator)).mean();
}

} // namespace vox
