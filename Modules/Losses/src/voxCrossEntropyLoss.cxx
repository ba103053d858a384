// SPDX-License-Identifier: Apache-2.0
#include "voxCrossEntropyLoss.h"

#include "voxError.h"
#include "voxLossChecks.h"
#include "voxSoftmaxSums.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "cross-entropy";

/** 0 where nothing counts. */
at::Tensor
Quotient(const at::Tensor & sum, const at::Tensor & divisor)
{
  // Chosen before dividing: the gradient of a quotient by 0 is not a number even where the quotient is not taken.
  const at::Tensor counts = divisor > 0.0;
  const at::Tensor mean = sum / at::where(counts, divisor, at::ones_like(divisor));
  return at::where(counts, mean, at::zeros_like(mean));
}

at::Tensor
SmoothedCrossEntropy(const LossInput & input, const CrossEntropyLossOptions & options)
{
  const VoxelTerms terms = ComputeVoxelTerms(input, options.classWeights, kName);
  const double smoothing = options.labelSmoothing;
  const at::Tensor ofLabel = (1.0 - smoothing) * (terms.weight * terms.ofLabel).sum();
  const at::Tensor ofAll = (terms.logProbability * terms.classWeights.view({1, -1, 1})).sum(1);
  const at::Tensor sum =
      ofLabel + smoothing / static_cast<double>(input.logits.size(1)) * (terms.counted * ofAll).sum();
  return Quotient(-sum, options.divisor == CrossEntropyDivisor::Weights ? terms.weight.sum() : terms.counted.sum());
}

} // namespace

void
Validate(const CrossEntropyLossOptions & options)
{
  RequireAtLeastZero(options.classWeights, kName, "a class weight");
  if (!(options.labelSmoothing >= 0.0 && options.labelSmoothing <= 1.0))
  {
    Fail(ErrorKind::Usage, "{}: label_smoothing is {}, expected 0 to 1", kName, options.labelSmoothing);
  }
}

at::Tensor
CrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels, const CrossEntropyLossOptions & options)
{
  Validate(options);
  const LossInput input = CheckLossInput(logits, labels, options.ignoreLabel, kName);
  if (options.labelSmoothing > 0.0)
  {
    return SmoothedCrossEntropy(input, options);
  }
  const LossSums sums = ComputeSoftmaxSums(input);
  const at::Tensor weights = WeighClasses(sums.reference, options.classWeights, kName).sum();
  return Quotient(WeighClasses(sums.crossEntropy, options.classWeights, kName).sum(),
                  options.divisor == CrossEntropyDivisor::Weights ? weights : sums.voxels);
}

} // namespace vox
