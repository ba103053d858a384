// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlainEncoders_h
#define voxPlainEncoders_h

#include "Encoders/voxImageEncoder.h"

namespace vox
{

/** LeNet-5 (LeCun et al. 1998, DOI 10.1109/5.726791) with padded convolutions, so that it takes images of any size: for
 * 10 classes and one channel it has 61,706 parameters. Children: conv1, conv2, fc1, fc2, fc3. */
class LeNetEncoder : public ImageEncoder
{
public:
  explicit LeNetEncoder(const EncoderShape & shape);
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
};

/** AlexNet in the form of Krizhevsky 2014, arXiv 1404.5997. Children: features.I, classifier.I. */
class AlexNetEncoder : public ImageEncoder
{
public:
  explicit AlexNetEncoder(const EncoderShape & shape);
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
};

/** VGG (Simonyan and Zisserman 2015, arXiv 1409.1556) of 11, 13, 16 or 19 layers. Features are those before a pool,
 * from half the size on, and the last pool's. Children: features.I, classifier.I. */
class VggEncoder : public ImageEncoder
{
public:
  VggEncoder(const EncoderShape & shape, int layers, bool batchNorm);
};

} // namespace vox

#endif
