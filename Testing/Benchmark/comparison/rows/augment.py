# SPDX-License-Identifier: Apache-2.0
"""nnU-Net's transforms of one sample on one core, with its probabilities: every run draws anew, so means are compared.
Samples differ, since the generators do; for given parameters the parity tests of Augmentation compare the two."""
from comparison.case import Case, Contender, ours

TITLE = "augment: one sample of one channel, nnU-Net's transforms and probabilities"
MINUTES = (5, 2)


def cases(context):
    for patch, samples in (((40, 56, 40), 300), ((128, 128, 128), 60)):
        samples = samples // 5 if context.quick else samples
        name = "x".join(map(str, patch))
        settings = {"threads": 1, "repeats": samples, "warmups": 2, "patch": patch,
                    "input": str(context.work / f"augment_{name}.safetensors")}
        yield Case(name, settings,
                   [Contender("batchgeneratorsv2", function="transforms", note="no deep-supervision targets"),
                    ours("Voxtome", "augment", settings={"repeats": 4 * samples})],
                   inputs="inputs", goals={"batchgeneratorsv2": 3.0}, mean=True)


def load_size(patch):
    import numpy as np
    from nnunetv2.training.data_augmentation.compute_initial_patch_size import get_patch_size
    angle = 30 / 360 * 2 * np.pi
    return [int(n) for n in get_patch_size(patch, *[(-angle, angle)] * 3, (0.85, 1.25))], (-angle, angle)


def inputs(settings):
    import numpy as np
    from safetensors.numpy import save_file
    from scipy.ndimage import gaussian_filter
    size, _ = load_size(settings["patch"])
    field = gaussian_filter(np.random.default_rng(0).normal(size=size), 4)
    save_file({"labels": np.digitize(field / field.std(), (0.5, 1.2)).astype(np.int16)}, settings["input"])


def transforms(settings):
    import numpy as np
    import torch
    from nnunetv2.training.nnUNetTrainer.nnUNetTrainer import nnUNetTrainer
    from safetensors.torch import load_file
    size, rotation = load_size(settings["patch"])
    transform = nnUNetTrainer.get_training_transforms(tuple(settings["patch"]), rotation, None, (0, 1, 2), False,
                                                      use_mask_for_norm=[False], foreground_labels=[1, 2])
    np.random.seed(0)
    torch.manual_seed(0)
    image, labels = torch.randn(1, *size), load_file(settings["input"])["labels"][None]

    def work(sample):
        transform(**sample)
    work.fresh = lambda: {"image": image.clone(), "segmentation": labels.clone()}  # transforms work in place
    return work
