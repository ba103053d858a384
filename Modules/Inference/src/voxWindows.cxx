// SPDX-License-Identifier: Apache-2.0
#include "voxWindows.h"

#include "voxAllFinite.h"
#include "voxError.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

void
RequireShape(const at::Tensor & image)
{
  if (image.dim() != 4 || image.numel() == 0)
  {
    Fail(ErrorKind::BadInput, "the image to predict has the shape [{}], expected [C, D, H, W] with at least one voxel",
         fmt::join(image.sizes(), ", "));
  }
}

void
RequireImage(const at::Tensor & image, int threads)
{
  RequireShape(image);
  const at::Tensor values = image.to(at::kFloat).contiguous();
  if (!kernels::AllFinite(values.const_data_ptr<float>(), values.numel(), threads))
  {
    Fail(ErrorKind::BadInput, "the image to predict holds {} voxels with NaN or infinity, expected finite values",
         (~values.isfinite()).sum().item<std::int64_t>());
  }
}

/** A stretch of one axis, last not included. */
struct Stretch
{
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/** The windows along one axis that reach a stretch of it. */
struct AxisWindows
{
  std::int64_t below = 0;           ///< padding before the axis
  std::vector<std::int64_t> starts; ///< on the padded axis
  Stretch covered;                  ///< by them, on the padded axis
  Stretch seen;                     ///< of the axis without padding, the margin included; may reach beyond it
};

AxisWindows
WindowsReaching(const Stretch & wanted, std::int64_t size, std::int64_t patch, std::int64_t margin, double step)
{
  AxisWindows windows;
  const std::int64_t padded = std::max(size, patch);
  windows.below = (padded - size) / 2;
  for (const std::int64_t start : WindowStarts(padded, patch, step))
  {
    if (start < wanted.last + windows.below && start + patch > wanted.first + windows.below)
    {
      windows.starts.push_back(start);
    }
  }
  windows.covered = {windows.starts.front(), windows.starts.back() + patch};
  windows.seen = {windows.covered.first - windows.below - margin, windows.covered.last - windows.below + margin};
  return windows;
}

std::array<AxisWindows, 3>
WindowsReaching(const Box & wanted, const Zyx<std::int64_t> & wholeSize, const SlidingWindowOptions & options)
{
  std::array<AxisWindows, 3> windows;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (wanted.lower[axis] < 0 || wanted.upper[axis] > wholeSize[axis] || wanted.lower[axis] >= wanted.upper[axis])
    {
      Fail(ErrorKind::Internal, "windows of voxels {} to {} of an axis of {}", wanted.lower[axis], wanted.upper[axis],
           wholeSize[axis]);
    }
    windows[axis] = WindowsReaching({wanted.lower[axis], wanted.upper[axis]}, wholeSize[axis], options.patchSize[axis],
                                    options.margin[axis], options.step);
  }
  return windows;
}

bool
IsMirrored(const SlidingWindowOptions & options)
{
  return options.margin != Zyx<std::int64_t>{0, 0, 0};
}

/** The voxel of an axis that shows at a place before or after it, in mirrors that do not repeat the outermost voxel. */
std::int64_t
MirroredPlace(std::int64_t place, std::int64_t size)
{
  const std::int64_t period = std::max<std::int64_t>(2 * (size - 1), 1);
  const std::int64_t inPeriod = (place % period + period) % period;
  return inPeriod < size ? inPeriod : period - inPeriod;
}

/** What a stretch shows of an axis. */
Stretch
Shown(const Stretch & seen, std::int64_t size, bool mirrored)
{
  Stretch shown{std::max<std::int64_t>(seen.first, 0), std::min(seen.last, size)};
  for (std::int64_t place = seen.first; mirrored && place < seen.last; ++place)
  {
    const std::int64_t voxel = MirroredPlace(place, size);
    shown = {std::min(shown.first, voxel), std::max(shown.last, voxel + 1)};
  }
  return shown;
}

/** What a stretch shows along a dimension of a tensor that begins at `known` of an axis of this size. */
at::Tensor
Mirrored(const at::Tensor & values, std::int64_t dimension, const Stretch & seen, std::int64_t size, std::int64_t known)
{
  std::vector<std::int64_t> places;
  for (std::int64_t place = seen.first; place < seen.last; ++place)
  {
    places.push_back(MirroredPlace(place, size) - known);
  }
  return values.index_select(dimension, at::tensor(places, at::kLong));
}

/** What the windows see, out of the known voxels. */
at::Tensor
Seen(at::Tensor values, const ImagePart & part, const std::array<AxisWindows, 3> & windows, bool mirrored)
{
  std::vector<std::int64_t> padding;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const auto dimension = static_cast<std::int64_t>(axis) + 1;
    const Stretch & seen = windows[axis].seen;
    const std::int64_t size = part.wholeSize[axis];
    const Stretch shown = Shown(seen, size, mirrored);
    if (shown.first < part.known.lower[axis] || shown.last > part.known.upper[axis])
    {
      Fail(ErrorKind::Internal, "windows see voxels {} to {} along axis {}, {} to {} are known", shown.first,
           shown.last, axis, part.known.lower[axis], part.known.upper[axis]);
    }
    values = mirrored ? Mirrored(values, dimension, seen, size, part.known.lower[axis])
                      : values.narrow(dimension, shown.first - part.known.lower[axis], shown.last - shown.first);
    padding.insert(padding.begin(), {shown.first - seen.first, seen.last - shown.last});
  }
  const bool isWhole = mirrored || std::ranges::all_of(padding, [](std::int64_t voxels) { return voxels == 0; });
  return isWhole ? values : at::constant_pad_nd(values, padding);
}

} // namespace

Box
NeededInput(const Zyx<std::int64_t> & wholeSize, const Box & wanted, const SlidingWindowOptions & options)
{
  Validate(options);
  const std::array<AxisWindows, 3> windows = WindowsReaching(wanted, wholeSize, options);
  Box needed;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const Stretch shown = Shown(windows[axis].seen, wholeSize[axis], IsMirrored(options));
    needed.lower[axis] = shown.first;
    needed.upper[axis] = shown.last;
  }
  return needed;
}

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

ImagePart
WholePart(const at::Tensor & image)
{
  RequireShape(image);
  const Zyx<std::int64_t> size{image.size(1), image.size(2), image.size(3)};
  return {size, WholeBox(size), WholeBox(size)};
}

WindowedImage
PlaceWindows(const at::Tensor & image, const ImagePart & part, const SlidingWindowOptions & options, int threads)
{
  RequireImage(image, threads);
  const std::array<AxisWindows, 3> windows = WindowsReaching(part.wanted, part.wholeSize, options);
  WindowedImage windowed;
  windowed.patchSize = options.patchSize;
  windowed.margin = options.margin;
  windowed.size = part.wanted.Size();
  const std::array<std::vector<std::int64_t> *, 3> starts{&windowed.slices, &windowed.rows, &windowed.columns};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const Stretch & covered = windows[axis].covered;
    windowed.padded[axis] = covered.last - covered.first;
    windowed.below[axis] = windows[axis].below + part.wanted.lower[axis] - covered.first;
    windowed.offset[axis] = covered.first;
    for (const std::int64_t start : windows[axis].starts)
    {
      starts[axis]->push_back(start - covered.first);
    }
  }
  windowed.values = Seen(image.to(at::kFloat), part, windows, IsMirrored(options));
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
