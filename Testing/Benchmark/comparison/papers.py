# SPDX-License-Identifier: Apache-2.0
"""Networks of papers and lessons that no package has, in plain PyTorch as its users write it: the layers, sizes and names
of Modules/Networks, where source and structure of each stand in its options header."""
import torch
from torch import nn
from torch.nn import functional

CONVOLUTION = {2: nn.Conv2d, 3: nn.Conv3d}
TRANSPOSED = {2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
BATCH_NORM = {2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
POOL = {2: functional.max_pool2d, 3: functional.max_pool3d}


def unit(d, channels, features, padding=1, norm=True):
    """Convolution of kernel 3, batch norm on request, ReLU."""
    layers = [CONVOLUTION[d](channels, features, 3, padding=padding)]
    return layers + ([BATCH_NORM[d](features)] if norm else []) + [nn.ReLU(True)]


def pair(d, channels, features, padding=1, norm=True, middle=None):
    middle = middle or features
    return nn.Sequential(*unit(d, channels, middle, padding, norm), *unit(d, middle, features, padding, norm))


def cropped(skip, like):
    for axis in range(2, skip.dim()):
        skip = skip.narrow(axis, (skip.shape[axis] - like.shape[axis]) // 2, like.shape[axis])
    return skip


def enlarged(x, factor=2, align=True):
    return functional.interpolate(x, scale_factor=factor, mode="bilinear" if x.dim() == 4 else "trilinear", align_corners=align)


class Levels(nn.Module):
    """The way of all U-Nets: `down` blocks with maxima between them, `up` layers and `join` blocks, from the coarsest."""
    upsampled_first = False

    def features_of(self, x, down, up, join, gates=None):
        skips = []
        for block in down[:-1]:
            x = block(x)
            skips.append(x)
            x = POOL[x.dim() - 2](x, 2)
        x = down[-1](x)
        for step, (upsample, block) in enumerate(zip(up, join)):
            x = upsample(x)
            skip = cropped(skips.pop(), x)
            skip = gates[step](skip, x) if gates else skip
            x = block(torch.cat([x, skip] if self.upsampled_first else [skip, x], 1))
        return x


class ClassicUNet(Levels):
    def __init__(self, channels=1, classes=2, features=(64, 128, 256, 512, 1024)):
        super().__init__()
        inputs = (channels, *features[:-1])
        coarse = list(zip(features[:0:-1], features[-2::-1]))
        self.down = nn.ModuleList(pair(2, i, f, 0, False) for i, f in zip(inputs, features))
        self.up = nn.ModuleList(nn.ConvTranspose2d(below, own, 2, 2) for below, own in coarse)
        self.dec = nn.ModuleList(pair(2, 2 * own, own, 0, False) for _, own in coarse)
        self.out = nn.Conv2d(features[0], classes, 1)

    def forward(self, x):
        return self.out(self.features_of(x, self.down, self.up, self.dec))


class UNet3D(Levels):
    def __init__(self, channels=3, classes=3, features=(32, 64, 128, 256)):
        super().__init__()
        self.enc = nn.ModuleList()
        for middle in features:
            self.enc.append(pair(3, channels, 2 * middle, 0, middle=middle))
            channels = 2 * middle
        self.up, self.dec = nn.ModuleList(), nn.ModuleList()
        for middle in features[-2::-1]:
            self.up.append(nn.ConvTranspose3d(channels, channels, 2, 2))
            self.dec.append(pair(3, channels + 2 * middle, 2 * middle, 0))
            channels = 2 * middle
        self.out = nn.Conv3d(channels, classes, 1)

    def forward(self, x):
        return self.out(self.features_of(x, self.enc, self.up, self.dec))


class SmallUNet(Levels):
    upsampled_first = True

    def __init__(self, channels=3, classes=1, features=(64, 128, 256)):
        super().__init__()
        self.enc1 = pair(2, channels, features[0], norm=False)
        self.enc2 = pair(2, features[0], features[1], norm=False)
        self.bottleneck = pair(2, features[1], features[2], norm=False)
        self.up2 = nn.ConvTranspose2d(features[2], features[1], 2, 2)
        self.dec2 = pair(2, 2 * features[1], features[1], norm=False)
        self.up1 = nn.ConvTranspose2d(features[1], features[0], 2, 2)
        self.dec1 = pair(2, 2 * features[0], features[0], norm=False)
        self.out = nn.Conv2d(features[0], classes, 1)

    def forward(self, x):
        return self.out(self.features_of(x, [self.enc1, self.enc2, self.bottleneck], [self.up2, self.up1],
                                         [self.dec2, self.dec1]))


class KerasUNet(nn.Module):
    def __init__(self, channels=3, classes=3, features=64):
        super().__init__()
        self.conv2d = nn.Conv2d(channels, features, 3, padding=1)
        self.conv2d_transpose = nn.ConvTranspose2d(features, features, 3, 2)
        self.conv2d_1 = nn.Conv2d(2 * features, classes, 1)

    def forward(self, x):
        skip = functional.relu(self.conv2d(x))
        up = self.conv2d_transpose(functional.max_pool2d(skip, 2))[:, :, :-1, :-1]
        return self.conv2d_1(torch.cat([up, skip], 1))


class Up(nn.Module):
    """Voxels are repeated, then a unit."""

    def __init__(self, d, channels, features):
        super().__init__()
        self.up = nn.Sequential(nn.Upsample(scale_factor=2), *unit(d, channels, features))

    def forward(self, x):
        return self.up(x)


class Gate(nn.Module):
    def __init__(self, d, channels, inner):
        super().__init__()
        def point(inputs, outputs):
            return nn.Sequential(CONVOLUTION[d](inputs, outputs, 1), BATCH_NORM[d](outputs))
        self.W_g, self.W_x, self.psi = point(channels, inner), point(channels, inner), point(inner, 1)

    def forward(self, skip, signal):
        return skip * torch.sigmoid(self.psi(functional.relu(self.W_g(signal) + self.W_x(skip))))


class Numbered(Levels):
    """Blocks with the number of their level in their names, as two of the papers' codes have them."""
    down, join = "", ""

    def __init__(self, block, d, channels, classes, features):
        super().__init__()
        for level, (inputs, own) in enumerate(zip((channels, *features), features), 1):
            setattr(self, f"{self.down}{level}", block(d, inputs, own))
        self.numbers = range(len(features), 1, -1)
        for level in self.numbers:
            below, own = features[level - 1], features[level - 2]
            setattr(self, f"Up{level}", Up(d, below, own))
            self.add(level, d, own)
            setattr(self, f"{self.join}{level}", block(d, 2 * own, own))
        self.Conv_1x1 = CONVOLUTION[d](features[0], classes, 1)

    def add(self, level, d, features):
        pass

    def listed(self, name, numbers):
        return [getattr(self, f"{name}{number}") for number in numbers]

    def forward(self, x):
        gates = self.listed("Att", self.numbers) if hasattr(self, "Att2") else None
        x = self.features_of(x, self.listed(self.down, reversed((*self.numbers, 1))), self.listed("Up", self.numbers),
                             self.listed(self.join, self.numbers), gates)
        return self.Conv_1x1(x)


class AttentionUNet(Numbered):
    down, join = "Conv", "Up_conv"

    def __init__(self, d=2, channels=3, classes=1, features=(64, 128, 256, 512, 1024)):
        super().__init__(pair, d, channels, classes, features)

    def add(self, level, d, features):
        setattr(self, f"Att{level}", Gate(d, features, features // 2))


class Recurrent(nn.Module):
    def __init__(self, d, features, recurrences):
        super().__init__()
        self.conv = nn.Sequential(*unit(d, features, features))
        self.recurrences = recurrences

    def forward(self, x):
        state = self.conv(x)
        for _ in range(self.recurrences):
            state = self.conv(x + state)
        return state


class RecurrentResidual(nn.Module):
    def __init__(self, d, channels, features, recurrences=2):
        super().__init__()
        self.RCNN = nn.Sequential(*(Recurrent(d, features, recurrences) for _ in range(2)))
        self.Conv_1x1 = CONVOLUTION[d](channels, features, 1)

    def forward(self, x):
        x = self.Conv_1x1(x)
        return x + self.RCNN(x)


class R2UNet(Numbered):
    down, join = "RRCNN", "Up_RRCNN"

    def __init__(self, d=2, channels=3, classes=1, features=(64, 128, 256, 512, 1024)):
        super().__init__(RecurrentResidual, d, channels, classes, features)


class NestedBlock(nn.Module):
    def __init__(self, channels, features):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, features, 3, padding=1), nn.BatchNorm2d(features)
        self.conv2, self.bn2 = nn.Conv2d(features, features, 3, padding=1), nn.BatchNorm2d(features)

    def forward(self, x):
        return functional.relu(self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x))))))


