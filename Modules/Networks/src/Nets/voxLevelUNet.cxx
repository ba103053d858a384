// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxLevelUNet.h"

#include "Blocks/voxCenterCrop.h"
#include "Blocks/voxResampling.h"
#include "Blocks/voxWidened.h"

#include <utility>

namespace vox
{

LevelUNet::LevelUNet(int dimensions, SkipConnection skip, Order order)
    : m_Dimensions(dimensions), m_Skip(skip), m_Order(order)
{}

std::vector<at::Tensor>
LevelUNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Head->forward(Widened(Features(images)))};
}

at::Tensor
LevelUNet::Features(const at::Tensor & images)
{
  at::Tensor current = images;
  std::vector<at::Tensor> skips;
  for (const auto & block : m_Encoder)
  {
    if (block != m_Encoder.front())
    {
      skips.push_back(current);
      current = HalveByMaximum(current);
    }
    current = block->forward(current, {});
  }
  for (std::size_t step = 0; step < m_Decoder.size(); ++step)
  {
    current = m_Upsamplings[step](current);
    at::Tensor skip = std::move(skips.back()); // let go of as soon as it has been used
    skips.pop_back();
    current = Join(*m_Decoder[step], current, Gated(step, std::move(skip), current));
  }
  return current;
}

const Convolution *
LevelUNet::LastLayer() const
{
  return m_Head.get();
}

void
LevelUNet::AddEncoder(std::string_view path, std::shared_ptr<LevelBlock> block)
{
  m_Encoder.push_back(RegisterAt(*this, path, std::move(block)));
}

void
LevelUNet::AddDecoder(Layer upsampling, std::string_view path, std::shared_ptr<LevelBlock> block)
{
  m_Upsamplings.push_back(std::move(upsampling));
  m_Decoder.push_back(RegisterAt(*this, path, std::move(block)));
}

void
LevelUNet::SetHead(std::string_view path, std::int64_t inputChannels, std::int64_t outputChannels)
{
  m_Head =
      RegisterAt(*this, path, std::make_shared<Convolution>(PointShape(inputChannels, outputChannels), m_Dimensions));
}

LevelUNet::Layer
LevelUNet::MakeUpsampling(std::string_view path, std::int64_t inputChannels, std::int64_t outputChannels)
{
  const Zyx<std::int64_t> stride{2, 2, 2};
  const auto layer =
      RegisterAt(*this, path, std::make_shared<Upsampling>(inputChannels, outputChannels, stride, true, m_Dimensions));
  return [layer](const at::Tensor & features) { return layer->forward(features); };
}

LevelUNet::Layer
LevelUNet::MakeRepeating(std::string_view convolution, std::string_view norm, std::int64_t inputChannels,
                         std::int64_t outputChannels)
{
  const ConvUnit unit(*this, PaddedShape(inputChannels, outputChannels), m_Dimensions, convolution, norm);
  return [unit](const at::Tensor & features) { return unit.forward(DoubleByRepeating(features)); };
}

std::int64_t
LevelUNet::JoinedChannels(std::int64_t upsampled, std::int64_t skip) const
{
  return m_Skip == SkipConnection::Concatenate ? upsampled + skip : upsampled;
}

int
LevelUNet::Dimensions() const
{
  return m_Dimensions;
}

at::Tensor
LevelUNet::Gated(std::size_t /*step*/, at::Tensor skip, const at::Tensor & /*upsampled*/)
{
  return skip;
}

at::Tensor
LevelUNet::Join(const LevelBlock & block, const at::Tensor & upsampled, const at::Tensor & skip) const
{
  if (m_Skip == SkipConnection::None)
  {
    return block.forward(upsampled, {});
  }
  const at::Tensor cropped = CenterCrop(skip, upsampled);
  if (m_Skip == SkipConnection::Add)
  {
    return block.forward(upsampled + cropped, {});
  }
  return m_Order == Order::SkipFirst ? block.forward(cropped, upsampled) : block.forward(upsampled, cropped);
}

} // namespace vox
