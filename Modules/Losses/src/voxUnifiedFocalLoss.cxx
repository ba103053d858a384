// SPDX-License-Identifier: Apache-2.0
#include "voxUnifiedFocalLoss.h"

#include "voxClassMaps.h"
#include "voxError.h"
#include "voxLossChecks.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "unified-focal";
constexpr double kTverskySmooth = 1e-7;
/** Keeps the slope of powers below 1 finite. */
constexpr double kSmallest = 1e-12;

/** Mean over voxels. */
at::Tensor
FocalPart(const ClassMaps & maps, const UnifiedFocalLossOptions & options)
{
  const at::Tensor crossEntropy = -(maps.reference * maps.logProbability);
  const auto faded = [&](const at::Tensor & entropy, const at::Tensor & logProbability) {
    return entropy * (-logProbability.expm1()).clamp_min(kSmallest).pow(options.gamma);
  };
  const at::Tensor background = faded(crossEntropy.slice(1, 0, 1), maps.logProbability.slice(1, 0, 1));
  at::Tensor foreground = crossEntropy.slice(1, 1);
  if (!options.asymmetric)
  {
    foreground = faded(foreground, maps.logProbability.slice(1, 1));
  }
  return ((1.0 - options.delta) * background.sum() + options.delta * foreground.sum()) /
         maps.counted.sum().clamp_min(1.0);
}

/** Mean over samples and classes. */
at::Tensor
TverskyPart(const ClassMaps & maps, const UnifiedFocalLossOptions & options)
{
  const at::Tensor truePositive = (maps.reference * maps.probability).sum(2);
  const at::Tensor falseNegative = maps.reference.sum(2) - truePositive;
  const at::Tensor falsePositive = maps.probability.sum(2) - truePositive;
  const at::Tensor denominator =
      truePositive + options.delta * falseNegative + (1.0 - options.delta) * falsePositive + kTverskySmooth;
  const at::Tensor miss = (1.0 - (truePositive + kTverskySmooth) / denominator).clamp_min(0.0);
  const at::Tensor enhanced = miss * (miss + kSmallest).pow(-options.gamma);
  return options.asymmetric ? at::cat({miss.slice(1, 0, 1), enhanced.slice(1, 1)}, 1).mean() : enhanced.mean();
}

} // namespace

void
Validate(const UnifiedFocalLossOptions & options)
{
  RequireShare(options.weight, kName, "weight");
  RequireShare(options.delta, kName, "delta");
  if (!(options.gamma >= 0.0 && options.gamma < 1.0))
  {
    Fail(ErrorKind::Usage, "{}: gamma is {}, expected 0 to less than 1", kName, options.gamma);
  }
}

at::Tensor
UnifiedFocalLoss(const at::Tensor & logits, const at::Tensor & labels, const UnifiedFocalLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, options.ignoreLabel, kName));
  return options.weight * FocalPart(maps, options) + (1.0 - options.weight) * TverskyPart(maps, options);
}

} // namespace vox
