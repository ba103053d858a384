// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryLoss.h"

#include "voxClassMaps.h"
#include "voxMaskDistances.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const BoundaryLossOptions & options)
{
  RequireExtent(options.extentMm, "boundary");
}

at::Tensor
BoundaryLoss(const at::Tensor & logits, const at::Tensor & labels, const BoundaryLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(logits, labels, options.ignoreLabel, "boundary");
  const std::int64_t first = options.includeBackground ? 0 : 1;
  const at::Tensor masks = maps.reference.view(logits.sizes()).slice(1, first).to(at::kBool);
  const at::Tensor distances = SignedDistancesOf(masks, options.extentMm, maps.probability).flatten(2);
  const at::Tensor probability = maps.probability.slice(1, first);
  const at::Tensor sum = (distances * probability).sum();
  return sum / (maps.counted.sum() * static_cast<double>(masks.size(1))).clamp_min(1.0);
}

} // namespace vox
