// SPDX-License-Identifier: Apache-2.0
#include "voxGeneralizedSurfaceLoss.h"

#include "voxClassMaps.h"
#include "voxError.h"
#include "voxLossChecks.h"
#include "voxMaskDistances.h"

#include <ATen/ATen.h>

#include <limits>

namespace vox
{
namespace
{

constexpr const char * kName = "generalized-surface";

/** [C, 1], of the type of `like`. */
at::Tensor
WeightsOf(const std::vector<double> & weights, std::int64_t classes, const at::Tensor & like)
{
  if (weights.empty())
  {
    return at::ones({classes, 1}, like.options());
  }
  if (static_cast<std::int64_t>(weights.size()) != classes)
  {
    Fail(ErrorKind::Usage, "{}: found {} class_weights, expected {}, one for each class that counts", kName,
         weights.size(), classes);
  }
  return at::tensor(weights, like.options()).unsqueeze(1);
}

} // namespace

void
Validate(const GeneralizedSurfaceLossOptions & options)
{
  RequireAtLeastZero(options.classWeights, kName, "class_weights");
  RequireExtent(options.extentMm, kName);
}

at::Tensor
GeneralizedSurfaceLoss(const at::Tensor & logits, const at::Tensor & labels,
                       const GeneralizedSurfaceLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(logits, labels, options.ignoreLabel, kName);
  const std::int64_t first = options.includeBackground ? 0 : 1;
  const at::Tensor reference = maps.reference.slice(1, first);
  const at::Tensor weights = WeightsOf(options.classWeights, reference.size(1), reference);
  const at::Tensor masks = reference.unflatten(2, labels.sizes().slice(1)).to(at::kBool);
  const at::Tensor distances = SignedDistancesOf(masks, options.extentMm, reference).flatten(2);
  const at::Tensor scale = distances.square() * weights * maps.counted;
  const at::Tensor kept = (1.0 - (reference + maps.probability.slice(1, first))).square();
  const at::Tensor missed = (scale * (1.0 - kept)).sum({1, 2});
  return (missed / scale.sum({1, 2}).clamp_min(std::numeric_limits<float>::min())).mean();
}

} // namespace vox
