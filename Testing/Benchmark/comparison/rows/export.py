# SPDX-License-Identifier: Apache-2.0
"""Half-precision logits on the network's grid to labels on the grid of the image."""
import math

from comparison import agreement, nnunet
from comparison.case import Case, Contender, ours

TITLE = "export: logits to labels on the grid of the image"
MINUTES = (25, 4)
OURS = "logits come slice by slice, float32"
GOALS = {"nnU-Net": 30.0, "nnU-Net, torch resampling": 10.0}


def cases(context):
    full = {"grid": (400, 266, 266), "size": (600, 512, 512)}
    eighth = {"grid": (200, 133, 133), "size": (300, 256, 256)}
    small = {"grid": (100, 67, 67), "size": (150, 128, 128)}
    if context.quick:
        yield both(context, 25, eighth)
        yield both(context, 118, small)
        return
    yield both(context, 25, full)
    # nnU-Net would need some 60 GB for 118 classes at the full size.
    yield both(context, 118, eighth)
    factor = math.prod(full["size"]) / math.prod(eighth["size"])
    scaled = [Contender(peer, scaled_from=(case_name(118, eighth), factor), note=f"time above, times {factor:g}")
              for peer in GOALS]
    native = ours("Voxtome", "export", note=OURS)
    yield Case(case_name(118, full), case_settings(context, 118, full), scaled + [native], inputs="inputs", goals=GOALS)


def case_name(classes, sizes):
    grid, size = ("x".join(map(str, sizes[key])) for key in ("grid", "size"))
    return f"{classes} classes, {grid} to {size}"


def case_settings(context, classes, sizes):
    return {"threads": 1, "repeats": 1, "warmups": 0, "classes": classes,
            "input": str(context.work / f"logits_{classes}.safetensors"), **sizes}


def both(context, classes, sizes):
    peers = [Contender("nnU-Net", function="default", note="skimage"),
             Contender("nnU-Net, torch resampling", function="torch_resampling", note="resample_torch_fornnunet")]
    return Case(case_name(classes, sizes), case_settings(context, classes, sizes),
                peers + [ours("Voxtome", "export", note=OURS)], inputs="inputs", goals=GOALS,
                agreement=agreement.same_labels("nnU-Net"))


def inputs(settings):
    """A smooth block of logits that fits to itself on all sides; contenders repeat it to fill the grid."""
    import pathlib

    import numpy as np
    from safetensors.numpy import save_file
    from scipy.ndimage import gaussian_filter
    if pathlib.Path(settings["input"]).exists():
        return
    random = np.random.default_rng(0)
    block = [gaussian_filter(random.normal(size=(32, 32, 32)), 3, mode="wrap") for _ in range(settings["classes"])]
    block = np.stack(block) / np.std(block) * 4
    save_file({"block": block.astype(np.float16)}, settings["input"])


def convert(settings, resampling=None):
    import torch
    from nnunetv2.inference.export_prediction import convert_predicted_logits_to_segmentation_with_correct_shape
    from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
    from safetensors.torch import load_file
    grid, size = settings["grid"], settings["size"]
    manager = PlansManager(nnunet.plans(nnunet.FULL, (128, 128, 128), [o / g for g, o in zip(grid, size)]))
    configuration = manager.get_configuration("3d_fullres")
    if resampling:
        configuration.configuration.update(resampling)
    block = load_file(settings["input"])["block"]
    logits = torch.empty((block.shape[0], *grid), dtype=block.dtype)
    for k, channel in enumerate(block):
        times = [-(-wanted // have) for wanted, have in zip(grid, channel.shape)]
        logits[k] = channel.repeat(times)[: grid[0], : grid[1], : grid[2]]
    label_manager = manager.get_label_manager(nnunet.dataset(settings["classes"]))
    properties = {"spacing": [1.0] * 3, "shape_after_cropping_and_before_resampling": tuple(size),
                  "shape_before_cropping": tuple(size), "bbox_used_for_cropping": [[0, n] for n in size]}

    def work():
        import numpy as np
        labels = convert_predicted_logits_to_segmentation_with_correct_shape(
            logits, manager, configuration, label_manager, properties, num_threads_torch=settings["threads"])
        return {"labels": np.asarray(labels).astype(np.int16)}
    return work


def default(settings):
    return convert(settings)


def torch_resampling(settings):
    return convert(settings, {"resampling_fn_probabilities": "resample_torch_fornnunet",
                              "resampling_fn_probabilities_kwargs": {"is_seg": False, "force_separate_z": False,
                                                                     "memefficient_seg_resampling": False}})
