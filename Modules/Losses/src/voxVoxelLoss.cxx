// SPDX-License-Identifier: Apache-2.0
#include "voxVoxelLoss.h"

#include "voxError.h"

#include <ATen/ATen.h>

namespace vox
{

VoxelTerms
ComputeVoxelTerms(const LossInput & input, const std::vector<double> & classWeights, const char * name)
{
  const std::int64_t classes = input.logits.size(1);
  if (!classWeights.empty() && static_cast<std::int64_t>(classWeights.size()) != classes)
  {
    Fail(ErrorKind::Usage, "{}: found {} class weights, expected {}", name, classWeights.size(), classes);
  }
  VoxelTerms terms;
  terms.logProbability = at::log_softmax(input.logits, 1);
  const at::TensorOptions options = terms.logProbability.options();
  at::Tensor target = input.labels;
  terms.counted = at::ones(target.sizes(), options);
  if (input.ignoreLabel)
  {
    terms.counted = target.ne(*input.ignoreLabel).to(options);
    target = target.masked_fill(target == *input.ignoreLabel, 0);
  }
  terms.classWeights =
      classWeights.empty() ? at::ones({classes}, options) : at::tensor(classWeights, at::kDouble).to(options);
  terms.weight = terms.classWeights.index_select(0, target.flatten()).view(target.sizes()) * terms.counted;
  terms.ofLabel = terms.logProbability.gather(1, target.unsqueeze(1)).squeeze(1);
  return terms;
}

} // namespace vox
