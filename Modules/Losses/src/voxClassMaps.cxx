// SPDX-License-Identifier: Apache-2.0
#include "voxClassMaps.h"

#include "voxLossChecks.h"

#include <ATen/ATen.h>

namespace vox
{

ClassMaps
SoftmaxMaps(const at::Tensor & logits, const at::Tensor & labels, const std::optional<std::int64_t> & ignoreLabel,
            const char * name)
{
  CheckLossShapes(logits, labels, name);
  CheckLabels(labels, logits.size(1), ignoreLabel, name);
  ClassMaps maps;
  maps.logProbability = at::log_softmax(ToSumType(logits).flatten(2), 1);
  maps.probability = maps.logProbability.exp();
  const at::Tensor target = labels.flatten(1).to(at::kLong).unsqueeze(1);
  maps.counted = at::ones(target.sizes(), maps.probability.options());
  if (ignoreLabel)
  {
    maps.counted = target.ne(*ignoreLabel).to(maps.probability.scalar_type());
    maps.probability = maps.probability * maps.counted;
  }
  const at::Tensor known = ignoreLabel ? target.masked_fill(target == *ignoreLabel, 0) : target;
  maps.reference = at::zeros(maps.probability.sizes(), maps.probability.options()).scatter_(1, known, maps.counted);
  return maps;
}

} // namespace vox
