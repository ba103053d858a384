// SPDX-License-Identifier: Apache-2.0
#include "voxVoxelLoss.h"

#include "voxError.h"
#include "voxLossChecks.h"

#include <ATen/ATen.h>

namespace vox
{

VoxelTerms
ComputeVoxelTerms(const at::Tensor & logits, const at::Tensor & labels, const std::vector<double> & classWeights,
                  const std::optional<std::int64_t> & ignoreLabel, const char * name)
{
  CheckLossShapes(logits, labels, name);
  const std::int64_t classes = logits.size(1);
  CheckLabels(labels, classes, ignoreLabel, name);
  if (!classWeights.empty() && static_cast<std::int64_t>(classWeights.size()) != classes)
  {
    Fail(ErrorKind::Usage, "{}: found {} class weights, expected {}", name, classWeights.size(), classes);
  }
  VoxelTerms terms;
  terms.logProbability = at::log_softmax(ToSumType(logits).flatten(2), 1);
  const at::TensorOptions options = terms.logProbability.options();
  at::Tensor target = labels.flatten(1).to(at::kLong);
  terms.counted = at::ones(target.sizes(), options);
  if (ignoreLabel)
  {
    terms.counted = target.ne(*ignoreLabel).to(options);
    target = target.masked_fill(target == *ignoreLabel, 0);
  }
  terms.classWeights =
      classWeights.empty() ? at::ones({classes}, options) : at::tensor(classWeights, at::kDouble).to(options);
  terms.weight = terms.classWeights.index_select(0, target.flatten()).view(target.sizes()) * terms.counted;
  terms.ofLabel = terms.logProbability.gather(1, target.unsqueeze(1)).squeeze(1);
  return terms;
}

} // namespace vox
