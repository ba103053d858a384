// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxBranchedEncoders.h"
#include "Encoders/voxDenseNetEncoder.h"
#include "Encoders/voxEfficientNetEncoder.h"
#include "Encoders/voxMobileNetEncoder.h"
#include "Encoders/voxPlainEncoders.h"
#include "Encoders/voxResNetEncoder.h"
#include "voxOptions.h"

namespace vox
{
namespace
{

/** "b3" counts 3 from "b0". */
int
Member(ImageEncoderName name, ImageEncoderName first)
{
  return static_cast<int>(name) - static_cast<int>(first);
}

std::shared_ptr<ImageEncoder>
Make(ImageEncoderName name, const EncoderShape & shape)
{
  using enum ImageEncoderName;
  const auto resNet = [&](const ResNetShape & network) { return std::make_shared<ResNetEncoder>(shape, network); };
  const auto vgg = [&](int layers, bool batchNorm) { return std::make_shared<VggEncoder>(shape, layers, batchNorm); };
  const auto dense = [&](const DenseNetShape & network) { return std::make_shared<DenseNetEncoder>(shape, network); };
  const auto shuffle = [&](std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t last) {
    return std::make_shared<ShuffleNetEncoder>(shape, std::array<std::int64_t, 4>{a, b, c, last});
  };
  switch (name)
  {
  case LeNet5:
    return std::make_shared<LeNetEncoder>(shape);
  case AlexNet:
    return std::make_shared<AlexNetEncoder>(shape);
  case Vgg11:
    return vgg(11, false);
  case Vgg11BatchNorm:
    return vgg(11, true);
  case Vgg13:
    return vgg(13, false);
  case Vgg13BatchNorm:
    return vgg(13, true);
  case Vgg16:
    return vgg(16, false);
  case Vgg16BatchNorm:
    return vgg(16, true);
  case Vgg19:
    return vgg(19, false);
  case Vgg19BatchNorm:
    return vgg(19, true);
  case GoogLeNet:
    return std::make_shared<GoogLeNetEncoder>(shape);
  case ResNet18:
    return resNet({.blocks = {2, 2, 2, 2}});
  case ResNet34:
    return resNet({.blocks = {3, 4, 6, 3}});
  case ResNet50:
    return resNet({.blocks = {3, 4, 6, 3}, .bottleneck = true});
  case ResNet101:
    return resNet({.blocks = {3, 4, 23, 3}, .bottleneck = true});
  case ResNet152:
    return resNet({.blocks = {3, 8, 36, 3}, .bottleneck = true});
  case ResNeXt50_32x4d:
    return resNet({.blocks = {3, 4, 6, 3}, .bottleneck = true, .groups = 32, .groupWidth = 4});
  case ResNeXt101_32x8d:
    return resNet({.blocks = {3, 4, 23, 3}, .bottleneck = true, .groups = 32, .groupWidth = 8});
  case SqueezeNet1_0:
  case SqueezeNet1_1:
    return std::make_shared<SqueezeNetEncoder>(shape, name == SqueezeNet1_1);
  case DenseNet121:
    return dense({.layers = {6, 12, 24, 16}});
  case DenseNet161:
    return dense({.layers = {6, 12, 36, 24}, .growth = 48, .firstChannels = 96});
  case DenseNet169:
    return dense({.layers = {6, 12, 32, 32}});
  case DenseNet201:
    return dense({.layers = {6, 12, 48, 32}});
  case MobileNetV2:
    return std::make_shared<MobileNetV2Encoder>(shape);
  case MobileNetV3Small:
  case MobileNetV3Large:
    return std::make_shared<MobileNetV3Encoder>(shape, name == MobileNetV3Large);
  case ShuffleNetV2_x0_5:
    return shuffle(48, 96, 192, 1024);
  case ShuffleNetV2_x1_0:
    return shuffle(116, 232, 464, 1024);
  case ShuffleNetV2_x1_5:
    return shuffle(176, 352, 704, 1024);
  case ShuffleNetV2_x2_0:
    return shuffle(244, 488, 976, 2048);
  case EfficientNetB0:
  case EfficientNetB1:
  case EfficientNetB2:
  case EfficientNetB3:
  case EfficientNetB4:
    return std::make_shared<EfficientNetEncoder>(shape, Member(name, EfficientNetB0), EfficientNetTree::Torchvision);
  case SamePadEfficientNetB0:
  case SamePadEfficientNetB1:
  case SamePadEfficientNetB2:
  case SamePadEfficientNetB3:
  case SamePadEfficientNetB4:
    return std::make_shared<EfficientNetEncoder>(shape, Member(name, SamePadEfficientNetB0), EfficientNetTree::SamePad);
  }
  Fail(ErrorKind::Internal, "an image encoder has no maker");
}

} // namespace

std::shared_ptr<ImageEncoder>
MakeImageEncoder(ImageEncoderName name, const EncoderShape & shape)
{
  if (shape.classes == 0 && (shape.depth < 1 || shape.depth > LargestDepth(name)))
  {
    Fail(ErrorKind::BadModel, "encoder {}: found a depth of {}, expected 1 to {}", NameOf(name), shape.depth,
         LargestDepth(name));
  }
  return Make(name, shape);
}

} // namespace vox
