# SPDX-License-Identifier: Apache-2.0
"""Losses of the same form, forward and backward on logits [2, 3, 96, 96, 96] of float32, one thread. MONAI's functions
get the labels as it wants them, with a channel axis; its one-hot encoding is part of the work, as it is in a training."""
from comparison import agreement
from comparison.case import Case, Contender, ours

TITLE = "losses: value and gradient on logits of 2x3x96x96x96"
MINUTES = (7, 3)
ALL = {"batch": False, "include_background": True}

# Name, class of MONAI with its options beside softmax and to_onehot_y, loss of the registry with its options, goal.
PAIRS = (
    ("Dice", "DiceLoss", {}, "dice", ALL, 1.0),
    ("Dice, squared", "DiceLoss", {"squared_pred": True}, "dice", ALL | {"squared": True}, 1.0),
    ("Jaccard", "DiceLoss", {"jaccard": True}, "jaccard", ALL | {"smooth": 5e-6}, 1.0),
    ("generalized Dice", "GeneralizedDiceLoss", {}, "generalized-dice", {}, 1.0),
    ("Tversky", "TverskyLoss", {"alpha": 0.3, "beta": 0.7}, "tversky", ALL, 1.0),
    ("focal", "FocalLoss", {"gamma": 2.0, "use_softmax": True}, "focal", {}, 1.0),
    ("Dice plus cross entropy", "DiceCELoss", {}, "dice-cross-entropy", ALL, 1.0),
    ("Dice under a sigmoid", "DiceLoss", {"sigmoid": True}, "region-dice", {"batch": False}, 1.0),
    ("Hausdorff distance transform", "HausdorffDTLoss", {}, "hausdorff-distance-transform", {}, 5.0),
)


def cases(context):
    for name, function, peer_options, loss, options, goal in PAIRS:
        settings = {"threads": 1, "repeats": 3, "warmups": 1, "size": 48 if context.quick else 96,
                    "input": str(context.work / f"logits{48 if context.quick else 96}.safetensors")}
        yield Case(name, settings,
                   [Contender("MONAI", function="monai", settings={"function": function, "options": peer_options}),
                    ours("Voxtome", "losses", settings={"loss": loss, "options": options})],
                   inputs="inputs", goals={"MONAI": goal}, memory_goals={"MONAI": 1.0},
                   agreement=agreement.same_loss("MONAI"))


def inputs(settings):
    import pathlib

    import numpy as np
    from safetensors.numpy import save_file
    from scipy.ndimage import gaussian_filter
    if pathlib.Path(settings["input"]).exists():
        return
    random = np.random.default_rng(0)
    fields = gaussian_filter(random.normal(size=(2, *[settings["size"]] * 3)), (0, 4, 4, 4))
    labels = np.digitize(fields / fields.std(), (0.5, 1.2))
    logits = 2.0 * np.eye(3)[labels].transpose(0, 4, 1, 2, 3) + random.normal(size=(2, 3, *labels.shape[1:]))
    save_file({"logits": np.ascontiguousarray(logits, np.float32), "labels": labels.astype(np.int64)}, settings["input"])


def monai(settings):
    import monai.losses
    from safetensors.torch import load_file
    options = dict(settings["options"])
    if "use_softmax" not in options and "sigmoid" not in options:
        options["softmax"] = True
    loss = getattr(monai.losses, settings["function"])(to_onehot_y=True, **options)
    batch = load_file(settings["input"])
    labels = batch["labels"][:, None]

    def work():
        logits = batch["logits"].detach().requires_grad_()
        value = loss(logits, labels)
        value.backward()
        return {"value": value.detach().reshape(1).numpy(), "gradient": logits.grad.numpy()}
    return work
