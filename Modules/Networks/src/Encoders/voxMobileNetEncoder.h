// SPDX-License-Identifier: Apache-2.0
#ifndef voxMobileNetEncoder_h
#define voxMobileNetEncoder_h

#include "Encoders/voxImageEncoder.h"

namespace vox
{

/** MobileNet v2 (Sandler et al. 2018, arXiv 1801.04381). Children: features.I.conv..., classifier.1. */
class MobileNetV2Encoder : public ImageEncoder
{
public:
  explicit MobileNetV2Encoder(const EncoderShape & shape);
};

/** MobileNet v3 small or large (Howard et al. 2019, arXiv 1905.02244). Children: features.I.block..., classifier.{0,
 * 3}.
 */
class MobileNetV3Encoder : public ImageEncoder
{
public:
  MobileNetV3Encoder(const EncoderShape & shape, bool isLarge);
};

} // namespace vox

#endif
