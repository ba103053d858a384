// SPDX-License-Identifier: Apache-2.0
#ifndef voxBranchedEncoders_h
#define voxBranchedEncoders_h

#include "Encoders/voxImageEncoder.h"

#include <array>

namespace vox
{

/** GoogLeNet (Szegedy et al. 2015, arXiv 1409.4842) with batch norms and, as torchvision's, 3x3 where the paper has 5x5
 * convolutions; without the auxiliary heads of training. The classifier takes images normalized by the mean and
 * deviation of ImageNet and brings them to [-1, 1], for which it was trained; as an encoder it takes images as they
 * are. Children: convK.{conv, bn}, inceptionNX.branchB..., fc. */
class GoogLeNetEncoder : public ImageEncoder
{
public:
  explicit GoogLeNetEncoder(const EncoderShape & shape);
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
};

/** SqueezeNet 1.0 or 1.1 (Iandola et al. 2016, arXiv 1602.07360): a 1x1 convolution to few channels, then 1x1 and 3x3
 * ones side by side. Children: features.I.{squeeze, expand1x1, expand3x3}, classifier.1. */
class SqueezeNetEncoder : public ImageEncoder
{
public:
  SqueezeNetEncoder(const EncoderShape & shape, bool isNewer);
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
};

/** ShuffleNet v2 (Ma et al. 2018, arXiv 1807.11164): half of the channels passes a block unchanged; then the halves are
 * interleaved. `widths` of the three stages and the last convolution. Children: conv1.I, stageS.B.branchK.I, conv5.I,
 * fc. */
class ShuffleNetEncoder : public ImageEncoder
{
public:
  ShuffleNetEncoder(const EncoderShape & shape, const std::array<std::int64_t, 4> & widths);
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
};

} // namespace vox

#endif
