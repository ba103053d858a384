// SPDX-License-Identifier: Apache-2.0
#include "voxLabelGrid.h"

#include "voxError.h"
#include "voxInvert.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>

namespace vox
{
namespace
{

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
  if (!LabelGrid::CanStream(record))
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
LabelGrid::CanStream(const PreprocessRecord & record)
{
  return record.probabilities.order != 3;
}

LabelGrid::LabelGrid(const PreprocessRecord & record, const LabelRule & rule)
    : m_Record(record), m_Resize(ResizeOf(record, rule))
{
  RequireStreaming(record, rule);
  for (std::int64_t slice = 0; slice < m_Resize.outputSize.z; ++slice)
  {
    m_Needed.push_back(kernels::InputSlices(m_Resize, {slice, slice + 1}));
  }
  const Zyx<std::int64_t> & size = record.reordered.size;
  m_Labels = at::zeros({1, size.z, size.y, size.x}, rule.LabelType());
}

const kernels::ArgmaxResize &
LabelGrid::Resize() const
{
  return m_Resize;
}

kernels::SliceRange
LabelGrid::Ready(std::int64_t last) const
{
  std::size_t end = m_Next;
  while (end < m_Needed.size() && m_Needed[end].last <= last)
  {
    ++end;
  }
  return {static_cast<std::int64_t>(m_Next), static_cast<std::int64_t>(end)};
}

std::int64_t
LabelGrid::FirstNeeded(std::int64_t last) const
{
  return m_Next < m_Needed.size() ? std::min(m_Needed[m_Next].first, last) : last;
}

void
LabelGrid::Store(const kernels::SliceRange & output, const at::Tensor & labels)
{
  CropView(m_Labels, m_Record).select(0, 0).slice(0, output.first, output.last).copy_(labels);
  m_Next = static_cast<std::size_t>(output.last);
}

Volume
LabelGrid::Finish()
{
  if (m_Next != m_Needed.size())
  {
    Fail(ErrorKind::Internal, "labels of {} slices: found logits for {}", m_Needed.size(), m_Next);
  }
  return ToOriginalGrid(std::move(m_Labels), m_Record);
}

} // namespace vox
