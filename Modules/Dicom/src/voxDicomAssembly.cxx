// SPDX-License-Identifier: Apache-2.0
#include "voxDicomAssembly.h"

#include "voxParallelFor.h"
#include "voxTensorMemory.h"

#include <fmt/format.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Slices in the order of the plan, read on all threads; progress between batches, because only this thread tells. */
at::Tensor
ReadOrdered(const StackPlan & plan, const Zyx<std::int64_t> & size, int channels, const SliceReader & readSlice,
            const RunContext & context)
{
  const auto count = static_cast<std::int64_t>(plan.order.size());
  const std::int64_t area = size.y * size.x;
  const at::Tensor slices = NewTensor(std::array<std::int64_t, 4>{channels, count, size.y, size.x}, at::kFloat);
  float * values = MutableValuesOf<float>(slices);
  const int threads = context.ThreadCount();
  const std::int64_t batch = std::int64_t{8} * threads;
  for (std::int64_t first = 0; first < count; first += batch)
  {
    context.ThrowIfCancelled();
    context.Report(static_cast<double>(first) / static_cast<double>(count), "reading DICOM");
    ParallelFor(first, std::min(first + batch, count), 1, threads, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
      {
        readSlice(plan.order[static_cast<std::size_t>(i)], values + i * area, count * area);
      }
    });
  }
  context.Report(1.0, "reading DICOM");
  return slices;
}

double
OutsideValue(const DicomSeries & series, const at::Tensor & slices, const ReadDicomOptions & options)
{
  if (series.modality == "CT")
  {
    return options.outsideValue;
  }
  const float * values = ValuesOf<float>(slices);
  return *std::min_element(values, values + slices.numel());
}

} // namespace

std::string
NameOf(const DicomSeries & series)
{
  const std::string folder =
      series.instances.empty() ? std::string() : series.instances.front().file.parent_path().string() + ": ";
  return fmt::format("{}series {}", folder, series.seriesUid);
}

DicomImage
AssembleImage(const DicomSeries & series, const SliceStack & stack, const std::vector<SliceOrigin> & origins,
              int channels, const SliceReader & readSlice, std::vector<std::string> notes,
              const ReadDicomOptions & options, const RunContext & context)
{
  const StackPlan plan = PlanStack(stack, options);
  DicomImage result{.image = {.voxels = at::Tensor(), .geometry = plan.grid}, .source = {}, .notes = std::move(notes)};
  if (options.voxels)
  {
    at::Tensor voxels = ReadOrdered(plan, stack.size, channels, readSlice, context);
    const bool resampled = plan.sheared || plan.spread;
    result.image = MakeVolume(
        resampled ? Resampled(voxels, plan, OutsideValue(series, voxels, options), context.ThreadCount()) : voxels,
        plan.grid);
  }
  result.notes.insert(result.notes.end(), plan.notes.begin(), plan.notes.end());
  result.source = {series.studyUid, series.seriesUid, series.frameOfReferenceUid, series.modality, {}, nullptr};
  for (std::size_t i = 0; i < plan.order.size(); ++i)
  {
    result.source.frames.push_back(origins[plan.order[i]].frame);
    result.source.frames.back().geometry = plan.frames[i];
  }
  return result;
}

} // namespace vox
