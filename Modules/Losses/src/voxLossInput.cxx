// SPDX-License-Identifier: Apache-2.0
#include "voxLossInput.h"

#include "voxLossChecks.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{

LossInput
CheckLossInput(const at::Tensor & logits, const at::Tensor & labels, const std::optional<std::int64_t> & ignoreLabel,
               const char * name)
{
  CheckLossShapes(logits, labels, name);
  CheckLabels(labels, logits.size(1), ignoreLabel, name);
  return {ToSumType(logits).flatten(2), labels.flatten(1).to(at::kLong).contiguous(), ignoreLabel};
}

double
CountedVoxels(const LossInput & input)
{
  const std::int64_t ignored = input.ignoreLabel ? input.labels.eq(*input.ignoreLabel).sum().item<std::int64_t>() : 0;
  return static_cast<double>(std::max<std::int64_t>(1, input.labels.numel() - ignored));
}

} // namespace vox
