# SPDX-License-Identifier: Apache-2.0
"""U-Nets on torchvision's classifiers that segmentation_models.pytorch does not have: their layers, divided where a
stride ends, and that package's decoder. As encoders AlexNet and SqueezeNet are padded, as Modules/Networks says."""
import torch
from torch import nn


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 6, 5, padding=2), nn.Conv2d(6, 16, 5, padding=2)

    def steps(self):
        halve = nn.AvgPool2d(2)
        return [nn.Sequential(self.conv1, nn.Tanh(), halve, self.conv2, nn.Tanh()), halve], [16, 16]


def divided(layers, *ends):
    return [layers[begin:end] for begin, end in zip((0, *ends), (*ends, len(layers)))]


def squeezenet(net):
    net.features[0].padding = (1, 1)
    return divided(net.features, 2, 5, 8), [64, 128, 256, 512]


def alexnet(net):
    net.features[0].padding = (5, 5)
    for pool in (net.features[2], net.features[5], net.features[12]):
        pool.ceil_mode = True
    return [None, *divided(net.features, 2, 5, 12)], [0, 64, 192, 256, 256]


def googlenet(net):
    stages = [net.conv1], [net.maxpool1, net.conv2, net.conv3], [net.maxpool2, net.inception3a, net.inception3b]
    fourth = [net.maxpool3, *(getattr(net, f"inception4{letter}") for letter in "abcde")]
    return [nn.Sequential(*stage) for stage in (*stages, fourth, [net.maxpool4, net.inception5a, net.inception5b])], \
        [64, 192, 480, 832, 1024]


def shufflenet(net):
    return [net.conv1, net.maxpool, net.stage2, net.stage3, nn.Sequential(net.stage4, net.conv5)], \
        [24, 24, 116, 232, 1024]


# Name of the encoder: what makes it, and how its layers and channels divide.
ENCODERS = {
    "lenet5": (LeNet5, LeNet5.steps),
    "alexnet": (lambda tv: tv.alexnet(), alexnet),
    "googlenet": (lambda tv: tv.googlenet(init_weights=False, aux_logits=False), googlenet),
    "squeezenet1_1": (lambda tv: tv.squeezenet1_1(), squeezenet),
    "mobilenet_v3_small": (lambda tv: tv.mobilenet_v3_small(),
                           lambda net: (divided(net.features, 1, 2, 4, 9), [16, 16, 24, 48, 576])),
    "mobilenet_v3_large": (lambda tv: tv.mobilenet_v3_large(),
                           lambda net: (divided(net.features, 2, 4, 7, 13), [16, 24, 40, 112, 960])),
    "shufflenet_v2_x1_0": (lambda tv: tv.shufflenet_v2_x1_0(), shufflenet),
    "efficientnet_b0": (lambda tv: tv.efficientnet_b0(),
                        lambda net: (divided(net.features, 2, 3, 4, 6), [16, 24, 40, 112, 1280])),
}


class EncoderUNet(nn.Module):
    def __init__(self, name, decoder, classes=2):
        import torchvision
        from segmentation_models_pytorch.base import SegmentationHead
        from segmentation_models_pytorch.decoders.unet.decoder import UnetDecoder
        super().__init__()
        make, divide = ENCODERS[name]
        self.encoder = make() if name == "lenet5" else make(torchvision.models)
        stages, channels = divide(self.encoder)
        self.stages = [stages]  # in a list, so that weights have one name
        self.decoder = UnetDecoder([3, *channels], decoder, len(channels))
        self.segmentation_head = SegmentationHead(decoder[-1], classes)

    def forward(self, images):
        features = [images]
        x = images
        for stage in self.stages[0]:
            if stage is None:  # no features of half the size
                features.append(images.new_zeros(len(images), 0, images.shape[2] // 2, images.shape[3] // 2))
                continue
            x = stage(x)
            features.append(x)
        return self.segmentation_head(self.decoder(features))
