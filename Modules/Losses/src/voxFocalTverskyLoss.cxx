// SPDX-License-Identifier: Apache-2.0
#include "voxFocalTverskyLoss.h"

#include "voxError.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const FocalTverskyLossOptions & options)
{
  Validate(options.tversky);
  if (!(options.gamma > 0.0))
  {
    Fail(ErrorKind::Usage, "focal-tversky: gamma is {}, expected more than 0", options.gamma);
  }
}

at::Tensor
FocalTverskyLoss(const at::Tensor & logits, const at::Tensor & labels, const FocalTverskyLossOptions & options)
{
  Validate(options);
  return FocalTverskyFromSums(
      ComputeSoftmaxSums(CheckLossInput(logits, labels, options.tversky.ignoreLabel, "focal-tversky")), options);
}

at::Tensor
FocalTverskyFromSums(const LossSums & sums, const FocalTverskyLossOptions & options)
{
  const at::Tensor miss = 1.0 - TverskyIndex(sums, options.tversky);
  return miss.clamp_min(1e-7).pow(1.0 / options.gamma).mean();
}

} // namespace vox
