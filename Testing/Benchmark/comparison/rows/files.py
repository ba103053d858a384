# SPDX-License-Identifier: Apache-2.0
"""Compressed NIfTI in and out: a CT as 16-bit numbers and a label map, 512x512x300, from the file to values and back."""
from comparison import agreement, ct
from comparison.case import Case, Contender, ours

TITLE = "files: compressed NIfTI, 512x512x300"
MINUTES = (3, 1)
SPACING = (1.0, 0.8, 0.8)
KEPT = []  # the image of an array, which does not keep it


def cases(context):
    size = (60, 512, 512) if context.quick else (300, 512, 512)
    stem = context.work / f"files_{'_'.join(map(str, size))}"
    for kind, goals in (("ct", (1.3, 2.0)), ("labels", (1.0, 1.0))):
        settings = {"threads": context.threads, "repeats": 3, "warmups": 1, "size": size, "source": context.ct,
                    "image": f"{stem}_{kind}.nii.gz", "labels": kind == "labels"}
        yield Case(f"{kind}, read", settings,
                   [Contender("SimpleITK", function="read"), ours("Voxtome", "files", note="to float32 or int32")],
                   inputs="inputs", goals={"SimpleITK": goals[0]}, agreement=agreement.same_image("SimpleITK"))
        written = {name: f"{stem}_{kind}_{name}.nii.gz" for name in ("SimpleITK", "Voxtome")}
        yield Case(f"{kind}, written", settings | {"write": True},
                   [Contender("SimpleITK", function="write", settings={"written": written["SimpleITK"]}),
                    ours("Voxtome", "files", settings={"written": written["Voxtome"]})],
                   inputs="inputs", goals={"SimpleITK": goals[1]}, details=lambda _, names=written: compare_files(names))
        yield Case(f"{kind} as Voxtome wrote it, read", settings | {"image": written["Voxtome"]},
                   [Contender("SimpleITK", function="read"), ours("Voxtome", "files")],
                   goals={"SimpleITK": goals[0]}, agreement=agreement.same_image("SimpleITK"))


def inputs(settings):
    make = ct.make_labels if settings["labels"] else ct.make_ct
    make(settings["image"], settings["source"], settings["size"], SPACING)


def compare_files(names):
    """Sizes, and whether SimpleITK reads both files to the same."""
    import pathlib

    import numpy as np
    import SimpleITK
    sizes = {name: pathlib.Path(file).stat().st_size for name, file in names.items()}
    images = [SimpleITK.ReadImage(file) for file in names.values()]
    same = (np.array_equal(*(SimpleITK.GetArrayViewFromImage(image) for image in images))
            and np.allclose(*([*image.GetOrigin(), *image.GetSpacing(), *image.GetDirection()] for image in images),
                            rtol=0, atol=1e-5))
    return (f"{' and '.join(f'{size / 1e6:.2f} MB of {name}' for name, size in sizes.items())}, ratio "
            f"{sizes['Voxtome'] / sizes['SimpleITK']:.3f}; SimpleITK reads "
            f"{'the same values and geometry' if same else 'DIFFERENT images'}")


def read(settings):
    import SimpleITK

    def work(_):
        KEPT.append(SimpleITK.ReadImage(settings["image"]))
        return {"image": SimpleITK.GetArrayViewFromImage(KEPT[0])}
    work.fresh = KEPT.clear
    return work


def write(settings):
    import SimpleITK
    image = SimpleITK.ReadImage(settings["image"])
    return lambda: SimpleITK.WriteImage(image, settings["written"])
