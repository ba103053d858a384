// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentFrames.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <unordered_map>

namespace vox
{

LabeledFrames::LabeledFrames(const Segmentation & segmentation, const DicomSource & source)
    : m_Segments(segmentation.segments)
{
  for (const Volume & layer : segmentation.layers)
  {
    m_Layers.push_back(LabelsOnFrames(layer, source));
  }
}

template <typename TVisit>
void
LabeledFrames::VisitPixels(std::size_t layer, TVisit && visit) const
{
  std::unordered_map<std::int32_t, std::size_t> segmentOf;
  for (std::size_t i = 0; i < m_Segments.size(); ++i)
  {
    if (m_Segments[i].layer == layer)
    {
      segmentOf.emplace(static_cast<std::int32_t>(m_Segments[i].value), i);
    }
  }
  const at::Tensor & labels = m_Layers[layer];
  const std::int32_t * value = ValuesOf<std::int32_t>(labels);
  const auto pixels = static_cast<std::size_t>(labels.size(2) * labels.size(3));
  const auto frames = static_cast<std::size_t>(labels.size(1));
  std::int32_t last = 0;
  std::size_t segment = 0;
  for (std::size_t frame = 0; frame < frames; ++frame)
  {
    for (std::size_t pixel = 0; pixel < pixels; ++pixel, ++value)
    {
      if (*value == 0)
      {
        continue;
      }
      if (*value != last) // neighbors are mostly of one segment
      {
        const auto found = segmentOf.find(*value);
        if (found == segmentOf.end())
        {
          Fail(ErrorKind::BadInput, "layer {} of the labels holds the value {}, which no segment has; name it", layer,
               *value);
        }
        last = *value;
        segment = found->second;
      }
      visit(segment, frame, pixel);
    }
  }
}

std::vector<SegmentFrame>
LabeledFrames::Stored() const
{
  if (m_Segments.empty())
  {
    Fail(ErrorKind::BadInput, "the labels have no segments, and DICOM has no segmentation of nothing");
  }
  const auto frames = static_cast<std::size_t>(m_Layers.front().size(1));
  std::vector<bool> holds(m_Segments.size() * frames);
  for (std::size_t layer = 0; layer < m_Layers.size(); ++layer)
  {
    VisitPixels(layer,
                [&](std::size_t segment, std::size_t frame, std::size_t) { holds[segment * frames + frame] = true; });
  }
  std::vector<SegmentFrame> stored;
  for (std::size_t i = 0; i < holds.size(); ++i)
  {
    if (holds[i])
    {
      stored.push_back({i / frames, i % frames});
    }
  }
  return stored;
}

void
LabeledFrames::Pack(const std::vector<SegmentFrame> & stored, std::uint8_t * bits) const
{
  const auto frames = static_cast<std::size_t>(m_Layers.front().size(1));
  const auto pixels = static_cast<std::size_t>(m_Layers.front().size(2) * m_Layers.front().size(3));
  std::vector<std::size_t> firstBit(m_Segments.size() * frames);
  for (std::size_t i = 0; i < stored.size(); ++i)
  {
    firstBit[stored[i].segment * frames + stored[i].source] = i * pixels;
  }
  for (std::size_t layer = 0; layer < m_Layers.size(); ++layer)
  {
    VisitPixels(layer, [&](std::size_t segment, std::size_t frame, std::size_t pixel) {
      const std::size_t bit = firstBit[segment * frames + frame] + pixel;
      bits[bit / 8] = static_cast<std::uint8_t>(bits[bit / 8] | (1U << (bit % 8)));
    });
  }
}

std::vector<std::uint8_t>
LabeledFrames::Mask(const SegmentFrame & frame) const
{
  const Segment & segment = m_Segments[frame.segment];
  const at::Tensor & labels = m_Layers[segment.layer];
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(labels.size(2) * labels.size(3)));
  const std::int32_t * first = ValuesOf<std::int32_t>(labels) + frame.source * mask.size();
  std::transform(first, first + mask.size(), mask.begin(),
                 [&](std::int32_t label) { return static_cast<std::uint8_t>(label == segment.value ? 1 : 0); });
  return mask;
}

} // namespace vox
