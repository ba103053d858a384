// SPDX-License-Identifier: Apache-2.0
#include "voxLabelSink.h"

#include "voxError.h"
#include "voxInvert.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstring>
#include <limits>

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

kernels::ArgmaxResize
ResizeOf(const PreprocessRecord & record, const LabelRule & rule)
{
  const int order = record.probabilities.order;
  kernels::ArgmaxResize resize{rule.channels,      record.resampled.size,
                               record.crop.Size(), {order, order, order},
                               rule.roundToHalf,   {rule.regionValues.begin(), rule.regionValues.end()}};
  if (const auto axis = SeparateAxisOf(record))
  {
    resize.order[*axis] = record.probabilities.orderZ;
  }
  return resize;
}

void
RequireStreaming(const PreprocessRecord & record, const LabelRule & rule)
{
  if (!LabelSink::CanStream(record))
  {
    Fail(ErrorKind::Internal, "logits resampled with order 3 cannot come slice by slice");
  }
  const auto values = static_cast<std::int64_t>(rule.regionValues.size());
  if (values != 0 && values != rule.channels)
  {
    Fail(ErrorKind::Internal, "found {} values for {} regions, expected one for each", values, rule.channels);
  }
}
} // namespace

at::ScalarType
LabelRule::LabelType() const
{
  const std::int64_t largest =
      regionValues.empty() ? channels - 1 : *std::max_element(regionValues.begin(), regionValues.end());
  return largest <= std::numeric_limits<std::uint8_t>::max()   ? at::kByte
         : largest <= std::numeric_limits<std::int16_t>::max() ? at::kShort
                                                               : at::kInt;
}

bool
LabelSink::CanStream(const PreprocessRecord & record)
{
  return record.probabilities.order != 3;
}

std::int64_t
LabelSink::SlabBytes(const PreprocessRecord & record, std::int64_t channels, std::int64_t slabBytes)
{
  const Zyx<std::int64_t> & size = record.resampled.size;
  return SlabSlices(record, channels, slabBytes) * channels * size.y * size.x *
         static_cast<std::int64_t>(sizeof(float));
}

LabelSink::LabelSink(const PreprocessRecord & record, const LabelRule & rule, std::int64_t slabBytes)
    : m_Record(record), m_Resize(ResizeOf(record, rule))
{
  RequireStreaming(record, rule);
  for (std::int64_t slice = 0; slice < m_Resize.outputSize.z; ++slice)
  {
    m_Needed.push_back(kernels::InputSlices(m_Resize, {slice, slice + 1}));
  }
  const Zyx<std::int64_t> & from = m_Resize.inputSize;
  m_Slab = at::empty({rule.channels, SlabSlices(record, rule.channels, slabBytes), from.y, from.x}, at::kFloat);
  const Zyx<std::int64_t> & size = record.reordered.size;
  m_Labels = at::zeros({1, size.z, size.y, size.x}, rule.LabelType());
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
  std::size_t last = m_Next;
  while (last < m_Needed.size() && m_Needed[last].last <= m_Filled.last)
  {
    ++last;
  }
  if (last == m_Next)
  {
    return;
  }
  const kernels::SliceRange output{static_cast<std::int64_t>(m_Next), static_cast<std::int64_t>(last)};
  const at::Tensor labels = at::empty({output.Count(), m_Resize.outputSize.y, m_Resize.outputSize.x}, at::kInt);
  kernels::ResizeArgmax(m_Resize, {m_Slab.const_data_ptr<float>(), m_Filled, m_Slab.stride(0)},
                        labels.mutable_data_ptr<std::int32_t>(), output, context.ThreadCount());
  CropView(m_Labels, m_Record).select(0, 0).slice(0, output.first, output.last).copy_(labels);
  m_Next = last;
}

void
LabelSink::DropFinished()
{
  const std::int64_t needed = m_Next < m_Needed.size() ? m_Needed[m_Next].first : m_Filled.last;
  const std::int64_t first = std::min(needed, m_Filled.last);
  const auto plane = static_cast<std::size_t>(m_Resize.inputSize.y * m_Resize.inputSize.x);
  const auto dropped = static_cast<std::size_t>(first - m_Filled.first);
  const auto kept = static_cast<std::size_t>(m_Filled.last - first);
  m_Filled.first = first;
  for (std::int64_t channel = 0; dropped > 0 && channel < m_Resize.channels; ++channel)
  {
    float * const slices = m_Slab.mutable_data_ptr<float>() + channel * m_Slab.stride(0);
    std::memmove(slices, slices + dropped * plane, kept * plane * sizeof(float));
  }
}

Volume
LabelSink::Finish()
{
  if (m_Next != m_Needed.size())
  {
    Fail(ErrorKind::Internal, "labels of {} slices: found logits for {}", m_Needed.size(), m_Next);
  }
  m_Slab.reset();
  return ToOriginalGrid(std::move(m_Labels), m_Record);
}

} // namespace vox
