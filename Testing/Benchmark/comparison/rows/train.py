# SPDX-License-Identifier: Apache-2.0
"""One training step: forward, deep-supervision Dice plus cross entropy, backward, clipping, SGD; weights and batch the
same."""
from comparison import agreement, nnunet
from comparison.case import Case, Contender, ours

TITLE = "train: one step of nnU-Net's hippocampus plan (40x56x40, batch 9, 32-64-128-256)"
MINUTES = (8, 4)


def cases(context):
    settings = {"threads": context.threads, "repeats": 1 if context.quick else 3, "warmups": 1,
                "model": str(context.work / "training" / nnunet.TRAINER),
                "input": str(context.work / "batch.safetensors")}
    contenders = [Contender("nnU-Net", function="plain", note="fp32"),
                  Contender("torch channels-last", function="channels_last", note="fp32")]
    native = [ours("Voxtome fp32", "train", settings={"precision": "fp32"}, note="fp32")]
    goals = {"nnU-Net": 4.0}
    if context.bf16:
        contenders += [Contender("torch autocast", function="autocast", note="bf16"),
                       Contender("torch autocast channels-last", function="autocast_channels_last", note="bf16")]
        native.append(ours("Voxtome auto", "train", settings={"precision": "auto"}, note="bf16"))
        goals["torch autocast channels-last"] = 1.6
    yield Case("step", settings, contenders + native, inputs="inputs", goals=goals,
               agreement=agreement.same_first_loss("nnU-Net"))
    yield Case("distance maps", settings | {"precision": "fp32"},
               [ours("Voxtome", "train", settings={"loss": "weighted-sum", "loss_options": {"terms": DISTANCES}},
                     note="Dice plus cross entropy plus boundary loss")],
               inputs="inputs", details=share)


DISTANCES = [{"loss": "dice-cross-entropy"}, {"loss": "boundary", "weight": 0.1}]


def share(measured):
    """What the threads of the loader need for the maps of a batch, as a part of the step, which runs on all cores."""
    own = measured["Voxtome"]
    if own.error:
        return ""
    step = sorted(own.processor_seconds)[len(own.processor_seconds) // 2]
    maps = own.more["map_processor_seconds"]
    return (f"Maps of the reference, of all outputs that count: {maps:.3g} processor seconds a batch, "
            f"{100 * maps / step:.2g} % of those of the step (goal 15 %).")


def inputs(settings):
    import pathlib

    import numpy as np
    from safetensors.numpy import save_file
    from scipy.ndimage import gaussian_filter
    nnunet.write_model(settings["model"], nnunet.HIPPOCAMPUS, (40, 56, 40), (1.0, 1.0, 1.0), 3, batch=9)
    if pathlib.Path(settings["input"]).exists():
        return
    random = np.random.default_rng(0)
    fields = gaussian_filter(random.normal(size=(9, 40, 56, 40)), (0, 3, 3, 3))
    labels = np.digitize(fields / fields.std(), (0.5, 1.2))
    images = labels + 0.5 * random.normal(size=labels.shape)
    save_file({"images": images[:, None].astype(np.float32), "labels": labels.astype(np.int16)}, settings["input"])


def step(settings, channels_last=False, autocast=False):
    import numpy as np
    import torch
    from nnunetv2.training.loss.compound_losses import DC_and_CE_loss
    from nnunetv2.training.loss.deep_supervision import DeepSupervisionWrapper
    from nnunetv2.training.loss.dice import MemoryEfficientSoftDiceLoss
    from safetensors.torch import load_file
    network = nnunet.load_network(settings["model"], deep_supervision=True).train()
    batch = load_file(settings["input"])
    images, labels = batch["images"], batch["labels"][:, None].float()
    if channels_last:
        network = network.to(memory_format=torch.channels_last_3d)
        images = images.to(memory_format=torch.channels_last_3d)
    targets = [torch.nn.functional.interpolate(labels, scale_factor=1 / scale, mode="nearest-exact")
               for scale in (1, 2, 4)]
    weights = np.array([1, 0.5, 0])
    criterion = DeepSupervisionWrapper(
        DC_and_CE_loss({"batch_dice": True, "smooth": 1e-5, "do_bg": False, "ddp": False}, {}, weight_ce=1,
                       weight_dice=1, dice_class=MemoryEfficientSoftDiceLoss), weights / weights.sum())
    optimizer = torch.optim.SGD(network.parameters(), 1e-2, momentum=0.99, nesterov=True, weight_decay=3e-5)
    losses = []

    def work():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            loss = criterion([output.float() for output in network(images)], targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 12)
        optimizer.step()
        losses.append(float(loss) + 1)  # 1 - Dice, where nnU-Net adds -Dice
        return {"losses": np.array(losses)}
    return work


def plain(settings):
    return step(settings)


def channels_last(settings):
    return step(settings, channels_last=True)


def autocast(settings):
    return step(settings, autocast=True)


def autocast_channels_last(settings):
    return step(settings, channels_last=True, autocast=True)
