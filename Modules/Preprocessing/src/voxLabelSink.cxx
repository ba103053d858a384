// SPDX-License-Identifier: Apache-2.0
#include "voxLabelSink.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstring>

namespace vox
{
namespace
{
constexpr std::int64_t carriedSlices = 1; // linear interpolation needs the slice before

/** Slices of a slab: as many as fit, one of them carried over from the slab before. */
std::int64_t
SlabSlices(const PreprocessRecord & record, std::int64_t channels, std::int64_t slabBytes)
{
  const Zyx<std::int64_t> & size = record.resampled.size;
  const std::int64_t sliceBytes = channels * size.y * size.x * static_cast<std::int64_t>(sizeof(float));
  return std::clamp<std::int64_t>(slabBytes / sliceBytes, carriedSlices + 2, size.z + carriedSlices);
}
} // namespace

std::int64_t
LabelSink::SlabBytes(const PreprocessRecord & record, std::int64_t channels, std::int64_t slabBytes)
{
  const Zyx<std::int64_t> & size = record.resampled.size;
  return SlabSlices(record, channels, slabBytes) * channels * size.y * size.x *
         static_cast<std::int64_t>(sizeof(float));
}

LabelSink::LabelSink(const PreprocessRecord & record, const LabelRule & rule, std::int64_t slabBytes)
    : m_Grid(record, rule)
{
  const Zyx<std::int64_t> & from = m_Grid.Resize().inputSize;
  m_Slab = at::empty({rule.channels, SlabSlices(record, rule.channels, slabBytes), from.y, from.x}, at::kFloat);
}

at::Tensor
LabelSink::Prepare(std::int64_t wanted)
{
  m_Prepared = std::min(wanted, m_Slab.size(1) - m_Filled.Count());
  return m_Slab.narrow(1, m_Filled.Count(), m_Prepared);
}

void
LabelSink::Accept(const RunContext & context)
{
  m_Filled.last += m_Prepared;
  m_Prepared = 0;
  Decode(context);
  DropFinished();
}

void
LabelSink::Decode(const RunContext & context)
{
  const kernels::SliceRange output = m_Grid.Ready(m_Filled.last);
  if (output.Count() == 0)
  {
    return;
  }
  const kernels::ArgmaxResize & resize = m_Grid.Resize();
  const at::Tensor labels = at::empty({output.Count(), resize.outputSize.y, resize.outputSize.x}, at::kInt);
  kernels::ResizeArgmax(resize, {m_Slab.const_data_ptr<float>(), m_Filled, m_Slab.stride(0)},
                        labels.mutable_data_ptr<std::int32_t>(), output, context.ThreadCount());
  m_Grid.Store(output, labels);
}

void
LabelSink::DropFinished()
{
  const std::int64_t first = m_Grid.FirstNeeded(m_Filled.last);
  const kernels::ArgmaxResize & resize = m_Grid.Resize();
  const auto plane = static_cast<std::size_t>(resize.inputSize.y * resize.inputSize.x);
  const auto dropped = static_cast<std::size_t>(first - m_Filled.first);
  const auto kept = static_cast<std::size_t>(m_Filled.last - first);
  m_Filled.first = first;
  for (std::int64_t channel = 0; dropped > 0 && channel < resize.channels; ++channel)
  {
    float * const slices = m_Slab.mutable_data_ptr<float>() + channel * m_Slab.stride(0);
    std::memmove(slices, slices + dropped * plane, kept * plane * sizeof(float));
  }
}

Volume
LabelSink::Finish()
{
  m_Slab.reset();
  return m_Grid.Finish();
}

} // namespace vox
