// SPDX-License-Identifier: Apache-2.0
#include "voxMatthewsCorrelationLoss.h"

#include "voxClassMaps.h"
#include "voxLossChecks.h"
#include "voxRegionLoss.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const MatthewsCorrelationLossOptions & options)
{
  RequireAtLeastZero(options.overlap.smooth, "matthews-correlation", "smooth");
}

at::Tensor
MatthewsCorrelationLoss(const at::Tensor & logits, const at::Tensor & labels,
                        const MatthewsCorrelationLossOptions & options)
{
  Validate(options);
  const OverlapOptions & overlap = options.overlap;
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, overlap.ignoreLabel, "matthews-correlation"));
  const std::int64_t first = overlap.includeBackground ? 0 : 1;
  const at::Tensor reference = maps.reference.slice(1, first);
  const at::Tensor probability = maps.probability.slice(1, first);
  const at::Tensor otherReference = maps.counted - reference;
  // Sums of the complement itself: the number of voxels minus a sum would cancel in float32.
  const at::Tensor otherProbability = maps.counted - probability;
  const auto count = [&](const at::Tensor & a, const at::Tensor & b) {
    const at::Tensor perSample = (a * b).sum(2);
    return (overlap.batch ? perSample.sum(0) : perSample) + overlap.smooth;
  };
  const at::Tensor truePositive = count(probability, reference);
  const at::Tensor trueNegative = count(otherProbability, otherReference);
  const at::Tensor falsePositive = count(probability, otherReference);
  const at::Tensor falseNegative = count(otherProbability, reference);
  // Roots first: the product of four counts leaves the range of float32.
  const auto root = [](const at::Tensor & sum) { return sum.clamp_min(smallestDenominator).sqrt(); };
  const at::Tensor positive = root(truePositive + falsePositive) * root(truePositive + falseNegative);
  const at::Tensor negative = root(trueNegative + falsePositive) * root(trueNegative + falseNegative);
  const at::Tensor agreement = truePositive / positive * (trueNegative / negative);
  const at::Tensor disagreement = falsePositive / positive * (falseNegative / negative);
  return 1.0 - (agreement - disagreement).mean();
}

} // namespace vox
