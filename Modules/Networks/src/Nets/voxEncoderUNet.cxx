// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxEncoderUNet.h"

#include "voxError.h"
#include "voxOptions.h"

#include <ATen/ops/cat.h>

namespace vox
{

EncoderUNet::EncoderUNet(const EncoderUNetOptions & options) : EncoderNet(options.encoder, EncoderShapeOf(options))
{
  std::vector<std::int64_t> skips = ChannelsFromCoarsest();
  std::int64_t channels = skips.front();
  if (NameOf(options.encoder).starts_with("vgg"))
  {
    torch::nn::Module & center = AddGroup(DecoderGroup(), "center");
    m_Center.push_back(AddDecoderLayer(center, "0", channels, channels, 3, options.dimensions));
    m_Center.push_back(AddDecoderLayer(center, "1", channels, channels, 3, options.dimensions));
  }
  torch::nn::Module & blocks = AddGroup(DecoderGroup(), "blocks");
  skips.push_back(0); // nothing has the size of the image
  for (std::size_t b = 0; b < options.decoderChannels.size(); ++b)
  {
    const std::int64_t outputs = options.decoderChannels[b];
    m_Blocks.push_back(blocks.register_module(
        std::to_string(b), std::make_shared<EncoderDecoderBlock>(channels, skips[b + 1], outputs, options.dimensions)));
    channels = outputs;
  }
  MakeHead(channels, options.outputChannels, 3);
}

std::vector<at::Tensor>
EncoderUNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  std::vector<at::Tensor> features = FeaturesFromCoarsest(images);
  features.emplace_back();
  at::Tensor current = std::move(features.front());
  for (const EncoderLayer & layer : m_Center)
  {
    current = layer(current);
  }
  for (std::size_t b = 0; b < m_Blocks.size(); ++b)
  {
    const at::Tensor skip = std::move(features[b + 1]);
    current = m_Blocks[b]->forward(current, skip);
  }
  return {Logits(current)};
}

EncoderUNetPlusPlus::EncoderUNetPlusPlus(const EncoderUNetOptions & options)
    : EncoderNet(options.encoder, EncoderShapeOf(options)), m_Last(options.decoderChannels.size() - 1)
{
  if (!HasHalfSizeFeatures(options.encoder))
  {
    Fail(ErrorKind::BadModel,
         "EncoderUNetPlusPlus: encoder {} has no features of half the size of the image; take another one",
         NameOf(options.encoder));
  }
  const std::vector<std::int64_t> channels = ChannelsFromCoarsest();
  const std::vector<std::int64_t> & widths = options.decoderChannels;
  torch::nn::Module & blocks = AddGroup(DecoderGroup(), "blocks");
  const auto add = [&](std::size_t d, std::size_t l, std::int64_t inputs, std::int64_t skip, std::int64_t outputs) {
    m_Blocks[{d, l}] =
        blocks.register_module("x_" + std::to_string(d) + "_" + std::to_string(l),
                               std::make_shared<EncoderDecoderBlock>(inputs, skip, outputs, options.dimensions));
  };
  for (std::size_t l = 0; l < m_Last; ++l)
  {
    const std::int64_t skip = channels[l + 1];
    add(0, l, l == 0 ? channels[0] : widths[l - 1], skip * static_cast<std::int64_t>(l + 1), widths[l]);
    for (std::size_t d = 1; d <= l; ++d)
    {
      add(d, l, channels[l], skip * static_cast<std::int64_t>(l + 1 - d), skip);
    }
  }
  add(0, m_Last, widths[m_Last - 1], 0, widths[m_Last]);
  MakeHead(widths.back(), options.outputChannels, 3);
}

std::vector<at::Tensor>
EncoderUNetPlusPlus::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  const std::vector<at::Tensor> features = FeaturesFromCoarsest(images);
  // Column l: the blocks of one size, of which (d, l) needs (d, l - 1) and those below it, d + 1 to l.
  std::vector<at::Tensor> coarser{features[0]};
  for (std::size_t l = 0; l < m_Last; ++l)
  {
    std::vector<at::Tensor> column(l + 1);
    std::vector<at::Tensor> skips{features[l + 1]};
    for (std::size_t d = l + 1; d-- > 0;)
    {
      // (l, l) takes the encoder's features of the coarser size.
      const at::Tensor & input = d == l ? features[l] : coarser[d];
      column[d] = m_Blocks.at({d, l})->forward(input, skips.size() == 1 ? skips.front() : at::cat(skips, 1));
      skips.insert(skips.begin(), column[d]);
    }
    coarser = std::move(column);
  }
  return {Logits(m_Blocks.at({0, m_Last})->forward(coarser[0], {}))};
}

} // namespace vox
