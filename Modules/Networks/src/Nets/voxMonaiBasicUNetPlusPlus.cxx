// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxMonaiBasicUNetPlusPlus.h"

#include <ATen/ops/cat.h>

#include <fmt/format.h>

namespace vox
{

MonaiBasicUNetPlusPlus::MonaiBasicUNetPlusPlus(const MonaiBasicUNetPlusPlusOptions & options)
    : m_First(register_module("conv_0_0",
                              std::make_shared<MonaiTwoConv>(options.inputChannels, options.features[0], options)))
{
  const std::vector<std::int64_t> & features = options.features;
  for (std::size_t level = 1; level < 5; ++level)
  {
    m_Down.push_back(register_module(fmt::format("conv_{}_0", level),
                                     std::make_shared<MonaiDown>(features[level - 1], features[level], options)));
  }
  for (std::size_t column = 1; column < 5; ++column)
  {
    m_Up.emplace_back();
    for (std::size_t level = 0; level + column < 5; ++level)
    {
      const std::int64_t below = features[level + 1];
      const MonaiUpChannels channels{.below = below,
                                     .upsampled = level == 0 ? below : below / 2,
                                     .skip = features[level] * static_cast<std::int64_t>(column),
                                     .output = column == 4 ? features[5] : features[level]};
      m_Up.back().push_back(
          register_module(fmt::format("upcat_{}_{}", level, column), std::make_shared<MonaiUpCat>(channels, options)));
    }
  }
  for (std::size_t column = 1; column < 5; ++column)
  {
    const ConvolutionShape head{.inputChannels = column == 4 ? features[5] : features[0],
                                .outputChannels = options.outputChannels};
    m_Heads.push_back(register_module(fmt::format("final_conv_0_{}", column),
                                      std::make_shared<Convolution>(head, options.dimensions)));
  }
}

std::vector<at::Tensor>
MonaiBasicUNetPlusPlus::FinestNodes(const at::Tensor & images) const
{
  std::vector<std::vector<at::Tensor>> nodes{{m_First->forward(images)}}; // by level
  for (const auto & down : m_Down)
  {
    nodes.push_back({down->forward(nodes.back().front())});
  }
  for (const auto & column : m_Up)
  {
    for (std::size_t level = 0; level < column.size(); ++level)
    {
      std::vector<at::Tensor> & before = nodes[level];
      const at::Tensor & below = nodes[level + 1][before.size() - 1]; // of the column before
      before.push_back(column[level]->forward(below, before.size() == 1 ? before.front() : at::cat(before, 1)));
    }
  }
  return nodes.front();
}

std::vector<at::Tensor>
MonaiBasicUNetPlusPlus::forward(const at::Tensor & images, bool deepSupervision)
{
  const std::vector<at::Tensor> nodes = FinestNodes(images);
  std::vector<at::Tensor> logits;
  for (std::size_t column = 4; column > (deepSupervision ? 0 : 3); --column)
  {
    logits.push_back(m_Heads[column - 1]->forward(nodes[column].to(at::kFloat)));
  }
  return logits;
}

at::Tensor
MonaiBasicUNetPlusPlus::Features(const at::Tensor & images)
{
  return FinestNodes(images).back();
}

const Convolution *
MonaiBasicUNetPlusPlus::LastLayer() const
{
  return m_Heads.back().get();
}

} // namespace vox
