// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxNestedUNet.h"

#include "Blocks/voxResampling.h"
#include "Blocks/voxWidened.h"

#include <ATen/ops/cat.h>

#include <fmt/format.h>

#include <algorithm>

namespace vox
{

NestedUNet::NestedUNet(const NestedUNetOptions & options)
    : m_Nodes(options.features.size()),
      m_Last(options.predictionHead == 0 ? options.features.size() - 1
                                         : static_cast<std::size_t>(options.predictionHead)),
      m_DeepSupervision(options.deepSupervision),
      m_Average(options.deepSupervision && options.predictionHead == 0)
{
  const std::size_t levels = options.features.size();
  for (std::size_t place = 0; place < levels; ++place)
  {
    for (std::size_t level = 0; level + place < levels; ++level)
    {
      const std::int64_t channels = options.features[level];
      const std::int64_t above = level == 0 ? options.inputChannels : options.features[level - 1];
      ConvPairShape shape{.inputChannels = above, .middleChannels = channels, .outputChannels = channels};
      if (place > 0)
      {
        shape.inputChannels = static_cast<std::int64_t>(place) * channels + options.features[level + 1];
      }
      m_Nodes[level].push_back(register_module(
          fmt::format("conv{}_{}", level, place),
          std::make_shared<ConvPair>(shape, options.dimensions, ConvPairNames{"conv1", "bn1", "conv2", "bn2"})));
    }
  }
  for (std::size_t place = options.deepSupervision ? 1 : levels - 1; place < levels; ++place)
  {
    m_Heads.push_back(
        register_module(options.deepSupervision ? fmt::format("final{}", place) : "final",
                        std::make_shared<Convolution>(PointShape(options.features.front(), options.outputChannels),
                                                      options.dimensions)));
  }
}

std::vector<at::Tensor>
NestedUNet::forward(const at::Tensor & images, bool deepSupervision)
{
  if (deepSupervision && m_DeepSupervision)
  {
    std::vector<at::Tensor> logits = Classify(FinestNodes(images, m_Nodes.size() - 1));
    std::ranges::reverse(logits);
    return logits;
  }
  if (!m_Average)
  {
    return {LastLayer()->forward(Widened(Features(images)))};
  }
  const std::vector<at::Tensor> logits = Classify(FinestNodes(images, m_Last));
  at::Tensor sum = logits.front();
  for (std::size_t head = 1; head < logits.size(); ++head)
  {
    sum = sum + logits[head];
  }
  return {sum / static_cast<double>(logits.size())};
}

at::Tensor
NestedUNet::Features(const at::Tensor & images)
{
  return m_Average ? forward(images, false).front() : FinestNodes(images, m_Last).back();
}

const Convolution *
NestedUNet::LastLayer() const
{
  if (m_Average)
  {
    return nullptr;
  }
  return m_DeepSupervision ? m_Heads[m_Last - 1].get() : m_Heads.front().get();
}

std::vector<at::Tensor>
NestedUNet::FinestNodes(const at::Tensor & images, std::size_t last) const
{
  // A node needs the one below it on its diagonal, and those of its level on the diagonals before.
  std::vector<at::Tensor> finest;
  std::vector<at::Tensor> earlier(last + 1); // the nodes of each level so far, their channels one behind the other
  at::Tensor encoder;
  for (std::size_t diagonal = 0; diagonal <= last; ++diagonal)
  {
    encoder = m_Nodes[diagonal].front()->forward(diagonal == 0 ? images : HalveByMaximum(encoder), {});
    earlier[diagonal] = encoder;
    at::Tensor node = encoder;
    for (std::size_t level = diagonal; level-- > 0;)
    {
      node = m_Nodes[level][diagonal - level]->forward(earlier[level], Enlarged(node, 2, true));
      earlier[level] = diagonal == last ? at::Tensor() : at::cat({earlier[level], node}, 1);
    }
    if (diagonal > 0)
    {
      finest.push_back(node);
    }
  }
  return finest;
}

std::vector<at::Tensor>
NestedUNet::Classify(const std::vector<at::Tensor> & nodes) const
{
  std::vector<at::Tensor> logits;
  for (std::size_t node = 0; node < nodes.size(); ++node)
  {
    logits.push_back(m_Heads[node]->forward(nodes[node].to(at::kFloat)));
  }
  return logits;
}

} // namespace vox
