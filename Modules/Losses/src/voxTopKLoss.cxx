// SPDX-License-Identifier: Apache-2.0
#include "voxTopKLoss.h"

#include "voxError.h"
#include "voxTopKOfInput.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{

void
Validate(const TopKLossOptions & options)
{
  if (!(options.percent > 0.0 && options.percent <= 100.0))
  {
    Fail(ErrorKind::Usage, "top-k: percent is {}, expected more than 0 to 100", options.percent);
  }
}

at::Tensor
TopKLoss(const at::Tensor & logits, const at::Tensor & labels, const TopKLossOptions & options)
{
  Validate(options);
  return TopKOfInput(CheckLossInput(logits, labels, options.ignoreLabel, "top-k"), options);
}

at::Tensor
TopKOfInput(const LossInput & input, const TopKLossOptions & options)
{
  const VoxelTerms terms = ComputeVoxelTerms(input, {}, "top-k");
  const at::Tensor losses = -(terms.ofLabel * terms.counted).flatten();
  const double voxels = options.percentOfAll ? static_cast<double>(losses.numel()) : terms.counted.sum().item<double>();
  const auto kept = std::max<std::int64_t>(1, static_cast<std::int64_t>(voxels * options.percent / 100.0));
  return std::get<0>(losses.topk(kept)).mean();
}

} // namespace vox
