# SPDX-License-Identifier: Apache-2.0
"""Pictures and surfaces of a CT with its labels and of 117 structures, from files to a file: whole programs. No peer
draws the same, so limits alone count; reading alone stands beside them. The viewer draws its window
into a file, with labels when all their surfaces are there, for which its window does not wait; what draws surfaces
needs an X server or Xvfb."""
import sys

from comparison import ct
from comparison.case import Case, Contender
from comparison.rows import distances

TITLE = "render: slices, bodies, surfaces and the viewer of a CT 512x512x300, 117 surfaces of 256³"
MINUTES = (2, 1)
SPACING = (1.0, 0.8, 0.8)


def cases(context):
    size = (60, 512, 512) if context.quick else (300, 512, 512)
    stem = context.work / f"render_{'_'.join(map(str, size))}"
    image, labels = f"{stem}_ct.nii.gz", f"{stem}_labels.nii.gz"
    many = str(context.work / f"render_117_structures{'_quick' if context.quick else ''}.nii.gz")
    settings = {"threads": context.threads, "size": size, "source": context.ct, "image": image, "labels": labels,
                "many": many, "quick": context.quick}
    read = f"import SimpleITK; [SimpleITK.ReadImage(file) for file in ({image!r}, {labels!r})]"
    reading = Contender("SimpleITK", note="reading alone", command=[sys.executable, "-c", read])
    picture = ["-o", f"{stem}.png"]
    for name, limit, peers, arguments in (
            ("nine slices", 1.5, [reading], ["render", image, labels, "--slices", "3", *picture]),
            ("the viewer opens", 3.0, [], ["view", image, "--screenshot", f"{stem}.png"]),
            ("the viewer with 24 surfaces", None, [], ["view", image, labels, "--screenshot", f"{stem}.png"]),
            ("a body, bones", 8.0, [], ["render", image, "--volume", "--preset", "bone", *picture]),
            ("a body, lungs", 8.0, [], ["render", image, "--volume", "--preset", "lung", *picture]),
            ("117 surfaces, as a file", 20.0, [], ["surface", many, "-o", f"{stem}.glb"]),
            ("117 surfaces, from six sides", None, [], ["render", many, many, "--surface", *picture]),
            ("24 surfaces, a turn of 36 pictures", None, [], ["render", image, labels, "--turntable", *picture])):
        own = Contender("Voxtome", ours=True, command=[context.voxtome, "--quiet", *arguments])
        yield Case(name, settings, inputs="inputs", contenders=[*peers, own],
                   limits={"Voxtome": limit} if limit else {})


def inputs(settings):
    ct.make_ct(settings["image"], settings["source"], settings["size"], SPACING)
    ct.make_labels(settings["labels"], settings["source"], settings["size"], SPACING)
    distances.make_117(settings["many"], settings["quick"])
