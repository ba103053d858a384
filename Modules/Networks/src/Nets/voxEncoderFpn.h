// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderFpn_h
#define voxEncoderFpn_h

#include "Nets/voxEncoderNet.h"
#include "voxEncoderFpnOptions.h"

#include <array>

namespace vox
{

/** EncoderFpnOptions says what it is. Children: decoder.{p5, p4.skip_conv, p3.skip_conv, p2.skip_conv},
 * decoder.seg_blocks.S.block.B.block.{0, 1}. */
class EncoderFpn : public EncoderNet
{
public:
  explicit EncoderFpn(const EncoderFpnOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;

  class Branch;

private:
  std::array<std::shared_ptr<Convolution>, 4> m_Laterals; ///< to the pyramid's channels, coarsest first
  std::vector<std::shared_ptr<Branch>> m_Branches;
  double m_Dropout;
  std::int64_t m_Scale; ///< of the last upsampling
};

} // namespace vox

#endif
