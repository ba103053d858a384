# SPDX-License-Identifier: Apache-2.0
"""The page on an evaluation of 100 CTs with 24 structures, the worst five with slices, a viewer and surfaces: a whole
program. No peer writes such a page, so limits alone count."""
import os
import pathlib
import subprocess

from comparison import ct
from comparison.case import Case, Contender

TITLE = "report: the page on an evaluation of 100 CTs 512x512x300 with 24 structures"
MINUTES = (12, 2)
SPACING = (1.0, 0.8, 0.8)
CASES = 100
LIMIT_MB = 15
FOLDERS = ("images", "reference", "predictions")


def cases(context):
    size = (60, 512, 512) if context.quick else (300, 512, 512)
    folder = context.work / f"report_{'_'.join(map(str, size))}"
    settings = {"threads": context.threads, "size": size, "source": context.ct, "folder": str(folder),
                "program": str(context.voxtome)}
    page = folder / "report.html"
    own = Contender("Voxtome", ours=True,
                    command=[context.voxtome, "--quiet", "report", str(folder / "summary.json"), "--images",
                             str(folder / "images"), "-o", str(page)])
    yield Case("100 CTs", settings, [own], inputs="inputs", limits={"Voxtome": 60.0},
               details=lambda _: f"{page.stat().st_size / 1e6:.1f} MB (limit {LIMIT_MB})")


def inputs(settings):
    """Files of five shifted predictions under the names of all cases; only the worst are read for the page."""
    import SimpleITK
    folder = pathlib.Path(settings["folder"])
    if (folder / "summary.json").exists():
        return
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    image, labels = folder / "ct.nii.gz", folder / "labels.nii.gz"
    ct.make_ct(str(image), settings["source"], settings["size"], SPACING)
    ct.make_labels(str(labels), settings["source"], settings["size"], SPACING)
    shifted = [folder / f"shifted_{shift}.nii.gz" for shift in range(1, 6)]
    for shift, file in enumerate(shifted, 1):
        write_shifted(SimpleITK.ReadImage(str(labels)), shift, file)
    for case in range(CASES):
        for name, source, ending in zip(FOLDERS, (image, labels, shifted[case % len(shifted)]), ("_0000", "", "")):
            link = folder / name / f"case_{case:03d}{ending}.nii.gz"
            link.unlink(missing_ok=True)
            os.link(source, link)
    subprocess.run([settings["program"], "--quiet", "evaluate", "-r", folder / "reference", "-p", folder / "predictions",
                    "--confusion", folder / "confusion.csv", "-o", folder / "summary.json"], check=True)


def write_shifted(labels, voxels, file):
    import numpy as np
    import SimpleITK
    values = np.roll(SimpleITK.GetArrayViewFromImage(labels), (voxels, -voxels, 2 * voxels), (0, 1, 2))
    image = SimpleITK.GetImageFromArray(values)
    image.CopyInformation(labels)
    SimpleITK.WriteImage(image, str(file), True)
