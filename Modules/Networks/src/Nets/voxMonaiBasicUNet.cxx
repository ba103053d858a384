// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxMonaiBasicUNet.h"

#include "Blocks/voxWidened.h"
#include <utility>

namespace vox
{

MonaiBasicUNet::MonaiBasicUNet(const MonaiBasicUNetOptions & options)
    : m_First(register_module("conv_0",
                              std::make_shared<MonaiTwoConv>(options.inputChannels, options.features[0], options)))
{
  const std::vector<std::int64_t> & features = options.features;
  for (std::size_t level = 1; level < 5; ++level)
  {
    m_Down[level - 1] = register_module("down_" + std::to_string(level),
                                        std::make_shared<MonaiDown>(features[level - 1], features[level], options));
  }
  for (std::size_t level = 4; level > 0; --level)
  {
    const bool isFinest = level == 1;
    const MonaiUpChannels channels{.below = features[level],
                                   .upsampled = isFinest ? features[level] : features[level] / 2,
                                   .skip = features[level - 1],
                                   .output = isFinest ? features[5] : features[level - 1]};
    m_Up[4 - level] =
        register_module("upcat_" + std::to_string(level), std::make_shared<MonaiUpCat>(channels, options));
  }
  const ConvolutionShape last{.inputChannels = features[5], .outputChannels = options.outputChannels};
  m_Last = register_module("final_conv", std::make_shared<Convolution>(last, options.dimensions));
}

std::vector<at::Tensor>
MonaiBasicUNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Last->forward(Widened(Features(images)))};
}

at::Tensor
MonaiBasicUNet::Features(const at::Tensor & images)
{
  std::vector<at::Tensor> skips{m_First->forward(images)};
  for (const auto & down : m_Down)
  {
    skips.push_back(down->forward(skips.back()));
  }
  at::Tensor current = std::move(skips.back());
  for (const auto & up : m_Up)
  {
    skips.pop_back();
    current = up->forward(current, skips.back());
  }
  return current;
}

const Convolution *
MonaiBasicUNet::LastLayer() const
{
  return m_Last.get();
}

} // namespace vox
