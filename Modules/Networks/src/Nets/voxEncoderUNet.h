// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderUNet_h
#define voxEncoderUNet_h

#include "Nets/voxEncoderNet.h"
#include "voxEncoderUNetOptions.h"

#include <map>

namespace vox
{

/** EncoderUNetOptions says what it is. Children: decoder.center.I (VGG), decoder.blocks.B.convK. */
class EncoderUNet : public EncoderNet
{
public:
  explicit EncoderUNet(const EncoderUNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;

private:
  std::vector<EncoderLayer> m_Center;
  std::vector<std::shared_ptr<EncoderDecoderBlock>> m_Blocks;
};

/** The same with blocks at every scale (Zhou et al. 2018, arXiv 1807.10165): block (d, l) takes the result of (d, l -
 * 1) and, as skip, those of (d + 1, l) to (l, l) and the encoder's features of their size; l counts from the coarsest.
 * Children: decoder.blocks.x_D_L.convK. */
class EncoderUNetPlusPlus : public EncoderNet
{
public:
  explicit EncoderUNetPlusPlus(const EncoderUNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;

private:
  std::map<std::pair<std::size_t, std::size_t>, std::shared_ptr<EncoderDecoderBlock>> m_Blocks;
  std::size_t m_Last; ///< l of the block that has no skip
};

} // namespace vox

#endif