class NestedUNet(nn.Module):
    """With deep supervision; the average of all heads."""

    def __init__(self, channels=3, classes=1, features=(32, 64, 128, 256, 512)):
        super().__init__()
        self.levels = len(features)
        for place in range(self.levels):
            for level in range(self.levels - place):
                inputs = place * features[level] + features[level + 1] if place else (channels, *features)[level]
                setattr(self, f"conv{level}_{place}", NestedBlock(inputs, features[level]))
        for place in range(1, self.levels):
            setattr(self, f"final{place}", nn.Conv2d(features[0], classes, 1))

    def forward(self, x):
        nodes = [[] for _ in range(self.levels)]
        logits = []
        for diagonal in range(self.levels):
            x = self.conv0_0(x) if diagonal == 0 else getattr(self, f"conv{diagonal}_0")(functional.max_pool2d(x, 2))
            nodes[diagonal].append(x)
            for level in range(diagonal - 1, -1, -1):
                place = diagonal - level
                below = enlarged(nodes[level + 1][place - 1])
                nodes[level].append(getattr(self, f"conv{level}_{place}")(torch.cat([*nodes[level], below], 1)))
            if diagonal:
                logits.append(getattr(self, f"final{diagonal}")(nodes[0][diagonal]))
        return sum(logits) / len(logits)


