// SPDX-License-Identifier: Apache-2.0
#include "voxClassMaps.h"

#include <ATen/ATen.h>

namespace vox
{

ClassMaps
SoftmaxMaps(const LossInput & input)
{
  ClassMaps maps;
  maps.logProbability = at::log_softmax(input.logits, 1);
  maps.probability = maps.logProbability.exp();
  const at::Tensor target = input.labels.unsqueeze(1);
  maps.counted = at::ones(target.sizes(), maps.probability.options());
  if (input.ignoreLabel)
  {
    maps.counted = target.ne(*input.ignoreLabel).to(maps.probability.scalar_type());
    maps.probability = maps.probability * maps.counted;
  }
  const at::Tensor known = input.ignoreLabel ? target.masked_fill(target == *input.ignoreLabel, 0) : target;
  maps.reference = at::zeros(maps.probability.sizes(), maps.probability.options()).scatter_(1, known, maps.counted);
  return maps;
}

} // namespace vox
