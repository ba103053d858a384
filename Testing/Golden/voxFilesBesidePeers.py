# SPDX-License-Identifier: Apache-2.0
"""Reads every image file below SHARED/data with `voxtome` and with nibabel (NIfTI) or SimpleITK (the others), lets
`voxtome convert` write each as .nii.gz, and reads that with nibabel and SimpleITK.

    python3 voxFilesBesidePeers.py VOXTOME SHARED/data [FOLDER ...]

Prints a row of Markdown for each folder and what differs: corners by more than 1e-3 mm, any value.
"""
import collections
import itertools
import json
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


def read_peer(file):
    """Values [x, y, z] in double and the affine in LPS, of what is one scalar volume."""
    if file.name.endswith((".nii", ".nii.gz", ".hdr", ".mgz", ".mgh")):
        image = nibabel.load(file)
        values = np.asanyarray(image.dataobj)
        affine = LPS @ image.affine
    else:
        image = SimpleITK.ReadImage(str(file))
        if image.GetNumberOfComponentsPerPixel() > 1:
            raise ValueError("several components")
        values, affine = SimpleITK.GetArrayFromImage(image).T, sitk_affine(image)
    while values.ndim > 3 and values.shape[-1] == 1:
        values = values[..., 0]
    if values.ndim > 3 or values.dtype.kind not in "iuf" or affine is None:
        raise ValueError("no scalar volume")
    return values.reshape(values.shape + (1,) * (3 - values.ndim)).astype(np.float64), affine


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


def differences(voxtome, file, work):
    """What differs, and the notes that were given. Refused: (None, message)."""
    code, out, err = run([voxtome, "inspect", file, "--json"])
    if code != 0:
        return None, (err or out.strip().splitlines())[-1:]
    result = [json.loads(line) for line in out.splitlines() if '"result"' in line][-1]
    notes = [note.removeprefix(f"{file}: ") for note in result["notes"]]
    try:
        values, affine = read_peer(file)
    except Exception as error:  # what the peer cannot read is reported beside what we read
        return [], notes + [f"not compared: {str(error).splitlines()[0]}"]
    found = []
    if "minimum" not in result:
        return found, notes + ["several volumes"]
    distance = corner_distance(our_affine(result["geometry"]), affine, values.shape)
    if distance > MOST_MM and not notes:
        found.append(f"corner {distance:.3g} mm from the peer's")
    finite = values.astype(np.float32)
    if [finite.min(), finite.max()] != [np.float32(result["minimum"]), np.float32(result["maximum"])]:
        found.append(f"range {result['minimum']} to {result['maximum']}, peer's {values.min()} to {values.max()}")
    written = work / "written.nii.gz"
    code, _, err = run([voxtome, "convert", file, written])
    if code != 0:
        return found + ["not converted: " + err[-1]], notes
    image = nibabel.load(written)
    peer = SimpleITK.ReadImage(str(written))
    for name, array, own in (("nibabel", np.asanyarray(image.dataobj), LPS @ image.affine),
                             ("SimpleITK", SimpleITK.GetArrayFromImage(peer).T, sitk_affine(peer))):
        if not np.array_equal(array.reshape(values.shape), finite):
            found.append(f"{name} reads other values from the file that was written")
        distance = corner_distance(our_affine(result["geometry"]), own, values.shape)
        if distance > MOST_MM:
            found.append(f"{name} puts a corner {distance:.3g} mm away in the file that was written")
    return found, notes


def main(voxtome, root, folders):
    rows = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as work:
        for file in sorted(root.rglob("*")):
            folder = file.relative_to(root).parts[0]
            if not file.name.endswith(ENDINGS) or folder in ("dicom", "hippocampus-dicom") or not file.is_file():
                continue
            if folders and folder not in folders:
                continue
            found, notes = differences(voxtome, file, pathlib.Path(work))
            kind = "refused" if found is None else "differs" if found else "same"
            rows[folder][kind] += 1
            if notes or found:
                print(f"  {kind}: {file.relative_to(root)}: {'; '.join([*(found or []), *notes])}", flush=True)
    print("| folder | same | differs | refused |\n|---|---|---|---|")
    for folder, counts in rows.items():
        print(f"| {folder} | {counts['same']} | {counts['differs']} | {counts['refused']} |")


main(sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:])
