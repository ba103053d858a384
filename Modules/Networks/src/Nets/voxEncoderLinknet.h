// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderLinknet_h
#define voxEncoderLinknet_h

#include "Nets/voxEncoderNet.h"
#include "voxEncoderLinknetOptions.h"

namespace vox
{

/** EncoderLinknetOptions says what it is. Children: decoder.blocks.B.block.{0, 1, 2}.{0, 1}. */
class EncoderLinknet : public EncoderNet
{
public:
  explicit EncoderLinknet(const EncoderLinknetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

  class Block;

private:
  std::vector<std::shared_ptr<Block>> m_Blocks;
};

} // namespace vox

#endif
