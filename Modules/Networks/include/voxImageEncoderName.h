// SPDX-License-Identifier: Apache-2.0
#ifndef voxImageEncoderName_h
#define voxImageEncoderName_h

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace vox
{

/** A classification network whose features a decoder can take. Names, layers and names of parameters are torchvision's
 * (0.26), so that its published weights fit (voxEncoderWeights.h); LeNet-5 has names of its own.
 *
 * Its features have strides 2, 4, ... up to 32; LeNet-5 ends at 4 and SqueezeNet at 16, and AlexNet, whose first layer
 * has stride 4, has none of stride 2. AlexNet and SqueezeNet pad their first layer and pool partial windows, unlike
 * the published classifiers, whose features miss a voxel or two of an exact fraction of the image.
 *
 * The two trees of EfficientNet are networks of their own: `efficientnet_b0` is torchvision's, `efficientnet-b0` that
 * of segmentation_models.pytorch (lukemelas/EfficientNet-PyTorch), with other parameter names, the paddings of
 * TensorFlow and another eps. */
enum class ImageEncoderName
{
  LeNet5,         ///< LeCun et al. 1998, 10.1109/5.726791
  AlexNet,        ///< Krizhevsky 2014, arXiv 1404.5997
  Vgg11,          ///< Simonyan and Zisserman 2015, arXiv 1409.1556
  Vgg11BatchNorm, ///< the same with batch norms, as those below
  Vgg13,
  Vgg13BatchNorm,
  Vgg16,
  Vgg16BatchNorm,
  Vgg19,
  Vgg19BatchNorm,
  GoogLeNet, ///< Szegedy et al. 2015, arXiv 1409.4842
  ResNet18,  ///< He et al. 2016, arXiv 1512.03385
  ResNet34,
  ResNet50,
  ResNet101,
  ResNet152,
  ResNeXt50_32x4d, ///< Xie et al. 2017, arXiv 1611.05431
  ResNeXt101_32x8d,
  SqueezeNet1_0, ///< Iandola et al. 2016, arXiv 1602.07360
  SqueezeNet1_1,
  DenseNet121, ///< Huang et al. 2017, arXiv 1608.06993
  DenseNet161,
  DenseNet169,
  DenseNet201,
  MobileNetV2,      ///< Sandler et al. 2018, arXiv 1801.04381
  MobileNetV3Small, ///< Howard et al. 2019, arXiv 1905.02244
  MobileNetV3Large,
  ShuffleNetV2_x0_5, ///< Ma et al. 2018, arXiv 1807.11164
  ShuffleNetV2_x1_0,
  ShuffleNetV2_x1_5,
  ShuffleNetV2_x2_0,
  EfficientNetB0, ///< Tan and Le 2019, arXiv 1905.11946; torchvision's
  EfficientNetB1,
  EfficientNetB2,
  EfficientNetB3,
  EfficientNetB4,
  SamePadEfficientNetB0, ///< segmentation_models.pytorch's
  SamePadEfficientNetB1,
  SamePadEfficientNetB2,
  SamePadEfficientNetB3,
  SamePadEfficientNetB4
};

[[nodiscard]] constexpr std::array<std::pair<ImageEncoderName, std::string_view>, 41>
EnumNames(ImageEncoderName)
{
  using enum ImageEncoderName;
  return {{{LeNet5, "lenet5"},
           {AlexNet, "alexnet"},
           {Vgg11, "vgg11"},
           {Vgg11BatchNorm, "vgg11_bn"},
           {Vgg13, "vgg13"},
           {Vgg13BatchNorm, "vgg13_bn"},
           {Vgg16, "vgg16"},
           {Vgg16BatchNorm, "vgg16_bn"},
           {Vgg19, "vgg19"},
           {Vgg19BatchNorm, "vgg19_bn"},
           {GoogLeNet, "googlenet"},
           {ResNet18, "resnet18"},
           {ResNet34, "resnet34"},
           {ResNet50, "resnet50"},
           {ResNet101, "resnet101"},
           {ResNet152, "resnet152"},
           {ResNeXt50_32x4d, "resnext50_32x4d"},
           {ResNeXt101_32x8d, "resnext101_32x8d"},
           {SqueezeNet1_0, "squeezenet1_0"},
           {SqueezeNet1_1, "squeezenet1_1"},
           {DenseNet121, "densenet121"},
           {DenseNet161, "densenet161"},
           {DenseNet169, "densenet169"},
           {DenseNet201, "densenet201"},
           {MobileNetV2, "mobilenet_v2"},
           {MobileNetV3Small, "mobilenet_v3_small"},
           {MobileNetV3Large, "mobilenet_v3_large"},
           {ShuffleNetV2_x0_5, "shufflenet_v2_x0_5"},
           {ShuffleNetV2_x1_0, "shufflenet_v2_x1_0"},
           {ShuffleNetV2_x1_5, "shufflenet_v2_x1_5"},
           {ShuffleNetV2_x2_0, "shufflenet_v2_x2_0"},
           {EfficientNetB0, "efficientnet_b0"},
           {EfficientNetB1, "efficientnet_b1"},
           {EfficientNetB2, "efficientnet_b2"},
           {EfficientNetB3, "efficientnet_b3"},
           {EfficientNetB4, "efficientnet_b4"},
           {SamePadEfficientNetB0, "efficientnet-b0"},
           {SamePadEfficientNetB1, "efficientnet-b1"},
           {SamePadEfficientNetB2, "efficientnet-b2"},
           {SamePadEfficientNetB3, "efficientnet-b3"},
           {SamePadEfficientNetB4, "efficientnet-b4"}}};
}

/** How many times the encoder halves the image. */
[[nodiscard]] std::int64_t LargestDepth(ImageEncoderName name);

/** False for AlexNet, which has no features of half the size of the image. */
[[nodiscard]] bool HasHalfSizeFeatures(ImageEncoderName name);

} // namespace vox

#endif
