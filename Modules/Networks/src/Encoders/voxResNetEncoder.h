// SPDX-License-Identifier: Apache-2.0
#ifndef voxResNetEncoder_h
#define voxResNetEncoder_h

#include "Encoders/voxImageEncoder.h"

#include <array>

namespace vox
{

/** How the members of the family differ. */
struct ResNetShape
{
  std::array<std::int64_t, 4> blocks;
  bool bottleneck = false; ///< 1x1, 3x3, 1x1 convolutions with four times the channels, instead of two 3x3
  std::int64_t groups = 1; ///< of the 3x3 convolution of a bottleneck
  std::int64_t groupWidth = 64;
};

/** ResNet (He et al. 2016, arXiv 1512.03385) with the stride in the 3x3 convolution of a bottleneck, and ResNeXt (Xie
 * et al. 2017, arXiv 1611.05431). Children: conv1, bn1, layerS.B.{convK, bnK, downsample.0, downsample.1}, fc. */
class ResNetEncoder : public ImageEncoder
{
public:
  ResNetEncoder(const EncoderShape & shape, const ResNetShape & network);
};

} // namespace vox

#endif
