# SPDX-License-Identifier: Apache-2.0
"""Networks with transformers that no package has, in plain PyTorch with its fused attention: the layers, sizes and names
of Modules/Networks. What packages do have is theirs: nnU-Net's convolutions, MONAI's Swin blocks."""
import torch
from torch import nn
from torch.nn import functional

from comparison.papers import BATCH_NORM, CONVOLUTION, POOL, enlarged


def named(**children):
    module = nn.Module()
    for name, child in children.items():
        module.add_module(name, child)
    return module


def tokens_of(features):
    return features.flatten(2).transpose(1, 2)


def features_of(tokens, size):
    return tokens.transpose(1, 2).unflatten(2, size)


def attend(query, key, value, heads, mask=None):
    query, key, value = (x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (query, key, value))
    return functional.scaled_dot_product_attention(query, key, value, mask).transpose(1, 2).flatten(2)


class Layer(nn.Module):
    """Of a vision transformer; `names`: of its two norms, of queries, keys and values, their result, and the two layers of its MLP."""

    def __init__(self, channels, heads, inner, eps=1e-5,
                 names=("norm1", "norm2", "query", "key", "value", "proj", "fc1", "fc2")):
        super().__init__()
        self.heads, self.names = heads, names
        sizes = [(channels, channels)] * 4 + [(channels, inner), (inner, channels)]
        for name in names[:2]:
            self.put(name, nn.LayerNorm(channels, eps))
        for name, size in zip(names[2:], sizes):
            self.put(name, nn.Linear(*size))

    def put(self, name, module):
        *path, last = name.split(".")
        parent = self
        for part in path:
            if not hasattr(parent, part):
                parent.add_module(part, nn.Module())
            parent = getattr(parent, part)
        parent.add_module(last, module)

    def forward(self, tokens):
        norm1, norm2, query, key, value, projection, first, second = map(self.get_submodule, self.names)
        normed = norm1(tokens)
        tokens = tokens + projection(attend(query(normed), key(normed), value(normed), self.heads))
        return tokens + second(functional.gelu(first(norm2(tokens))))


