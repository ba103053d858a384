// SPDX-License-Identifier: Apache-2.0
#ifndef voxDenseNetEncoder_h
#define voxDenseNetEncoder_h

#include "Encoders/voxImageEncoder.h"

#include <array>

namespace vox
{

/** How the members of the family differ. */
struct DenseNetShape
{
  std::array<std::int64_t, 4> layers; ///< of the blocks
  std::int64_t growth = 32;           ///< channels that a layer adds
  std::int64_t firstChannels = 64;
};

/** DenseNet (Huang et al. 2017, arXiv 1608.06993): each layer sees what all earlier ones of its block gave. The
 * features of a stride are those that the transition halves, after its norm and ReLU, and the last norm's. Children:
 * features.{ conv0, norm0, denseblockB.denselayerL.{norm1, conv1, norm2, conv2}, transitionB.{norm, conv}, norm5},
 * classifier. */
class DenseNetEncoder : public ImageEncoder
{
public:
  DenseNetEncoder(const EncoderShape & shape, const DenseNetShape & network);
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
};

} // namespace vox

#endif
