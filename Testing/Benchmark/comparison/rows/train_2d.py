# SPDX-License-Identifier: Apache-2.0
"""One training step of a lesson's U-Net on images: forward, cross entropy, backward, Adam; weights and batch the same."""
from comparison import agreement
from comparison.case import Case, Contender, ours

TITLE = "train-2d: one step of the lesson's U-Net (3 channels of 128x128, 64-128-256-512-1024, cross entropy, Adam)"
MINUTES = (15, 3)


def cases(context):
    batch = 8 if context.quick else 64
    settings = {"threads": context.threads, "repeats": 1 if context.quick else 2, "warmups": 1, "batch": batch,
                "learning_rate": 1e-3, "weights": str(context.work / "lesson.safetensors"),
                "input": str(context.work / f"pictures{batch}.safetensors")}
    contenders = [Contender("torch", function="plain", note="fp32"),
                  Contender("torch channels-last", function="channels_last", note="fp32")]
    native = [ours("Voxtome fp32", "train-2d", settings={"precision": "fp32"}, note="fp32")]
    goals = {"torch": 2.0}
    if context.bf16:
        contenders.append(Contender("torch autocast channels-last", function="autocast_channels_last", note="bf16"))
        native.append(ours("Voxtome auto", "train-2d", settings={"precision": "auto"}, note="bf16"))
    yield Case(f"batch of {batch}", settings, contenders + native, inputs="inputs", goals=goals,
               agreement=agreement.same_losses("torch"))


def lesson(channels=3, features=(64, 128, 256, 512, 1024), classes=3):
    """The network as PyTorch's users write it; its names are those of the lesson."""
    import torch
    from torch import nn

    class Block(nn.Module):
        def __init__(self, channels, features):
            super().__init__()
            self.conv_block = nn.Sequential(
                nn.Conv2d(channels, features, 3, padding=1, bias=False), nn.BatchNorm2d(features), nn.ReLU(True),
                nn.Conv2d(features, features, 3, padding=1, bias=False), nn.BatchNorm2d(features), nn.ReLU(True))

        def forward(self, x):
            return self.conv_block(x)

    class Decoder(nn.Module):
        def __init__(self, channels, features):
            super().__init__()
            self.conv_trans = nn.ConvTranspose2d(channels, features, 4, stride=2, padding=1)
            self.conv_block = Block(2 * features, features)

        def forward(self, x, skip):
            return self.conv_block(torch.cat([skip, self.conv_trans(x)], 1))

    class UNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.in_conv = Block(channels, features[0])
            self.levels = len(features) - 1
            for i, (above, own) in enumerate(zip(features, features[1:]), 1):
                setattr(self, f"enc_{i}", nn.Sequential(nn.MaxPool2d(2), Block(above, own)))
            for i, (below, own) in enumerate(zip(features[::-1], features[-2::-1]), 1):
                setattr(self, f"dec_{i}", Decoder(below, own))
            self.out_conv = nn.Conv2d(features[0], classes, 1)

        def forward(self, x):
            x = self.in_conv(x)
            skips = []
            for i in range(1, self.levels + 1):
                skips.append(x)
                x = getattr(self, f"enc_{i}")(x)
            for i in range(1, self.levels + 1):
                x = getattr(self, f"dec_{i}")(x, skips.pop())
            return self.out_conv(x)
    return UNet()


def inputs(settings):
    import pathlib

    import numpy as np
    import torch
    from safetensors.numpy import save_file
    from safetensors.torch import save_model
    from scipy.ndimage import gaussian_filter
    if not pathlib.Path(settings["weights"]).exists():
        torch.manual_seed(0)
        save_model(lesson(), settings["weights"])
    if not pathlib.Path(settings["input"]).exists():
        random = np.random.default_rng(0)
        fields = gaussian_filter(random.normal(size=(settings["batch"], 128, 128)), (0, 6, 6))
        labels = np.digitize(fields / fields.std(), (0.5, 1.2))
        images = labels[:, None] + 0.5 * random.normal(size=(settings["batch"], 3, 128, 128))
        save_file({"images": images.astype(np.float32), "labels": labels.astype(np.int16)}, settings["input"])


def step(settings, channels_last=False, autocast=False):
    import numpy as np
    import torch
    from safetensors.torch import load_file, load_model
    network = lesson().train()
    load_model(network, settings["weights"])
    batch = load_file(settings["input"])
    images, labels = batch["images"], batch["labels"].long()
    if channels_last:
        network = network.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), settings["learning_rate"])
    losses = []

    def work():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            logits = network(images)
        loss = torch.nn.functional.cross_entropy(logits.float(), labels)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
        return {"losses": np.array(losses)}
    return work


def plain(settings):
    return step(settings)


def channels_last(settings):
    return step(settings, channels_last=True)


def autocast_channels_last(settings):
    return step(settings, channels_last=True, autocast=True)