def unit(d, inputs, outputs, kernel=3):
    return nn.Sequential(CONVOLUTION[d](inputs, outputs, kernel, padding=kernel // 2, bias=False), BATCH_NORM[d](outputs),
                         nn.ReLU(True))


class Pair(nn.Module):
    def __init__(self, d, inputs, outputs):
        super().__init__()
        self.conv1, self.conv2 = unit(d, inputs, outputs), unit(d, outputs, outputs)

    def forward(self, x):
        return self.conv2(self.conv1(x))


class StandardizedConvolution(nn.Conv2d):
    def forward(self, x):
        variance, mean = torch.var_mean(self.weight, (1, 2, 3), correction=0, keepdim=True)
        return functional.conv2d(x, (self.weight - mean) / (variance + 1e-5).sqrt(), None, self.stride, self.padding)


def standardized(inputs, outputs, kernel, stride=1):
    return StandardizedConvolution(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class Bottleneck(nn.Module):
    def __init__(self, inputs, inner, stride):
        super().__init__()
        self.conv1, self.gn1 = standardized(inputs, inner, 1), nn.GroupNorm(32, inner, 1e-6)
        self.conv2, self.gn2 = standardized(inner, inner, 3, stride), nn.GroupNorm(32, inner, 1e-6)
        self.conv3, self.gn3 = standardized(inner, 4 * inner, 1), nn.GroupNorm(32, 4 * inner, 1e-6)
        if stride != 1 or inputs != 4 * inner:
            self.downsample, self.gn_proj = standardized(inputs, 4 * inner, 1, stride), nn.GroupNorm(4 * inner, 4 * inner)

    def forward(self, x):
        residual = self.gn_proj(self.downsample(x)) if hasattr(self, "downsample") else x
        x = functional.relu(self.gn1(self.conv1(x)))
        x = functional.relu(self.gn2(self.conv2(x)))
        return functional.relu(self.gn3(self.conv3(x)) + residual)


class Trunk(nn.Module):
    def __init__(self, channels, width, units):
        super().__init__()
        self.root = named(conv=standardized(channels, width, 7, 2), gn=nn.GroupNorm(32, width, 1e-6))
        self.body = nn.Module()
        channels = width
        for stage, count in enumerate(units):
            block = nn.Sequential()
            for number in range(1, count + 1):
                stride = 2 if stage and number == 1 else 1
                block.add_module(f"unit{number}", Bottleneck(channels, width << stage, stride))
                channels = 4 * (width << stage)
            self.body.add_module(f"block{stage + 1}", block)

    def forward(self, images):
        found = [functional.relu(self.root.gn(self.root.conv(images)))]
        x = functional.max_pool2d(found[0], 3, 2)
        for stage, block in enumerate(self.body.children()):
            x = block(x)
            below, right = (images.shape[axis] // (4 << stage) - x.shape[axis] for axis in (2, 3))
            found.append(functional.pad(x, (0, right, 0, below)) if below + right else x)
        return found


class TransUNet(nn.Module):
    NAMES = ("attention_norm", "ffn_norm", "attn.query", "attn.key", "attn.value", "attn.out", "ffn.fc1", "ffn.fc2")

    def __init__(self, classes=2, size=224, width=64, hidden=768, decoder=(256, 128, 64, 16)):
        super().__init__()
        embeddings = named(hybrid_model=Trunk(3, width, (3, 4, 9)), patch_embeddings=nn.Conv2d(16 * width, hidden, 1))
        embeddings.position_embeddings = nn.Parameter(torch.zeros(1, (size // 16) ** 2, hidden))
        encoder = named(layer=nn.Sequential(*(Layer(hidden, 12, 3072, 1e-6, self.NAMES) for _ in range(12))),
                        encoder_norm=nn.LayerNorm(hidden, 1e-6))
        self.transformer = named(embeddings=embeddings, encoder=encoder)
        inputs = (8 * width, *decoder)
        skips = (8 * width, 4 * width, width, 0)
        blocks = nn.ModuleList(Pair(2, i + s, o) for i, s, o in zip(inputs, skips, decoder))
        self.decoder = named(conv_more=unit(2, hidden, 8 * width), blocks=blocks)
        self.segmentation_head = nn.Sequential(nn.Conv2d(decoder[-1], classes, 3, padding=1))

    def forward(self, images):
        embeddings, encoder = self.transformer.embeddings, self.transformer.encoder
        *skips, coarsest = embeddings.hybrid_model(images.expand(-1, 3, -1, -1))
        patches = embeddings.patch_embeddings(coarsest)
        tokens = encoder.encoder_norm(encoder.layer(tokens_of(patches) + embeddings.position_embeddings))
        x = self.decoder.conv_more(features_of(tokens, patches.shape[2:]))
        for block in self.decoder.blocks:
            x = enlarged(x)
            x = block(torch.cat([x, skips.pop()], 1) if skips else x)
        return self.segmentation_head(x)


class TransUNetSmall(nn.Module):
    def __init__(self, classes=2, size=224, width=16, hidden=192, heads=4, inner=384, layers=4):
        super().__init__()
        stem = zip((1, width, 2 * width), (width, 2 * width, 4 * width))
        self.stem = nn.ModuleList(nn.Sequential(nn.Conv2d(i, o, 3, 2, 1), nn.GroupNorm(2, o), nn.ReLU()) for i, o in stem)
        self.patch_embeddings = nn.Conv2d(4 * width, hidden, 1)
        self.position_embeddings = nn.Parameter(torch.zeros(1, (size // 8) ** 2, hidden))
        self.layer = nn.Sequential(*(Layer(hidden, heads, inner, 1e-6) for _ in range(layers)))
        self.encoder_norm = nn.LayerNorm(hidden, 1e-6)
        self.conv_more = unit(2, hidden, 4 * width)
        sizes = ((6 * width, 2 * width), (3 * width, width), (width, width))
        self.blocks = nn.ModuleList(nn.Sequential(*unit(2, i, o), *unit(2, o, o)) for i, o in sizes)
        self.segmentation_head = nn.Conv2d(width, classes, 3, padding=1)

    def forward(self, x):
        skips = []
        for stage in self.stem:
            x = stage(x)
            skips.append(x)
        patches = self.patch_embeddings(skips.pop())
        tokens = self.encoder_norm(self.layer(tokens_of(patches) + self.position_embeddings))
        x = self.conv_more(features_of(tokens, patches.shape[2:]))
        for block in self.blocks:
            x = enlarged(x)
            x = block(torch.cat([x, skips.pop()], 1) if skips else x)
        return self.segmentation_head(x)


class Mixer(nn.Module):
    def __init__(self, channels, tokens, hidden, heads, inner, layers):
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(1, tokens, hidden))
        self.embedding, self.restore = nn.Linear(channels, hidden), nn.Linear(hidden, channels)
        self.layers = nn.Sequential(*(Layer(hidden, heads, inner) for _ in range(layers)))
        self.norm = nn.LayerNorm(hidden)

    def forward(self, x):
        tokens = self.layers(self.embedding(tokens_of(x)) + self.positions)
        return features_of(self.restore(self.norm(tokens)), x.shape[2:])


class Refinement(nn.Module):
    def __init__(self, channels, hidden, heads, inner):
        super().__init__()
        self.heads, self.norm = heads, nn.LayerNorm(hidden)
        self.query, self.key = nn.Linear(hidden, hidden), nn.Linear(channels, hidden, bias=False)
        self.value, self.proj = nn.Linear(channels, hidden), nn.Linear(hidden, hidden)
        self.layer = Layer(hidden, heads, inner)

    def forward(self, queries, features, masks):
        seen = functional.interpolate(masks, features.shape[2:], mode="trilinear", align_corners=False).flatten(2) > 0
        seen = seen | ~seen.any(-1, True)
        voxels = tokens_of(features)
        attended = attend(self.query(self.norm(queries)), self.key(voxels), self.value(voxels), self.heads, seen[:, None])
        return self.layer(queries + self.proj(attended))


class TransUNet3D(nn.Module):
    def __init__(self, classes=2, size=96, features=(32, 64, 128, 256, 320), hidden=192, heads=6, inner=768):
        from dynamic_network_architectures.building_blocks.plain_conv_encoder import PlainConvEncoder
        from dynamic_network_architectures.building_blocks.simple_conv_blocks import StackedConvBlocks
        super().__init__()
        kinds = {"norm_op": nn.InstanceNorm3d, "norm_op_kwargs": {"eps": 1e-5, "affine": True}, "nonlin": nn.LeakyReLU,
                 "nonlin_kwargs": {"inplace": True}}
        self.encoder = PlainConvEncoder(1, len(features), features, nn.Conv3d, 3, (1, 2, 2, 2, 2), 2, conv_bias=True,
                                        return_skips=True, **kinds)
        self.mixer = Mixer(features[-1], (size // 16) ** 3, hidden, heads, inner, 12)
        coarse = list(zip(features[:0:-1], features[-2::-1]))
        self.transpconvs = nn.ModuleList(nn.ConvTranspose3d(below, own, 2, 2) for below, own in coarse)
        self.stages = nn.ModuleList(StackedConvBlocks(2, nn.Conv3d, 2 * own, own, 3, 1, True, **kinds) for _, own in coarse)
        self.queries = named(layers=nn.ModuleList(Refinement(own, hidden, heads, inner) for _, own in coarse[:3]),
                             masks=nn.Linear(hidden, features[0]))
        self.queries.queries = nn.Parameter(torch.zeros(1, classes, hidden))

    def forward(self, images):
        *skips, coarsest = self.encoder(images)
        x = self.mixer(coarsest)
        found = []
        for up, stage in zip(self.transpconvs, self.stages):
            x = stage(torch.cat([up(x), skips.pop()], 1))
            found.append(x)
        queries = self.queries.queries.expand(len(x), -1, -1)
        masks = [self.masks(queries, x)]
        for layer, features in zip(self.queries.layers, found):
            queries = layer(queries, features, masks[-1])
            masks.append(self.masks(queries, x))
        return masks

    def masks(self, queries, finest):
        return (self.queries.masks(queries) @ finest.flatten(2)).unflatten(2, finest.shape[2:])


def place_code(size, channels):
    """Sines and cosines of the axes in turn."""
    code = torch.empty(*size, channels, dtype=torch.double)
    for channel in range(channels):
        axis, wave = channel % len(size), channel // len(size)
        phase = torch.arange(size[axis], dtype=torch.double) * 10000.0 ** (-2 * (wave // 2) * len(size) / channels)
        along = [1] * len(size)
        along[axis] = -1
        code[..., channel] = (phase.cos() if wave % 2 else phase.sin()).view(along)
    return code.flatten(0, -2)[None].float()


class OverGrid(nn.Module):
    """Attention among the voxels of two grids; the code of their places is made once."""

    def __init__(self, channels, heads):
        super().__init__()
        self.heads, self.code = heads, None
        self.query, self.key, self.value = (nn.Linear(channels, channels, bias=False) for _ in range(3))

    def placed(self, x):
        if self.code is None:
            self.code = place_code(x.shape[2:], x.shape[1])
        return tokens_of(x) + self.code

    def attended(self, asking, asked, size):
        return features_of(attend(self.query(asking), self.key(asking), self.value(asked), self.heads), size)

    def forward(self, x):
        tokens = self.placed(x)
        return self.attended(tokens, tokens, x.shape[2:])


class CrossGate(OverGrid):
    def __init__(self, d, below, own, heads):
        super().__init__(own, heads)
        self.coarse, self.skip = unit(d, below, own, 1), unit(d, own, own, 1)
        self.gate = nn.Sequential(CONVOLUTION[d](own, own, 1, bias=False), BATCH_NORM[d](own))

    def forward(self, coarse, skip):
        asked = self.placed(self.skip(POOL[skip.dim() - 2](skip, 2)))
        answer = self.attended(self.placed(self.coarse(coarse)), asked, coarse.shape[2:])
        return skip * enlarged(torch.sigmoid(self.gate(answer)), align=False)


class UNetTransformer(nn.Module):
    def __init__(self, d=2, channels=1, classes=2, features=(64, 128, 256, 512, 1024), heads=4):
        super().__init__()
        coarse = list(zip(features[1:], features))
        self.encoder = nn.ModuleList(Pair(d, i, o) for i, o in zip((channels, *features), features))
        self.attention = OverGrid(features[-1], heads)
        self.gates = nn.ModuleList(CrossGate(d, below, own, heads) for below, own in coarse)
        self.decoder = nn.ModuleList(Pair(d, below + own, own) for below, own in coarse)
        self.head = CONVOLUTION[d](features[0], classes, 1)

    def forward(self, x):
        skips = []
        for block in self.encoder:
            x = block(POOL[x.dim() - 2](x, 2) if skips else x)
            skips.append(x)
        x = self.attention(skips.pop())
        for gate, block in zip(reversed(self.gates), reversed(self.decoder)):
            skip = gate(x, skips.pop())
            x = block(torch.cat([enlarged(x, align=False), skip], 1))
        return self.head(x)


def on_grid(tokens, like):
    """Tokens [N, D, H, W, C] on the grid of others."""
    grid = functional.interpolate(tokens.movedim(-1, 1), like.shape[1:-1], mode="trilinear", align_corners=False)
    return grid.movedim(1, -1)


class Exchange(nn.Module):
    def __init__(self, branches, features):
        from monai.networks.nets.swin_unetr import PatchMergingV2
        super().__init__()
        self.down, self.up = (nn.ModuleList(nn.ModuleDict() for _ in range(branches)) for _ in range(2))
        for fine in range(branches):
            for coarse in range(fine + 1, branches):
                steps = (PatchMergingV2(features << step) for step in range(fine, coarse))
                self.down[fine][str(coarse)] = nn.Sequential(*steps)
                self.up[coarse][str(fine)] = nn.Linear(features << coarse, features << fine)

    def forward(self, grids):
        def part(source, target):
            if source < target:
                return self.down[source][str(target)](grids[source])
            return on_grid(self.up[source][str(target)](grids[source]), grids[target])
        every = range(len(grids))
        return [grids[target] + sum(part(source, target) for source in every if source != target) for target in every]


class HRSTNet(nn.Module):
    def __init__(self, classes=2, features=24, depths=(2, 2, 2, 2), heads=(3, 6, 12, 24), window=7):
        from monai.networks.nets.swin_unetr import BasicLayer, PatchMergingV2
        super().__init__()
        self.embedding = nn.Conv3d(1, features, 2, 2)
        self.stages = nn.ModuleList(nn.ModuleList(
            BasicLayer(features << branch, depth, heads[branch], (window,) * 3, [0.0] * depth, 4.0, True)
            for branch in range(stage + 1)) for stage, depth in enumerate(depths))
        self.mergings = nn.ModuleList(PatchMergingV2(features << stage) for stage in range(len(depths) - 1))
        self.exchanges = nn.ModuleList(Exchange(stage + 1, features) for stage in range(1, len(depths)))
        self.fusion = nn.Linear(features * (2 ** len(depths) - 1), 2 * features)
        self.expansion = nn.ConvTranspose3d(2 * features, features, 2, 2)
        self.norm, self.head = nn.InstanceNorm3d(features, affine=True), nn.Conv3d(features, classes, 1)

    def forward(self, x):
        grids = [self.embedding(x).movedim(1, -1)]
        for number, stage in enumerate(self.stages):
            grids = [branch(grid.movedim(-1, 1)).movedim(1, -1) for branch, grid in zip(stage, grids)]
            if number:
                grids = self.exchanges[number - 1](grids)
            if number < len(self.mergings):
                grids.append(self.mergings[number](grids[-1]))
        fused = self.fusion(torch.cat([grids[0], *(on_grid(grid, grids[0]) for grid in grids[1:])], -1))
        return self.head(functional.leaky_relu(self.norm(self.expansion(fused.movedim(-1, 1)))))
