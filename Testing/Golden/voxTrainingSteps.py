#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Repeats with nnU-Net's own train_step what voxTrainingSteps wrote, and compares losses and weights.

  voxTrainingSteps.py DATASET_ID EPOCHS STEPS_PER_EPOCH STEPS.safetensors

Same first weights, same augmented batches, fold 0 of 3d_fullres on the CPU in one thread. Folders come from nnU-Net's
environment variables; its plan must have the widths of the one that was trained. Fails where the losses of the first
six steps differ by more than 1e-5; later ones grow apart as rounding does and are only printed.
"""
import json
import os
import pathlib
import sys

os.environ.update(nnUNet_n_proc_DA="0", nnUNet_compile="f")

import numpy as np  # noqa: E402  nnU-Net reads its environment on import
import torch  # noqa: E402
from batchgeneratorsv2.transforms.utils.deep_supervision_downsampling import DownsampleSegForDSTransform  # noqa: E402
from nnunetv2.run.run_training import get_trainer_from_args  # noqa: E402

TYPES = {"F32": np.float32, "F64": np.float64, "U8": np.uint8}


def read_safetensors(path):
    content = pathlib.Path(path).read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    tensors = {}
    for name, entry in json.loads(content[8:start]).items():
        if name != "__metadata__":
            first, last = (start + offset for offset in entry["data_offsets"])
            values = np.frombuffer(content[first:last], TYPES[entry["dtype"]]).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


def part(tensors, prefix):
    return {name[len(prefix):]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def targets(labels, downsample):
    """The labels of a batch at every scale of the deep supervision, as nnU-Net's loader makes them."""
    scaled = [downsample._apply_to_segmentation(one, **downsample.get_parameters()) for one in labels]
    return [torch.stack(scale) for scale in zip(*scaled)]


def main(dataset, epochs, steps_per_epoch, path):
    torch.set_num_threads(1)
    recorded = read_safetensors(path)
    trainer = get_trainer_from_args(dataset, "3d_fullres", 0, device=torch.device("cpu"))
    trainer.num_epochs = int(epochs)
    trainer.initialize()
    weights = dict(trainer.network.named_parameters())
    first = part(recorded, "first/")
    assert set(first) == set(weights), set(first) ^ set(weights)
    with torch.no_grad():
        for name, weight in first.items():
            weights[name].copy_(weight)
    downsample = DownsampleSegForDSTransform(ds_scales=trainer._get_deep_supervision_scales())
    trainer.network.train()
    differences = []
    for step, ours in enumerate(recorded["losses"].tolist()):
        trainer.lr_scheduler.step(step // int(steps_per_epoch))
        labels = recorded[f"label/{step}"][:, None].to(torch.int16)
        batch = {"data": recorded[f"image/{step}"], "target": targets(labels, downsample)}
        theirs = float(trainer.train_step(batch)["loss"])
        differences.append(abs(theirs - ours))
        print(f"step {step}: nnU-Net {theirs:.6f}, this {ours:.6f}, difference {theirs - ours:+.1e}", flush=True)
    largest = max(float((weights[name].detach() - last).abs().max()) for name, last in part(recorded, "last/").items())
    print(f"largest difference of a weight after the last step: {largest:.1e}")
    assert max(differences[:6]) <= 1e-5, differences[:6]


if __name__ == "__main__":
    main(*sys.argv[1:])
