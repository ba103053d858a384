// SPDX-License-Identifier: Apache-2.0
#include "voxInvert.h"
#include "voxInvertMaps.h"

#include "voxError.h"
#include "voxLabelSink.h"
#include "voxResampleTensor.h"

#include <ATen/ops/maximum.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include <fmt/ranges.h>

namespace vox
{
namespace
{
void
RequireLogits(const at::Tensor & logits, const PreprocessRecord & record, std::int64_t fewest = 2)
{
  const Zyx<std::int64_t> & size = record.resampled.size;
  const bool fits = logits.dim() == 4 && logits.size(0) >= fewest && logits.is_floating_point() &&
                    logits.sizes().slice(1) == at::IntArrayRef{size.z, size.y, size.x};
  if (!fits)
  {
    Fail(ErrorKind::Internal,
         "logits to bring back: found {} [{}], expected floating point [{} classes or more, {}, {}, {}]",
         logits.toString(), fmt::join(logits.sizes(), ", "), fewest, size.z, size.y, size.x);
  }
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

/** Calls `decode(channel, resampled)`: a cubic spline along z needs all slices, so one class at full resolution at a
 * time. */
template <typename TDecode>
void
ForEachResampledClass(const at::Tensor & logits, const PreprocessRecord & record, const RunContext & context,
                      TDecode && decode)
{
  for (std::int64_t channel = 0; channel < logits.size(0); ++channel)
  {
    context.Report(static_cast<double>(channel) / static_cast<double>(logits.size(0)), "resample logits");
    context.ThrowIfCancelled();
    decode(channel, ResampledClass(logits, channel, record, context.ThreadCount()));
  }
}

Volume
LabelsByClass(const at::Tensor & logits, const LabelRule & rule, const PreprocessRecord & record,
              const RunContext & context)
{
  const Zyx<std::int64_t> & size = record.reordered.size;
  const at::Tensor reordered = at::zeros({1, size.z, size.y, size.x}, rule.LabelType());
  const at::Tensor labels = CropView(reordered, record).select(0, 0);
  at::Tensor best;
  ForEachResampledClass(logits, record, context, [&](std::int64_t channel, const at::Tensor & scores) {
    if (!rule.regionValues.empty())
    {
      labels.masked_fill_(scores.gt(0).select(0, 0), rule.regionValues[static_cast<std::size_t>(channel)]);
    }
    else if (best.defined())
    {
      labels.masked_fill_(scores.gt(best).select(0, 0), channel);
      best = at::maximum(best, scores);
    }
    else
    {
      best = scores;
    }
  });
  return ToOriginalGrid(reordered, record);
}

Volume
LabelsInSlabs(const at::Tensor & logits, const LabelRule & rule, const PreprocessRecord & record,
              const RunContext & context)
{
  LabelSink sink(record, rule);
  for (std::int64_t first = 0; first < logits.size(1);)
  {
    context.Report(static_cast<double>(first) / static_cast<double>(logits.size(1)), "resample logits");
    context.ThrowIfCancelled();
    const at::Tensor slab = sink.Prepare(logits.size(1) - first);
    slab.copy_(logits.narrow(1, first, slab.size(1)));
    sink.Accept(context);
    first += slab.size(1);
  }
  return sink.Finish();
}

Volume
LabelsOf(const at::Tensor & logits, const LabelRule & rule, const PreprocessRecord & record, const RunContext & context)
{
  const auto labels = LabelGrid::CanStream(record) ? LabelsInSlabs : LabelsByClass;
  const Volume result = labels(logits, rule, record, context);
  context.Report(1.0, "resample logits");
  return result;
}
} // namespace

Volume
InvertLogits(const at::Tensor & logits, const PreprocessRecord & record, const RunContext & context)
{
  RequireLogits(logits, record);
  return LabelsOf(logits, {logits.size(0), {}, logits.scalar_type() == at::kHalf}, record, context);
}

Volume
InvertRegions(const at::Tensor & logits, const std::vector<std::int64_t> & values, const PreprocessRecord & record,
              const RunContext & context)
{
  RequireLogits(logits, record, 1);
  if (static_cast<std::int64_t>(values.size()) != logits.size(0))
  {
    Fail(ErrorKind::Internal, "found {} values for {} regions, expected one for each", values.size(), logits.size(0));
  }
  return LabelsOf(logits, {logits.size(0), values, logits.scalar_type() == at::kHalf}, record, context);
}

Volume
InvertProbabilities(const at::Tensor & logits, const PreprocessRecord & record, const RunContext & context)
{
  RequireLogits(logits, record);
  const Zyx<std::int64_t> & size = record.reordered.size;
  const at::Tensor reordered = at::zeros({logits.size(0), size.z, size.y, size.x}, at::kFloat);
  reordered.select(0, 0).fill_(1.0F);
  const at::Tensor crop = CropView(reordered, record);
  ForEachResampledClass(logits, record, context, [&](std::int64_t channel, const at::Tensor & scores) {
    crop.slice(0, channel, channel + 1).copy_(scores);
  });
  const double classes = static_cast<double>(logits.size(0));
  for (std::int64_t slice = 0; slice < crop.size(1); ++slice)
  {
    // The share of the last class, which was reported when it began.
    const double done = static_cast<double>(slice) / static_cast<double>(crop.size(1));
    context.Report((classes - 1.0 + done) / classes, "probabilities");
    context.ThrowIfCancelled();
    const at::Tensor scores = crop.select(1, slice);
    scores.copy_(at::softmax(scores, 0));
  }
  context.Report(1.0, "resample logits");
  return ToOriginalGrid(reordered, record);
}

Volume
InvertMap(const at::Tensor & map, const PreprocessRecord & record, const RunContext & context)
{
  RequireLogits(map, record, 1);
  const Zyx<std::int64_t> & size = record.reordered.size;
  const at::Tensor reordered = at::zeros({1, size.z, size.y, size.x}, at::kFloat);
  CropView(reordered, record).copy_(ResampledClass(map, 0, record, context.ThreadCount()));
  return ToOriginalGrid(reordered, record);
}

} // namespace vox
