// SPDX-License-Identifier: Apache-2.0
#include "voxSoftmaxSums.h"

#include "voxLossChecks.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** Sum over voxels of `values` [N, V] by label: [N, K]. */
at::Tensor
SumByLabel(const at::Tensor & values, const at::Tensor & labels, std::int64_t classes)
{
  std::vector<at::Tensor> sums;
  for (std::int64_t label = 0; label < classes; ++label)
  {
    sums.push_back((values * (labels == label)).sum(1));
  }
  return at::stack(sums, 1);
}

} // namespace

LossSums
ComputeSoftmaxSums(const at::Tensor & logits, const at::Tensor & labels,
                   const std::optional<std::int64_t> & ignoreLabel, const char * name, bool squared)
{
  CheckLossShapes(logits, labels, name);
  const std::int64_t classes = logits.size(1);
  CheckLabels(labels, classes, ignoreLabel, name);
  const at::Tensor logProbability = at::log_softmax(ToSumType(logits).flatten(2), 1);
  at::Tensor probability = logProbability.exp();
  at::Tensor target = labels.flatten(1).to(at::kLong);
  at::Tensor counted = at::ones_like(target, probability.options());
  if (ignoreLabel)
  {
    counted = target.ne(*ignoreLabel).to(probability.scalar_type());
    target = target.masked_fill(target == *ignoreLabel, 0);
    probability = probability * counted.unsqueeze(1);
  }
  const at::Tensor index = target.unsqueeze(1);
  return {.intersection = SumByLabel(probability.gather(1, index).squeeze(1), target, classes),
          .probability = (squared ? probability.square() : probability).sum(2),
          .reference = SumByLabel(counted, target, classes),
          .crossEntropy = -(logProbability.gather(1, index).squeeze(1) * counted).sum(),
          .voxels = counted.sum()};
}

} // namespace vox
