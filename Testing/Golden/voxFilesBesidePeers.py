# SPDX-License-Identifier: Apache-2.0
"""Reads every image file below SHARED/data with `voxtome` and with nibabel (NIfTI) or SimpleITK (the others), lets
`voxtome convert` write each as .nii.gz, .nrrd and .mha, and reads those with nibabel and SimpleITK. Of several volumes
the first, the middle one and the last are taken.

    python3 voxFilesBesidePeers.py VOXTOME SHARED/data [FOLDER ...]

Prints a row of Markdown for each folder and what differs: corners by more than 1e-3 mm, any value.
"""
import collections
import itertools
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import nibabel
import numpy as np
import SimpleITK

ENDINGS = (".nii", ".nii.gz", ".hdr", ".nrrd", ".nhdr", ".mha", ".mhd", ".mgz", ".mgh")
LPS = np.diag([-1, -1, 1, 1])
MOST_MM = 1e-3


def sitk_affine(image):
    size = image.GetDimension()
    affine = np.eye(4)
    affine[:size, :size] = np.array(image.GetDirection()).reshape(size, size) @ np.diag(image.GetSpacing())
    affine[:size, 3] = image.GetOrigin()
    return affine if size <= 3 else None


def sitk_values(image):
    """Values [x, y(, z), channels]."""
    array = SimpleITK.GetArrayFromImage(image)
    array = array if image.GetNumberOfComponentsPerPixel() > 1 else array[..., np.newaxis]
    return np.transpose(array, [*range(array.ndim - 2, -1, -1), array.ndim - 1])


def read_peer(file):
    """Values [x, y, z, volumes, channels] in double and the affine in LPS."""
    if file.name.endswith((".nii", ".nii.gz", ".hdr", ".mgz", ".mgh")):
        image = nibabel.load(file)
        values, affine = np.asanyarray(image.dataobj), LPS @ image.affine
        values = np.stack([values[name] for name in values.dtype.names or [...]], axis=-1)
    else:
        image = SimpleITK.ReadImage(str(file))
        values, affine = sitk_values(image), sitk_affine(image)
    if values.dtype.kind not in "iuf" or affine is None:
        raise ValueError(f"values of type {values.dtype}")
    *shape, channels = values.shape
    space = shape[:3] + [1] * (3 - len(shape[:3]))
    return values.reshape(*space, math.prod(shape[3:]), channels, order="F").astype(np.float64), affine


def corner_distance(a, b, shape):
    corners = np.array([[*corner, 1] for corner in itertools.product(*((0, n - 1) for n in shape))]).T
    return np.linalg.norm(((a - b) @ corners)[:3], axis=0).max()


def our_affine(geometry):
    direction = np.array(geometry["direction_lps"])[:, ::-1]
    affine = np.eye(4)
    affine[:3, :3] = direction * np.array(geometry["spacing_mm_zyx"])[::-1]
    affine[:3, 3] = geometry["origin_lps_mm"]
    return affine


def run(command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    return result.returncode, result.stdout, result.stderr.strip().splitlines()


def read_written(path):
    """Values [x, y, z, channels] and affines of a file that was written, by each peer that reads its format."""
    image = SimpleITK.ReadImage(str(path))
    yield "SimpleITK", sitk_values(image), sitk_affine(image)
    if path.name.endswith(".nii.gz"):
        image = nibabel.load(path)
        yield "nibabel", np.asanyarray(image.dataobj), LPS @ image.affine


def result_of(voxtome, words):
    """What `inspect` says as JSON, or the line with which it refuses."""
    code, out, err = run([voxtome, "inspect", *words, "--json"])
    if code != 0:
        return None, (err or out.strip().splitlines())[-1]
    return [json.loads(line) for line in out.splitlines() if '"result"' in line][-1], None


def compare_volume(voxtome, file, words, values, affine, work):
    """Differences of one volume, values [x, y, z, channels], and of what is written from it."""
    result, refusal = result_of(voxtome, [file, *words])
    if result is None:
        return ["refused: " + refusal]
    found = []
    known = our_affine(result["geometry"])
    if (distance := corner_distance(known, affine, values.shape[:3])) > MOST_MM:
        found.append(f"corner {distance:.3g} mm from the peer's")
    single = values.astype(np.float32)
    if [single.min(), single.max()] != [np.float32(result["minimum"]), np.float32(result["maximum"])]:
        found.append(f"range {result['minimum']} to {result['maximum']}, peer's {values.min()} to {values.max()}")
    for ending in (".nii.gz", ".nrrd", ".mha"):
        written = work / ("written" + ending)
        code, _, err = run([voxtome, "convert", file, written, *words])
        if code != 0:
            found.append("not converted: " + err[-1])
            continue
        for name, array, own in read_written(written):
            if array.size != single.size or not np.array_equal(array.reshape(single.shape), single):
                found.append(f"{name} reads other values from {written.name}")
            if own is None or (distance := corner_distance(known, own, single.shape[:3])) > MOST_MM:
                found.append(f"{name} puts a corner {distance:.3g} mm away in {written.name}")
    return found


def differences(voxtome, file, work):
    """Kind ("same", "told", "differs", "refused", "unread") and why. Told: a corner lies elsewhere, as a note says."""
    result, refusal = result_of(voxtome, [file])
    if result is None:
        return "refused", [refusal]
    notes = [note.removeprefix(f"{file}: ") for note in result["notes"]]
    try:
        values, affine = read_peer(file)
    except Exception as error:  # what the peer cannot read is counted apart
        return "unread", notes + [f"not compared: {str(error).splitlines()[0]}"]
    volumes = values.shape[3]
    if volumes != result["volumes"]:
        return "differs", [f"{result['volumes']} volumes, the peer's {volumes}"]
    found = []
    for volume in sorted({0, volumes // 2, volumes - 1}):
        words = ["--volume", volume] if volumes > 1 else []
        found += compare_volume(voxtome, file, words, values[:, :, :, volume], affine, work)
    told = notes and found and all(line.startswith("corner ") for line in found)
    return "told" if told else "differs" if found else "same", found + notes


def main(voxtome, root, folders):
    kinds = ("same", "told", "differs", "refused", "unread")
    rows = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as work:
        for file in sorted(root.rglob("*")):
            folder = file.relative_to(root).parts[0]
            if not file.name.endswith(ENDINGS) or folder in ("dicom", "hippocampus-dicom") or not file.is_file():
                continue
            if folders and folder not in folders:
                continue
            kind, lines = differences(voxtome, file, pathlib.Path(work))
            rows[folder][kind] += 1
            if lines:
                print(f"  {kind}: {file.relative_to(root)}: {'; '.join(lines)}", flush=True)
    for cells in [("folder", *kinds), ("---",) * 6, *([name, *(row[kind] for kind in kinds)] for name, row in rows.items()),
                  ("all", *(sum(row[kind] for row in rows.values()) for kind in kinds))]:
        print("| " + " | ".join(map(str, cells)) + " |")


main(sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:])
