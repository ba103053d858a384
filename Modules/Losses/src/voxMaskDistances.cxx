// SPDX-License-Identifier: Apache-2.0
#include "voxMaskDistances.h"

#include "voxDistanceMap.h"
#include "voxError.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Writes the distance from each voxel to the nearest marked one, at::kDouble of the shape of `marked`. */
at::Tensor
DistanceTo(const at::Tensor & marked, const Zyx<double> & spacing)
{
  const std::int64_t axes = marked.dim();
  const Zyx<std::int64_t> size{axes == 3 ? marked.size(0) : 1, marked.size(axes - 2), marked.size(axes - 1)};
  const at::Tensor bytes = marked.to(at::kByte).contiguous();
  const at::Tensor squared = at::empty(marked.sizes(), at::kDouble);
  kernels::SquaredDistanceMap(bytes.const_data_ptr<std::uint8_t>(), size, spacing, squared.data_ptr<double>(),
                              at::get_num_threads());
  return squared.sqrt_();
}

} // namespace

void
RequireExtent(const std::vector<double> & extentMm, const char * name)
{
  const bool fits = extentMm.size() == 3 && std::ranges::all_of(extentMm, [](double length) { return length > 0.0; });
  if (!extentMm.empty() && !fits)
  {
    Fail(ErrorKind::Usage, "{}: extent_mm is [{}], expected three lengths above 0: z, y, x", name,
         fmt::join(extentMm, ", "));
  }
}

Zyx<double>
SpacingOf(at::IntArrayRef sizes, const std::vector<double> & extentMm)
{
  Zyx<double> spacing{1.0, 1.0, 1.0};
  for (std::size_t axis = 0; !extentMm.empty() && axis < sizes.size(); ++axis)
  {
    const std::size_t from = 3 - sizes.size() + axis;
    spacing[from] = extentMm[from] / static_cast<double>(sizes[axis]);
  }
  return spacing;
}

MaskDistances
DistancesOf(const at::Tensor & masks, const Zyx<double> & spacing, const at::Tensor & like)
{
  MaskDistances distances{at::zeros(masks.sizes(), like.options()), at::zeros(masks.sizes(), like.options())};
  for (std::int64_t sample = 0; sample < masks.size(0); ++sample)
  {
    for (std::int64_t channel = 0; channel < masks.size(1); ++channel)
    {
      const at::Tensor mask = masks[sample][channel];
      const auto inside = mask.sum().item<std::int64_t>();
      if (inside > 0 && inside < mask.numel())
      {
        distances.toMask[sample][channel].copy_(DistanceTo(mask, spacing));
        distances.toOthers[sample][channel].copy_(DistanceTo(mask.logical_not(), spacing));
      }
    }
  }
  return distances;
}

at::Tensor
SignedDistancesOf(const at::Tensor & masks, const std::vector<double> & extentMm, const at::Tensor & like)
{
  const Zyx<double> spacing = SpacingOf(masks.sizes().slice(2), extentMm);
  const double inPlane = std::min(spacing.y, spacing.x);
  const double smallest = masks.dim() == 5 ? std::min(spacing.z, inPlane) : inPlane;
  const MaskDistances distances = DistancesOf(masks, spacing, like);
  return distances.toMask - (distances.toOthers - smallest) * (distances.toOthers > 0.0);
}

} // namespace vox
