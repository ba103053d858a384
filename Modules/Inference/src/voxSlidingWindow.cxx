// SPDX-License-Identifier: Apache-2.0
#include "voxSlidingWindow.h"

#include "voxError.h"
#include "voxTorchThreads.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{
namespace
{

using Index = Zyx<std::int64_t>;

/** Zeros around the image up to the patch size: half below, the rest above. */
struct Padding
{
  Index below{0, 0, 0};
  Index above{0, 0, 0};
};

Padding
CentralPadding(const at::Tensor & image, const Index & patch)
{
  Padding padding;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t missing = patch[axis] - image.size(static_cast<std::int64_t>(axis) + 1);
    if (missing > 0)
    {
      padding.below[axis] = missing / 2;
      padding.above[axis] = missing - missing / 2;
    }
  }
  return padding;
}

at::Tensor
Padded(const at::Tensor & image, const Padding & padding)
{
  return at::constant_pad_nd(
      image, {padding.below.x, padding.above.x, padding.below.y, padding.above.y, padding.below.z, padding.above.z});
}

/** A view of the last three axes of a tensor. */
at::Tensor
Part(const at::Tensor & tensor, const Index & start, const Index & size)
{
  return tensor.narrow(-3, start.z, size.z).narrow(-2, start.y, size.y).narrow(-1, start.x, size.x);
}

std::vector<Index>
WindowOrigins(const at::Tensor & image, const SlidingWindowOptions & options)
{
  std::vector<Index> origins;
  const auto rows = WindowStarts(image.size(2), options.patchSize.y, options.step);
  const auto columns = WindowStarts(image.size(3), options.patchSize.x, options.step);
  for (const std::int64_t z : WindowStarts(image.size(1), options.patchSize.z, options.step))
  {
    for (const std::int64_t y : rows)
    {
      for (const std::int64_t x : columns)
      {
        origins.push_back({z, y, x});
      }
    }
  }
  return origins;
}

/** The dimensions of [1, C, D, H, W] to flip, for every subset of the mirror axes: small ones first, as nnU-Net adds
 * them up. */
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

/** Logits [K, D, H, W] float32 of one window [1, C, D, H, W], averaged over its mirror images. */
at::Tensor
WindowLogits(const WindowFunction & network, const at::Tensor & window,
             const std::vector<std::vector<std::int64_t>> & mirrorSubsets)
{
  at::Tensor sum;
  for (const auto & dimensions : mirrorSubsets)
  {
    const at::Tensor logits = network(dimensions.empty() ? window : window.flip(dimensions));
    if (logits.dim() != 5 || logits.size(0) != 1 || logits.sizes().slice(2) != window.sizes().slice(2))
    {
      Fail(ErrorKind::Internal, "the network returned [{}] for a window of [{}], expected one result of the same size",
           fmt::join(logits.sizes(), ", "), fmt::join(window.sizes(), ", "));
    }
    if (!sum.defined())
    {
      // A copy: the network may have returned its input, which is part of the image.
      sum = logits[0].to(at::kFloat, false, true);
    }
    else
    {
      sum += logits.flip(dimensions)[0];
    }
  }
  return mirrorSubsets.size() == 1 ? sum : sum.div_(static_cast<double>(mirrorSubsets.size()));
}

/** Single-precision sums in one pass; half-precision ones from single-precision products, as nnU-Net's. */
void
AddWeighted(const at::Tensor & sum, const at::Tensor & logits, const at::Tensor & weights)
{
  if (sum.scalar_type() == at::kHalf)
  {
    sum.add_(logits * weights);
    return;
  }
  sum.addcmul_(logits, weights);
}

void
RequireNoOverflow(const at::Tensor & sums)
{
  if (sums.scalar_type() == at::kHalf && !sums.isfinite().all().item<bool>())
  {
    Fail(ErrorKind::BadModel, "the weighted logits exceed half precision (65504); add them up in single precision");
  }
}

void
RequireImage(const at::Tensor & image)
{
  if (image.dim() != 4 || image.numel() == 0)
  {
    Fail(ErrorKind::BadInput, "the image to predict has the shape [{}], expected [C, D, H, W] with at least one voxel",
         fmt::join(image.sizes(), ", "));
  }
  if (!image.isfinite().all().item<bool>())
  {
    Fail(ErrorKind::BadInput, "the image to predict holds {} voxels with NaN or infinity, expected finite values",
         (~image.isfinite()).sum().item<std::int64_t>());
  }
}

} // namespace

at::Tensor
SlidingWindowLogits(const WindowFunction & network, const at::Tensor & image, const SlidingWindowOptions & options,
                    const RunContext & context)
{
  Validate(options);
  const at::NoGradGuard noGrad;
  const TorchThreads threads(context.threads);
  RequireImage(image);

  const Index & patch = options.patchSize;
  const Padding padding = CentralPadding(image, patch);
  const at::Tensor padded = Padded(image.to(at::kFloat), padding);
  const at::Tensor weights = options.gaussian ? GaussianWeights(patch) : at::ones({patch.z, patch.y, patch.x});
  const auto mirrorSubsets = MirrorSubsets(options);
  const std::vector<Index> origins = WindowOrigins(padded, options);

  const at::ScalarType sumType = options.halfPrecisionSums ? at::kHalf : at::kFloat;
  at::Tensor weighted;
  at::Tensor weightSum = at::zeros(padded.sizes().slice(1), sumType);
  for (std::size_t i = 0; i < origins.size(); ++i)
  {
    context.ThrowIfCancelled();
    const Index & origin = origins[i];
    const at::Tensor window = Part(padded, origin, patch).contiguous().unsqueeze(0);
    const at::Tensor logits = WindowLogits(network, window, mirrorSubsets);
    if (!logits.isfinite().all().item<bool>())
    {
      Fail(ErrorKind::BadModel,
           "the network gave NaN or infinity in the window at voxel ({}, {}, {}) (z, y, x) of the padded image; its "
           "weights are damaged or do not fit this input",
           origin.z, origin.y, origin.x);
    }
    if (!weighted.defined())
    {
      weighted = at::zeros({logits.size(0), padded.size(1), padded.size(2), padded.size(3)}, sumType);
    }
    AddWeighted(Part(weighted, origin, patch), logits, weights);
    Part(weightSum, origin, patch).add_(weights);
    context.Report(static_cast<double>(i + 1) / static_cast<double>(origins.size()), "predicting windows");
  }
  weighted.div_(weightSum);
  RequireNoOverflow(weighted);
  return Part(weighted, padding.below, {image.size(1), image.size(2), image.size(3)}).contiguous();
}

} // namespace vox
