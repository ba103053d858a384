// SPDX-License-Identifier: Apache-2.0
#include "voxHausdorffErosionLoss.h"

#include "voxClassMaps.h"
#include "voxError.h"
#include "voxLossChecks.h"

#include <ATen/ATen.h>

#include <cmath>

namespace vox
{
namespace
{

constexpr const char * kName = "hausdorff-erosion";

/** Mean of each voxel and its face neighbors, zeros outside, of [M, 1, D, H, W] or [M, 1, H, W]. */
at::Tensor
MeanOfCross(const at::Tensor & values)
{
  const bool isFlat = values.dim() == 4 || values.size(2) == 1;
  const double share = isFlat ? 1.0 / 5.0 : 1.0 / 7.0;
  at::Tensor sum = values;
  for (std::int64_t axis = values.dim() == 5 && isFlat ? 3 : 2; axis < values.dim(); ++axis)
  {
    const at::Tensor side = at::zeros_like(values.slice(axis, 0, 1));
    sum = sum + at::cat({side, values.slice(axis, 0, values.size(axis) - 1)}, axis) +
          at::cat({values.slice(axis, 1), side}, axis);
  }
  return share * sum;
}

/** Each of [M, 1, ...] stretched to [0, 1]; as it is where all values are the same. */
at::Tensor
Stretched(const at::Tensor & values)
{
  const at::Tensor flat = values.flatten(1);
  const at::Tensor smallest = flat.amin(1, true);
  const at::Tensor range = flat.amax(1, true) - smallest;
  const at::Tensor varies = range > 0.0;
  const at::Tensor stretched = (flat - smallest) / at::where(varies, range, at::ones_like(range));
  return at::where(varies, stretched, flat).view(values.sizes());
}

} // namespace

void
Validate(const HausdorffErosionLossOptions & options)
{
  RequireAtLeastZero(options.alpha, kName, "alpha");
  if (options.erosions < 1)
  {
    Fail(ErrorKind::Usage, "{}: erosions is {}, expected 1 or more", kName, options.erosions);
  }
}

at::Tensor
HausdorffErosionLoss(const at::Tensor & logits, const at::Tensor & labels, const HausdorffErosionLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, options.ignoreLabel, kName));
  const std::int64_t first = options.includeBackground ? 0 : 1;
  const at::Tensor error = (maps.probability.slice(1, first) - maps.reference.slice(1, first)).square();
  at::Tensor eroded = error.unflatten(2, labels.sizes().slice(1)).flatten(0, 1).unsqueeze(1);
  at::Tensor sum = at::zeros({}, error.options());
  for (std::int64_t k = 1; k <= options.erosions; ++k)
  {
    eroded = (MeanOfCross(eroded) - 0.5).clamp_min(0.0);
    eroded = options.renormalize ? Stretched(eroded) : eroded;
    sum = sum + std::pow(static_cast<double>(k), options.alpha) * eroded.sum();
  }
  return sum / (maps.counted.sum() * static_cast<double>(error.size(1))).clamp_min(1.0);
}

} // namespace vox
