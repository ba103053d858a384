# SPDX-License-Identifier: Apache-2.0
"""Writes voxImageValues.json: geometry and values of the shared NIfTI files as nibabel reads them.

    python3 voxImageValues.py SHARED/data > voxImageValues.json

Affines are those that nibabel chooses (s-form before q-form), turned to LPS, in mm; values are scaled.
"""
import json
import pathlib
import sys

import nibabel
import numpy as np

FOLDERS = ["nifti-corner", "niivue", "sct-testing", "monai-tests", "totalsegmentator-tests/tests/reference_files/example_ct*",
           "totalsegmentator-tests/tests/reference_files/example_seg*.nii.gz", "nnunet-test-data", "metrics/meshmetrics",
           "debian/mricron-templates/A*", "debian/itk5-examples-data", "nilearn-mni152/nilearn/datasets/data/image*",
           "brats2015-deepmedic", "Dataset018_LeftAtrium/imagesTr/la_001*", "Dataset018_LeftAtrium/labelsTr/la_001*",
           "Task04_Hippocampus/imagesTr/hippocampus_00*", "Task04_Hippocampus/labelsTr/hippocampus_00*"]
MOST_VOXELS = 4_000_000  # the test is to be quick


def files(root):
    for pattern in FOLDERS:
        for entry in sorted(root.glob(pattern)):
            for file in sorted(entry.rglob("*")) if entry.is_dir() else [entry]:
                if file.name.endswith((".nii", ".nii.gz", ".hdr")) and not file.name.startswith("."):
                    yield file


def describe(file):
    """None for what is no scalar volume of moderate size."""
    image = nibabel.load(file)
    shape = image.shape
    while len(shape) > 3 and shape[-1] == 1:
        shape = shape[:-1]
    if not isinstance(image, (nibabel.Nifti1Pair, nibabel.Nifti2Pair)) or image.get_data_dtype().kind not in "iuf":
        return None
    if len(shape) not in (2, 3, 4) or np.prod(shape) > MOST_VOXELS:
        return None
    values = np.asanyarray(image.dataobj).reshape(shape + (1,) * (3 - len(shape))).astype(np.float64)
    volumes = values.shape[3] if values.ndim == 4 else 1
    values = values[..., volumes - 1] if values.ndim == 4 else values
    if not np.isfinite(values).all():
        return None
    affine = np.diag([-1, -1, 1, 1]) @ image.affine
    probes = np.random.default_rng(0).integers(0, values.shape, (4, 3))
    return {"volumes": volumes, "size": list(values.shape), "affine": np.round(affine[:3], 9).tolist(),
            "minimum": values.min(), "maximum": values.max(), "mean": values.mean(),
            "probes": [[*map(int, probe), values[tuple(probe)]] for probe in probes]}


def main(root):
    result = {}
    for file in files(root):
        try:
            description = describe(file)
        except (nibabel.filebasedimages.ImageFileError, OSError, ValueError):
            continue  # refused by nibabel, too
        if description:
            result[str(file.relative_to(root))] = description
    print("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in result.items()) + "\n}")


main(pathlib.Path(sys.argv[1]))
