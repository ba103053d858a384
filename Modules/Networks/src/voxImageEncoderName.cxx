// SPDX-License-Identifier: Apache-2.0
#include "voxImageEncoderName.h"

namespace vox
{

std::int64_t
LargestDepth(ImageEncoderName name)
{
  switch (name)
  {
  case ImageEncoderName::LeNet5:
    return 2;
  case ImageEncoderName::SqueezeNet1_0:
  case ImageEncoderName::SqueezeNet1_1:
    return 4;
  default:
    return 5;
  }
}

bool
HasHalfSizeFeatures(ImageEncoderName name)
{
  return name != ImageEncoderName::AlexNet;
}

} // namespace vox
