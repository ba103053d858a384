// SPDX-License-Identifier: Apache-2.0
#include "voxInvert.h"

#include "voxError.h"
#include "voxResampleArgmax.h"
#include "voxResampleTensor.h"
#include "voxSeparateAxis.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include <fmt/ranges.h>

namespace vox
{
namespace
{
constexpr std::int64_t slabValues = std::int64_t{1} << 24; // float32 scores converted at a time: 64 MiB

void
RequireLogits(const at::Tensor & logits, const PreprocessRecord & record)
{
  const Zyx<std::int64_t> & size = record.resampled.size;
  const bool fits = logits.dim() == 4 && logits.size(0) >= 2 && logits.is_floating_point() &&
                    logits.sizes().slice(1) == at::IntArrayRef{size.z, size.y, size.x};
  if (!fits)
  {
    Fail(ErrorKind::Internal,
         "logits to bring back: found {} [{}], expected floating point [2 classes or more, {}, {}, {}]",
         logits.toString(), fmt::join(logits.sizes(), ", "), size.z, size.y, size.x);
  }
}

std::optional<std::size_t>
SeparateAxisOf(const PreprocessRecord & record)
{
  return SeparateAxis(record.targetSpacingMm, record.reordered.spacingMm, record.probabilities.forceSeparateZ);
}

/** One class, float32 [1, D, H, W], at the size of the crop. */
at::Tensor
ResampledClass(const at::Tensor & logits, std::int64_t channel, const PreprocessRecord & record, int threads)
{
  const at::Tensor scores = logits.slice(0, channel, channel + 1).to(at::kFloat).contiguous();
  const at::Tensor resampled =
      ResampleImage(scores, record.crop.Size(), SeparateAxisOf(record), record.probabilities, threads);
  return logits.scalar_type() == at::kHalf ? resampled.to(at::kHalf).to(at::kFloat) : resampled;
}

kernels::ArgmaxResize
ArgmaxOf(const at::Tensor & logits, const PreprocessRecord & record)
{
  const int order = record.probabilities.order;
  kernels::ArgmaxResize resize{logits.size(0),
                               record.resampled.size,
                               record.crop.Size(),
                               {order, order, order},
                               logits.scalar_type() == at::kHalf};
  if (const auto axis = SeparateAxisOf(record))
  {
    resize.order[*axis] = record.probabilities.orderZ;
  }
  return resize;
}

/** Linear and nearest interpolation need two input slices for an output slice: slab by slab. */
void
ArgmaxInSlabs(const at::Tensor & logits, const PreprocessRecord & record, const at::Tensor & labels,
              const RunContext & context)
{
  const kernels::ArgmaxResize resize = ArgmaxOf(logits, record);
  const Zyx<std::int64_t> & from = resize.inputSize;
  const Zyx<std::int64_t> & to = resize.outputSize;
  const std::int64_t inputSlices = std::max<std::int64_t>(1, slabValues / (resize.channels * from.y * from.x));
  const std::int64_t slices = std::clamp<std::int64_t>(inputSlices * to.z / from.z, 1, to.z);
  for (std::int64_t first = 0; first < to.z; first += slices)
  {
    context.ThrowIfCancelled();
    context.Report(static_cast<double>(first) / static_cast<double>(to.z), "resample logits");
    const kernels::SliceRange output{first, std::min(first + slices, to.z)};
    const kernels::SliceRange input = kernels::InputSlices(resize, output);
    const at::Tensor scores = logits.slice(1, input.first, input.last).to(at::kFloat).contiguous();
    const at::Tensor slab = at::empty({output.last - output.first, to.y, to.x}, at::kInt);
    kernels::ResizeArgmax(resize, scores.const_data_ptr<float>(), input, slab.mutable_data_ptr<std::int32_t>(), output,
                          context.ThreadCount());
    labels.slice(0, output.first, output.last).copy_(slab);
  }
}

/** A cubic spline along z needs all slices: class by class, two classes at full resolution at a time. */
void
ArgmaxByClass(const at::Tensor & logits, const PreprocessRecord & record, const at::Tensor & labels,
              const RunContext & context)
{
  at::Tensor best = ResampledClass(logits, 0, record, context.ThreadCount());
  for (std::int64_t channel = 1; channel < logits.size(0); ++channel)
  {
    context.ThrowIfCancelled();
    context.Report(static_cast<double>(channel) / static_cast<double>(logits.size(0)), "resample logits");
    const at::Tensor scores = ResampledClass(logits, channel, record, context.ThreadCount());
    labels.masked_fill_(scores.gt(best).select(0, 0), channel);
    best = at::maximum(best, scores);
  }
}
} // namespace

Volume
InvertLogits(const at::Tensor & logits, const PreprocessRecord & record, const RunContext & context)
{
  RequireLogits(logits, record);
  const Zyx<std::int64_t> & size = record.reordered.size;
  const at::Tensor reordered = at::zeros({1, size.z, size.y, size.x}, at::kInt);
  const at::Tensor labels = CropView(reordered, record).select(0, 0);
  const auto argmax = record.probabilities.order == 3 ? ArgmaxByClass : ArgmaxInSlabs;
  argmax(logits, record, labels, context);
  context.Report(1.0, "resample logits");
  return ToOriginalGrid(reordered, record);
}

Volume
InvertProbabilities(const at::Tensor & logits, const PreprocessRecord & record, const RunContext & context)
{
  RequireLogits(logits, record);
  const Zyx<std::int64_t> & size = record.reordered.size;
  const at::Tensor reordered = at::zeros({logits.size(0), size.z, size.y, size.x}, at::kFloat);
  reordered.select(0, 0).fill_(1.0F);
  const at::Tensor crop = CropView(reordered, record);
  for (std::int64_t channel = 0; channel < logits.size(0); ++channel)
  {
    context.ThrowIfCancelled();
    context.Report(static_cast<double>(channel) / static_cast<double>(logits.size(0)), "resample logits");
    crop.slice(0, channel, channel + 1).copy_(ResampledClass(logits, channel, record, context.ThreadCount()));
  }
  for (std::int64_t slice = 0; slice < crop.size(1); ++slice)
  {
    const at::Tensor scores = crop.select(1, slice);
    scores.copy_(at::softmax(scores, 0));
  }
  context.Report(1.0, "resample logits");
  return ToOriginalGrid(reordered, record);
}

} // namespace vox
