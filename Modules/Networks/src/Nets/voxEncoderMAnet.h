// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderMAnet_h
#define voxEncoderMAnet_h

#include "Nets/voxEncoderNet.h"
#include "voxEncoderMAnetOptions.h"

namespace vox
{

/** EncoderMAnetOptions says what it is. Children: decoder.center.{top_conv, center_conv, bottom_conv, out_conv},
 * decoder.blocks.B.{hl_conv.I, SE_ll.{1, 3}, SE_hl.{1, 3}, conv1, conv2}; the last block has only conv1 and conv2. */
class EncoderMAnet : public EncoderNet
{
public:
  explicit EncoderMAnet(const EncoderMAnetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;

  class Center;
  class Block;

private:
  std::shared_ptr<Center> m_Center;
  std::vector<std::shared_ptr<Block>> m_Blocks;              ///< null where there is no skip
  std::vector<std::shared_ptr<EncoderDecoderBlock>> m_Plain; ///< those
};

} // namespace vox

#endif
