#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Predicts with nnU-Net from the folders that voxPythonNnunet.sh prepared, and compares.

  voxPythonNnunet.py MODELS

Each folder of MODELS holds `images`, `round` (a results folder that this program wrote), `ours` (its label maps) and,
where nnU-Net trained the model, `original`. Nothing is mirrored. Required: `round` and `original` have the same bits as
weights, the same mirror axes, and nnU-Net makes the same labels with both; ours differ from those in at most one voxel
or one in ten thousand, because nnU-Net adds windows up in half precision. `margin` is the largest difference of the two
most probable classes (of a region: from one half) at a voxel that differs: small where that is the reason.
"""
import contextlib
import io
import pathlib
import sys

import numpy as np
import SimpleITK
import torch
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor


def predict(model, images, output):
    """Writes labels and probabilities; returns the predictor."""
    output.mkdir()
    with contextlib.redirect_stdout(io.StringIO()):
        predictor = nnUNetPredictor(
            use_mirroring=False, perform_everything_on_device=False, device=torch.device("cpu"), allow_tqdm=False
        )
        predictor.initialize_from_trained_model_folder(str(model), use_folds=None)
        predictor.predict_from_files_sequential(str(images), str(output), save_probabilities=True)
    return predictor


def require_same_model(name, one, other):
    assert one.allowed_mirroring_axes == other.allowed_mirroring_axes, f"{name}: mirrors {one.allowed_mirroring_axes}"
    folds = (one.list_of_parameters, other.list_of_parameters)
    assert len(folds[0]) == len(folds[1]), f"{name}: {len(folds[0])} folds of {len(folds[1])}"
    for fold, (ours, theirs) in enumerate(zip(*folds)):
        assert set(ours) == set(theirs), f"{name}, fold {fold}: other parameter names"
        for key in ours:
            assert ours[key].dtype == theirs[key].dtype, f"{name}, fold {fold}, {key}: {ours[key].dtype}"
            assert torch.equal(ours[key], theirs[key]), f"{name}, fold {fold}, {key}: other values"


def labels_of(path):
    image = SimpleITK.ReadImage(str(path))
    geometry = image.GetOrigin() + image.GetSpacing() + image.GetDirection()
    return SimpleITK.GetArrayFromImage(image), geometry


def differing(one, other):
    """A mask. The label maps must lie on the same grid."""
    (first, geometry), (second, other_geometry) = labels_of(one), labels_of(other)
    assert first.shape == second.shape and np.allclose(geometry, other_geometry, atol=1e-4), f"{one}: other grid"
    return first != second


def margin(probabilities, has_regions, mask):
    """See the head of this file; 0 where nothing differs."""
    values = probabilities[:, mask].astype(np.float64)
    if values.size == 0:
        return 0.0
    if has_regions:
        return np.abs(values - 0.5).min(axis=0).max()
    ordered = np.sort(values, axis=0)
    return (ordered[-1] - ordered[-2]).max()


def check(folder):
    predictor = predict(folder / "round", folder / "images", folder / "theirs")
    original = folder / "original"
    if original.exists():
        require_same_model(folder.name, predictor, predict(original, folder / "images", folder / "theirs_original"))
    cases = sorted((folder / "ours").glob("*.nii.gz"))
    assert cases and len(cases) == len(list((folder / "theirs").glob("*.nii.gz"))), f"{folder.name}: other cases"
    for case in cases:
        theirs = folder / "theirs" / case.name
        mask = differing(case, theirs)
        number = int(mask.sum())
        with np.load(theirs.with_name(case.name.replace(".nii.gz", ".npz"))) as file:
            largest = margin(file["probabilities"], predictor.label_manager.has_regions, mask)
        same = int(differing(theirs, folder / "theirs_original" / case.name).sum()) if original.exists() else None
        row = (folder.name, len(predictor.list_of_parameters), case.name[:-7], f"{number} of {mask.size}",
               f"{largest:.2g}", "" if same is None else same)
        print("|", " | ".join(map(str, row)), "|", flush=True)
        assert not same, f"{case.name}: {same} voxels differ between the folder we wrote and the original"
        assert number <= max(1, mask.size * 1e-4), f"{case.name}: {number} voxels differ from ours"


if __name__ == "__main__":
    print("| model | folds | case | ours and nnU-Net's: differing voxels | margin | nnU-Net's from both folders |")
    print("|---|---|---|---|---|---|", flush=True)
    for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        check(folder)
