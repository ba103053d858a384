// SPDX-License-Identifier: Apache-2.0
#include "voxSigmoidSums.h"

#include "voxLossChecks.h"
#include "voxRegionMaps.h"

#include <ATen/ATen.h>

namespace vox
{

LossSums
ComputeSigmoidSums(const at::Tensor & logits, const at::Tensor & labels,
                   const std::vector<std::vector<std::int64_t>> & regions,
                   const std::optional<std::int64_t> & ignoreLabel, const char * name, bool squared)
{
  CheckRegions(logits, labels, regions, ignoreLabel, name);
  const at::Tensor target = labels.flatten(1).to(at::kLong);
  const at::Tensor perHead = ToSumType(logits).flatten(2);
  const at::Tensor counted = ignoreLabel ? target.ne(*ignoreLabel).to(perHead.scalar_type()) : at::Tensor();
  std::vector<at::Tensor> intersection;
  std::vector<at::Tensor> predicted;
  std::vector<at::Tensor> referenced;
  at::Tensor crossEntropy = at::zeros({}, perHead.options());
  for (std::int64_t head = 0; const at::Tensor & logit : perHead.unbind(1))
  {
    at::Tensor reference = RegionOf(head, target, regions, logit);
    at::Tensor probability = logit.sigmoid();
    if (ignoreLabel)
    {
      reference = reference * counted;
      probability = probability * counted;
    }
    intersection.push_back((probability * reference).sum(1));
    predicted.push_back((squared ? probability.square() : probability).sum(1));
    referenced.push_back(reference.sum(1));
    crossEntropy = crossEntropy +
                   at::binary_cross_entropy_with_logits(logit, reference, counted, at::Tensor(), at::Reduction::Sum);
    ++head;
  }
  return {.intersection = at::stack(intersection, 1),
          .probability = at::stack(predicted, 1),
          .reference = at::stack(referenced, 1),
          .crossEntropy = crossEntropy,
          .voxels = ignoreLabel ? counted.sum() : at::scalar_tensor(target.numel(), perHead.options())};
}

} // namespace vox
