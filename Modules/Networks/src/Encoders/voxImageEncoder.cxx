// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxImageEncoder.h"

#include <cmath>

namespace vox
{

ImageEncoder::ImageEncoder(const EncoderShape & shape) : m_Shape(shape)
{}

std::vector<at::Tensor>
ImageEncoder::forward(const at::Tensor & images) const
{
  std::vector<at::Tensor> features;
  at::Tensor current = images;
  std::size_t done = 0;
  for (const std::size_t end : m_Ends)
  {
    for (; done < end; ++done)
    {
      current = m_Steps[done](current);
    }
    features.push_back(end == 0 ? at::Tensor() : current);
  }
  return features;
}

const std::vector<std::int64_t> &
ImageEncoder::Channels() const
{
  return m_Channels;
}

at::Tensor
ImageEncoder::Classify(const at::Tensor & images) const
{
  at::Tensor current = images;
  for (const Step & step : m_Steps)
  {
    current = step(current);
  }
  return m_Head(current);
}

WeightDraw
ImageEncoder::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t /*fanIn*/) const
{
  if (weight.dim() == 2)
  {
    return {WeightDraw::Kind::Normal, 0.01};
  }
  if (weight.dim() > 2)
  {
    const auto fanOut = static_cast<double>(weight.numel() / weight.size(1));
    return {WeightDraw::Kind::Normal, std::sqrt(2.0 / fanOut)};
  }
  return {WeightDraw::Kind::Constant, name.ends_with("weight") ? 1.0 : 0.0};
}

const EncoderShape &
ImageEncoder::Shape() const
{
  return m_Shape;
}

bool
ImageEncoder::HasHead() const
{
  return m_Shape.classes > 0;
}

bool
ImageEncoder::IsComplete() const
{
  return !HasHead() && static_cast<std::int64_t>(m_Ends.size()) >= m_Shape.depth;
}

void
ImageEncoder::Then(Step step)
{
  m_Steps.push_back(std::move(step));
}

void
ImageEncoder::EndStride(std::int64_t channels)
{
  m_Ends.push_back(m_Steps.size());
  m_Channels.push_back(channels);
}

void
ImageEncoder::SkipStride()
{
  m_Ends.push_back(0);
  m_Channels.push_back(0);
}

void
ImageEncoder::SetHead(Step head)
{
  m_Head = std::move(head);
}

} // namespace vox
