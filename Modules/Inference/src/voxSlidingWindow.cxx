// SPDX-License-Identifier: Apache-2.0
#include "voxSlidingWindow.h"

#include "voxError.h"
#include "voxTorchThreads.h"
#include "voxWindows.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Logits [K, D, H, W] float32 of one window [1, C, D, H, W], averaged over its mirror images. */
at::Tensor
WindowLogits(const WindowFunction & network, const at::Tensor & window, const Zyx<std::int64_t> & size,
             const std::vector<std::vector<std::int64_t>> & mirrorSubsets)
{
  at::Tensor sum;
  for (const auto & dimensions : mirrorSubsets)
  {
    const at::Tensor logits = network(dimensions.empty() ? window : window.flip(dimensions));
    if (logits.dim() != 5 || logits.size(0) != 1 ||
        logits.sizes().slice(2) != at::IntArrayRef({size.z, size.y, size.x}))
    {
      Fail(ErrorKind::Internal, "the network returned [{}] for a window of [{}], expected one result of {} x {} x {}",
           fmt::join(logits.sizes(), ", "), fmt::join(window.sizes(), ", "), size.z, size.y, size.x);
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

} // namespace

at::Tensor
SlidingWindowLogits(const WindowFunction & network, const at::Tensor & image, const SlidingWindowOptions & options,
                    const RunContext & context)
{
  Validate(options);
  const at::NoGradGuard noGrad;
  const TorchThreads threads(context.threads);
  const WindowedImage windows = PlaceWindows(image, WholePart(image), options, context.ThreadCount());
  const at::Tensor weights = WindowWeights(options);
  const auto mirrorSubsets = MirrorSubsets(options);

  const at::ScalarType sumType = options.halfPrecisionSums ? at::kHalf : at::kFloat;
  const Zyx<std::int64_t> & padded = windows.padded;
  at::Tensor weighted;
  at::Tensor weightSum = at::zeros({padded.z, padded.y, padded.x}, sumType);
  const std::size_t perSlice = windows.rows.size() * windows.columns.size();
  const std::size_t count = windows.slices.size() * perSlice;
  for (std::size_t i = 0; i < count; ++i)
  {
    context.ThrowIfCancelled();
    const Zyx<std::int64_t> origin{windows.slices[i / perSlice], windows.rows[i % perSlice / windows.columns.size()],
                                   windows.columns[i % windows.columns.size()]};
    const at::Tensor logits = WindowLogits(network, windows.Window(origin), options.patchSize, mirrorSubsets);
    if (!logits.isfinite().all().item<bool>())
    {
      RefuseWindow(origin);
    }
    if (!weighted.defined())
    {
      weighted = at::zeros({logits.size(0), padded.z, padded.y, padded.x}, sumType);
    }
    AddWeighted(BoxView(weighted, origin, options.patchSize), logits, weights);
    BoxView(weightSum, origin, options.patchSize).add_(weights);
    context.Report(static_cast<double>(i + 1) / static_cast<double>(count), "predicting windows");
  }
  weighted.div_(weightSum);
  RequireNoOverflow(weighted);
  return BoxView(weighted, windows.below, windows.size).contiguous();
}

} // namespace vox
