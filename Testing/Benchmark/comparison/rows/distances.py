# SPDX-License-Identifier: Apache-2.0
"""Dice, HD, HD95, ASSD and NSD of label maps with another, one thread. Label maps of the folder VOX_SHARED_DIR names
(`shared` beside the repository unless set) where it has them, else ellipsoids and cells."""
import os
import pathlib

from comparison import ct
from comparison.case import Case, Contender, ours

TITLE = "distances: Dice, HD, HD95, ASSD and NSD of two label maps"
MINUTES = (6, 3)
KIDNEY = "kits19-labels/data/case_00002/segmentation.nii.gz"
CORTEX = "synthseg-labelmaps/data/training_label_maps/training_seg_01.nii.gz"
GOALS = {"MONAI": 5.0, "surface-distance": 2.0}


def cases(context):
    shared = pathlib.Path(os.environ.get("VOX_SHARED_DIR", context.repository.parent / "shared")) / "data"
    for name, source, structures in (("kidneys, eroded and shifted", KIDNEY, 1),
                                     ("kidneys and a far false positive", KIDNEY, 1),
                                     ("cortex, shifted", CORTEX, 1), ("117 structures", "", 117)):
        real = str(shared / source) if source and (shared / source).exists() else ""
        stem = name.replace(" ", "_").replace(",", "")
        settings = {"threads": 1, "repeats": 1 if context.quick or structures > 1 else 3, "warmups": 0, "kind": name,
                    "quick": context.quick, "source": real, "structures": structures, "tolerance_mm": 2.0,
                    "reference": str(context.work / f"{stem}_reference{'_real' if real else ''}.nii.gz"),
                    "prediction": str(context.work / f"{stem}_prediction{'_real' if real else ''}.nii.gz")}
        goals = {"MONAI": 10.0} if structures > 1 else GOALS
        yield Case(name, settings,
                   [Contender("MONAI", function="monai", note="five calls, KD-tree"),
                    Contender("surface-distance", function="surface_distance", note="one pass, areas"),
                    ours("Voxtome, as surface-distance", "distances",
                         settings={"definition": "surface-area-weighted"}),
                    ours("Voxtome", "distances", settings={"definition": "max-of-percentiles"})],
                   inputs="inputs", goals=goals, memory_goals={name: 0.5 for name in GOALS}, agreement=agreement)


def agreement(outputs):
    """Largest relative deviation of Dice, HD, HD95, the mean distance and NSD over the structures."""
    import numpy as np
    from comparison.agreement import read
    result = {}
    # surface-distance gives two directed means and no mean of both lists: column 4, ASSD in column 3.
    for peer, own, columns in (("MONAI", "Voxtome", [0, 1, 2, 3, 5]),
                               ("surface-distance", "Voxtome, as surface-distance", [0, 1, 2, 4, 5])):
        if peer in outputs and own in outputs:
            expected, found = (read(outputs[name], "measures")[:, columns] for name in (peer, own))
            worst = np.nanmax(np.abs(found - expected) / np.maximum(np.abs(expected), 1e-9))
            result[own] = f"differs from {peer} by {worst:.1e} of the value at the most"
    return result


def structures_117(quick):
    """3 x 3 x 13 wavy blocks, background around them; axes z, y, x."""
    import numpy as np
    size = 128 if quick else 256
    z, y, x = (axis.astype(np.float32) / size for axis in np.ogrid[:size, :size, :size])
    wave = 0.02 * (np.sin(40 * z) + np.sin(40 * y) + np.sin(40 * x))
    cell = [np.clip((axis + wave) * count, 0, count - 1).astype(np.uint8)
            for axis, count in ((z, 3), (y, 3), (x, 13))]
    labels = 39 * cell[0] + 13 * cell[1] + cell[2] + 1
    labels[(z - 0.5) ** 4 + (y - 0.5) ** 4 + (x - 0.5) ** 4 > 0.05] = 0
    return labels


