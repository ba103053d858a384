// SPDX-License-Identifier: Apache-2.0
#include "voxTverskyLoss.h"

#include "voxLossChecks.h"
#include "voxTverskyIndex.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const TverskyLossOptions & options)
{
  RequireAtLeastZero(options.falsePositive, "tversky", "false_positive");
  RequireAtLeastZero(options.falseNegative, "tversky", "false_negative");
  RequireAtLeastZero(options.smooth, "tversky", "smooth");
}

at::Tensor
TverskyLoss(const at::Tensor & logits, const at::Tensor & labels, const TverskyLossOptions & options)
{
  Validate(options);
  return 1.0 - TverskyIndex(logits, labels, options, "tversky").mean();
}

} // namespace vox