class NormedConvolution(nn.Module):
    def __init__(self, channels, features, groups):
        super().__init__()
        self.groupnorm = nn.GroupNorm(groups if channels >= groups else 1, channels)
        self.conv = nn.Conv3d(channels, features, 3, padding=1, bias=False)

    def forward(self, x):
        return functional.relu(self.conv(self.groupnorm(x)))


class NormedPair(nn.Module):
    def __init__(self, channels, middle, features, groups):
        super().__init__()
        self.basic_module = nn.Sequential()
        self.basic_module.add_module("SingleConv1", NormedConvolution(channels, middle, groups))
        self.basic_module.add_module("SingleConv2", NormedConvolution(middle, features, groups))

    def forward(self, x):
        return self.basic_module(x)


class GroupNormUNet(Levels):
    def __init__(self, channels=1, classes=2, features=(64, 128, 256, 512), groups=8):
        super().__init__()
        self.encoders, self.decoders = nn.ModuleList(), nn.ModuleList()
        for own in features:
            self.encoders.append(NormedPair(channels, max(channels, own // 2), own, groups))
            channels = own
        for below, own in zip(features[:0:-1], features[-2::-1]):
            self.decoders.append(NormedPair(below + own, own, own, groups))
        self.final_conv = nn.Conv3d(features[0], classes, 1)

    def forward(self, x):
        repeat = nn.Upsample(scale_factor=2)
        return self.final_conv(self.features_of(x, self.encoders, [repeat] * len(self.decoders), self.decoders))


class MeshNet(nn.Module):
    def __init__(self, channels=1, classes=3, features=5, dilations=(1, 2, 4, 8, 16, 8, 4, 2, 1)):
        super().__init__()
        layers = []
        for dilation in dilations:
            layers += [nn.Conv3d(channels, features, 3, padding=dilation, dilation=dilation), nn.ReLU(True)]
            channels = features
        self.model = nn.Sequential(*layers, nn.Conv3d(features, classes, 1))

    def forward(self, x):
        return self.model(x)


class GridBlock(nn.Module):
    def __init__(self, channels, features):
        super().__init__()
        self.conv1, self.conv2 = (nn.Sequential(*unit(3, i, features)) for i in (channels, features))

    def forward(self, x):
        return self.conv2(self.conv1(x))


class GridGate(nn.Module):
    """On a grid of half the resolution."""

    def __init__(self, channels, signal_channels):
        super().__init__()
        gate = self.gate_block_1 = nn.Module()
        gate.W = nn.Sequential(nn.Conv3d(channels, channels, 1), nn.BatchNorm3d(channels))
        gate.theta = nn.Conv3d(channels, channels, 2, 2, bias=False)
        gate.phi, gate.psi = nn.Conv3d(signal_channels, channels, 1), nn.Conv3d(channels, 1, 1)
        self.combine_gates = nn.Sequential(nn.Conv3d(channels, channels, 1), nn.BatchNorm3d(channels), nn.ReLU(True))

    def forward(self, skip, signal):
        def resized(x, like):
            return functional.interpolate(x, like.shape[2:], mode="trilinear", align_corners=False)
        gate = self.gate_block_1
        theta = gate.theta(skip)
        score = gate.psi(functional.relu(theta + resized(gate.phi(signal), theta)))
        return self.combine_gates(gate.W(resized(torch.sigmoid(score), skip) * skip))


class GridAttentionUNet(nn.Module):
    def __init__(self, channels=1, classes=2, features=(16, 32, 64, 128, 256)):
        super().__init__()
        self.steps = len(features) - 1
        for level, (inputs, own) in enumerate(zip((channels, *features), features), 1):
            setattr(self, f"conv{level}" if level <= self.steps else "center", GridBlock(inputs, own))
        self.gating = nn.Module()
        self.gating.conv1 = nn.Sequential(nn.Conv3d(features[-1], features[-1], 1), nn.BatchNorm3d(features[-1]), nn.ReLU(True))
        for level in range(2, self.steps + 1):
            setattr(self, f"attentionblock{level}", GridGate(features[level - 1], features[level]))
        for level in range(self.steps, 0, -1):
            join = nn.Module()
            join.conv = GridBlock(features[level - 1] + features[level], features[level - 1])
            setattr(self, f"up_concat{level}", join)
            head = nn.Conv3d(features[level - 1], classes, 1)
            if level > 1:
                deep = nn.Module()
                deep.dsv = nn.Sequential(head)
                setattr(self, f"dsv{level}", deep)
            else:
                self.dsv1 = head
        self.final = nn.Conv3d(self.steps * classes, classes, 1)

    def forward(self, x):
        skips = []
        for level in range(1, self.steps + 1):
            x = getattr(self, f"conv{level}")(x)
            skips.append(x)
            x = functional.max_pool3d(x, 2)
        x = self.center(x)
        signal = self.gating.conv1(x)
        classes = [None] * self.steps
        for level in range(self.steps, 0, -1):
            skip = skips[level - 1]
            if level > 1:
                skip = getattr(self, f"attentionblock{level}")(skip, signal)
            x = signal = getattr(self, f"up_concat{level}").conv(torch.cat([skip, enlarged(x, align=False)], 1))
            if level > 1:
                classes[level - 1] = enlarged(getattr(self, f"dsv{level}").dsv(x), 2 ** (level - 1), align=False)
            else:
                classes[0] = self.dsv1(x)
        return self.final(torch.cat(classes, 1))