def make_117(file, quick):
    if not pathlib.Path(file).exists():
        ct.write(file, structures_117(quick).astype("uint8"), (1.0, 1.0, 1.0))


def masks(settings):
    """Reference, prediction, and the spacing in mm; axes z, y, x."""
    import numpy as np
    import SimpleITK
    from scipy import ndimage
    kind, quick = settings["kind"], settings["quick"]
    if settings["structures"] > 1:
        labels = structures_117(quick)
        return labels, np.roll(labels, (1, -2, 1), (0, 1, 2)), (1.0, 1.0, 1.0)
    if settings["source"]:
        image = SimpleITK.ReadImage(settings["source"])
        labels, spacing = SimpleITK.GetArrayFromImage(image), image.GetSpacing()[::-1]
        labels = np.isin(np.rint(labels), (3, 42)) if kind.startswith("cortex") else labels > 0
    else:
        z, y, x = np.ogrid[-1:1:512j, -1:1:512j, -1:1:261j]
        labels = np.minimum((z - 0.2) ** 2 + (y - 0.3) ** 2, (z - 0.2) ** 2 + (y + 0.3) ** 2) + x ** 2 / 8 < 0.015
        if kind.startswith("cortex"):
            labels &= np.sin(60 * z) + np.sin(60 * y) + np.sin(60 * x) > 0
        spacing = (0.8, 0.8, 1.0)
    if kind.startswith("cortex"):
        return labels, np.roll(labels, (1, -2, 1), (0, 1, 2)), spacing
    prediction = np.roll(ndimage.binary_erosion(labels, iterations=2), (2, 3, -4), (0, 1, 2))
    if "far" in kind:
        prediction[8:13, 8:13, 8:13] = True
    return labels, prediction, spacing


def inputs(settings):
    import SimpleITK
    if pathlib.Path(settings["prediction"]).exists():
        return
    reference, prediction, spacing = masks(settings)
    for name, labels in (("reference", reference), ("prediction", prediction)):
        image = SimpleITK.GetImageFromArray(labels.astype("uint8"))
        image.SetSpacing([float(s) for s in spacing[::-1]])
        SimpleITK.WriteImage(image, settings[name], True)


def read_pair(settings):
    import SimpleITK
    images = [SimpleITK.ReadImage(settings[name]) for name in ("reference", "prediction")]
    return [SimpleITK.GetArrayFromImage(image) for image in images] + [images[0].GetSpacing()[::-1]]


def monai(settings):
    import numpy as np
    import torch
    from monai.metrics import (compute_average_surface_distance, compute_dice, compute_hausdorff_distance,
                               compute_surface_dice)
    reference, prediction, spacing = read_pair(settings)
    nan = float("nan")

    def measures(value):
        expected, found = (torch.from_numpy(np.stack([labels != value, labels == value])[None])
                           for labels in (reference, prediction))
        return [float(of) for of in (compute_dice(found, expected, include_background=False),
                                     compute_hausdorff_distance(found, expected, spacing=spacing),
                                     compute_hausdorff_distance(found, expected, spacing=spacing, percentile=95),
                                     compute_average_surface_distance(found, expected, spacing=spacing, symmetric=True),
                                     nan, compute_surface_dice(found, expected, [settings["tolerance_mm"]], spacing=spacing))]
    return lambda: {"measures": np.array([measures(value + 1) for value in range(settings["structures"])])}


def surface_distance(settings):
    import numpy as np
    import surface_distance as peer
    reference, prediction, spacing = read_pair(settings)

    def measures(value):
        expected, found = reference == value, prediction == value
        distances = peer.compute_surface_distances(expected, found, spacing)
        return [peer.compute_dice_coefficient(expected, found), peer.compute_robust_hausdorff(distances, 100),
                peer.compute_robust_hausdorff(distances, 95), float("nan"),
                sum(peer.compute_average_surface_distance(distances)) / 2,
                peer.compute_surface_dice_at_tolerance(distances, settings["tolerance_mm"])]
    return lambda: {"measures": np.array([measures(value + 1) for value in range(settings["structures"])], float)}
