// SPDX-License-Identifier: Apache-2.0
#include "voxCrossEntropyLoss.h"

#include "voxError.h"
#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const CrossEntropyLossOptions & options)
{
  RequireAtLeastZero(options.classWeights, "cross-entropy", "a class weight");
  if (!(options.labelSmoothing >= 0.0 && options.labelSmoothing <= 1.0))
  {
    Fail(ErrorKind::Usage, "cross-entropy: label_smoothing is {}, expected 0 to 1", options.labelSmoothing);
  }
}

at::Tensor
CrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels, const CrossEntropyLossOptions & options)
{
  Validate(options);
  if (options.classWeights.empty() && options.labelSmoothing == 0.0)
  {
    return CrossEntropyFromSums(ComputeSoftmaxSums(logits, labels, options.ignoreLabel, "cross-entropy"));
  }
  const VoxelTerms terms =
      ComputeVoxelTerms(logits, labels, options.classWeights, options.ignoreLabel, "cross-entropy");
  const double smoothing = options.labelSmoothing;
  at::Tensor sum = (1.0 - smoothing) * (terms.weight * terms.ofLabel).sum();
  if (smoothing > 0.0)
  {
    const at::Tensor ofAll = (terms.logProbability * terms.classWeights.view({1, -1, 1})).sum(1);
    sum = sum + smoothing / static_cast<double>(logits.size(1)) * (terms.counted * ofAll).sum();
  }
  const at::Tensor divisor = options.divisor == CrossEntropyDivisor::Weights ? terms.weight.sum() : terms.counted.sum();
  // Chosen before dividing: the gradient of a quotient by 0 is not a number even where the quotient is not taken.
  const at::Tensor counts = divisor > 0.0;
  const at::Tensor mean = -sum / at::where(counts, divisor, at::ones_like(divisor));
  return at::where(counts, mean, at::zeros_like(mean));
}

} // namespace vox
