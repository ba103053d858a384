// SPDX-License-Identifier: Apache-2.0
#include "voxWindows.h"

#include "voxAllFinite.h"
#include "voxError.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{
namespace
{

void
RequireImage(const at::Tensor & image, int threads)
{
  if (image.dim() != 4 || image.numel() == 0)
  {
    Fail(ErrorKind::BadInput, "the image to predict has the shape [{}], expected [C, D, H, W] with at least one voxel",
         fmt::join(image.sizes(), ", "));
  }
  const at::Tensor values = image.to(at::kFloat).contiguous();
  if (!kernels::AllFinite(values.const_data_ptr<float>(), values.numel(), threads))
  {
    Fail(ErrorKind::BadInput, "the image to predict holds {} voxels with NaN or infinity, expected finite values",
         (~values.isfinite()).sum().item<std::int64_t>());
  }
}

/** `before` and `after` mirror images of the voxels along an axis, the outermost voxel not repeated. */
at::Tensor
Mirrored(const at::Tensor & values, std::int64_t axis, std::int64_t before, std::int64_t after)
{
  const std::int64_t size = values.size(axis);
  const std::int64_t period = std::max<std::int64_t>(2 * (size - 1), 1);
  const at::Tensor place = at::arange(-before, size + after, at::kLong).remainder(period);
  return values.index_select(axis, at::where(place < size, place, period - place));
}

at::Tensor
Padded(at::Tensor values, const WindowedImage & windowed)
{
  const Zyx<std::int64_t> & below = windowed.below;
  Zyx<std::int64_t> above;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    above[axis] = windowed.padded[axis] - windowed.size[axis] - below[axis];
  }
  if (windowed.margin == Zyx<std::int64_t>{0, 0, 0})
  {
    return windowed.padded == windowed.size
               ? values
               : at::constant_pad_nd(values, {below.x, above.x, below.y, above.y, below.z, above.z});
  }
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t margin = windowed.margin[axis];
    values = Mirrored(values, static_cast<std::int64_t>(axis) + 1, below[axis] + margin, above[axis] + margin);
  }
  return values;
}

} // namespace

void
RefuseSums(std::int64_t first, std::int64_t last)
{
  Fail(ErrorKind::BadModel,
       "the logits of slices {} to {} exceed single precision though all features are finite; the weights of the last "
       "layer are damaged",
       first, last - 1);
}

at::Tensor
BoxView(const at::Tensor & tensor, const Zyx<std::int64_t> & start, const Zyx<std::int64_t> & size)
{
  return tensor.narrow(-3, start.z, size.z).narrow(-2, start.y, size.y).narrow(-1, start.x, size.x);
}

at::Tensor
WindowedImage::Window(const Zyx<std::int64_t> & origin) const
{
  Zyx<std::int64_t> seen;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    seen[axis] = patchSize[axis] + 2 * margin[axis];
  }
  return BoxView(values, origin, seen).contiguous().unsqueeze(0);
}

Zyx<std::int64_t>
PaddedSize(const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & patchSize)
{
  return {std::max(size.z, patchSize.z), std::max(size.y, patchSize.y), std::max(size.x, patchSize.x)};
}

WindowedImage
PlaceWindows(const at::Tensor & image, const SlidingWindowOptions & options, int threads)
{
  RequireImage(image, threads);
  WindowedImage windowed;
  windowed.size = {image.size(1), image.size(2), image.size(3)};
  windowed.patchSize = options.patchSize;
  windowed.margin = options.margin;
  windowed.padded = PaddedSize(windowed.size, options.patchSize);
  const Zyx<std::int64_t> & padded = windowed.padded;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    windowed.below[axis] = (padded[axis] - windowed.size[axis]) / 2;
  }
  windowed.values = Padded(image.to(at::kFloat), windowed);
  windowed.slices = WindowStarts(padded.z, options.patchSize.z, options.step);
  windowed.rows = WindowStarts(padded.y, options.patchSize.y, options.step);
  windowed.columns = WindowStarts(padded.x, options.patchSize.x, options.step);
  return windowed;
}

at::Tensor
WindowWeights(const SlidingWindowOptions & options)
{
  const Zyx<std::int64_t> & patch = options.patchSize;
  return options.gaussian ? GaussianWeights(patch) : at::ones({patch.z, patch.y, patch.x});
}

std::vector<std::vector<std::int64_t>>
MirrorSubsets(const SlidingWindowOptions & options)
{
  std::vector<std::vector<std::int64_t>> subsets{{}};
  for (const int axis : options.mirrorAxes)
  {
    if (options.patchSize[static_cast<std::size_t>(axis)] == 1)
    {
      continue;
    }
    const std::size_t known = subsets.size();
    for (std::size_t i = 0; i < known; ++i)
    {
      subsets.push_back(subsets[i]);
      subsets.back().push_back(axis + 2);
    }
  }
  std::sort(subsets.begin(), subsets.end(),
            [](const auto & a, const auto & b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
  return subsets;
}

void
RefuseWindow(const Zyx<std::int64_t> & origin)
{
  Fail(
      ErrorKind::BadModel,
      "the network gave NaN or infinity in the window at voxel ({}, {}, {}) (z, y, x) of the padded image; its weights "
      "are damaged or do not fit this input",
      origin.z, origin.y, origin.x);
}

} // namespace vox
