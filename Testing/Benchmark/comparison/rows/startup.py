# SPDX-License-Identifier: Apache-2.0
"""Whole programs that have little to do: what a start costs, files warm."""
import pathlib
import sys

from comparison.case import Case, Contender

TITLE = "startup: whole programs with little to do, files in the page cache"
MINUTES = (3, 1)


def cases(context):
    example = context.repository / "Examples" / "Hippocampus3d"
    folder = context.work / "startup"
    settings = {"threads": context.threads, "example": str(example), "folder": str(folder),
                "voxtome": str(context.voxtome)}
    tools = pathlib.Path(sys.executable).parent

    def python(code):
        return [sys.executable, "-c", code]

    def voxtome(*arguments):
        return Contender("Voxtome", ours=True, command=[context.voxtome, "--quiet", *arguments])

    yield Case("help", settings, inputs="inputs", limits={"Voxtome": 0.1}, contenders=[
        Contender("nnU-Net", command=[tools / "nnUNetv2_predict", "-h"]),
        Contender("import torch", command=python("import torch")),
        Contender("import monai", command=python("import monai")),
        Contender("import SimpleITK", command=python("import SimpleITK")), voxtome("predict", "--help")])
    image = folder / "images" / "case_0000.nii.gz"
    read = f"import SimpleITK; image = SimpleITK.ReadImage({str(image)!r}); print(image.GetSize(), image.GetSpacing())"
    yield Case("inspect an image", settings, inputs="inputs", limits={"Voxtome": 0.1}, contenders=[
        Contender("SimpleITK", command=python(read)), voxtome("inspect", image)])
    yield Case("evaluate a hippocampus", settings, inputs="inputs", limits={"Voxtome": 0.1}, contenders=[
        Contender("nnU-Net", note="Dice and IoU alone",
                  command=[tools / "nnUNetv2_evaluate_simple", folder / "labels", folder / "labels", "-l", "1", "2",
                           "-np", "1", "-o", folder / "nnunet.json"]),
        Contender("Voxtome", ours=True, note="overlap and distances",
                  command=[context.voxtome, "--quiet", "evaluate", "-r", folder / "labels", "-p", folder / "labels",
                           "-o", folder / "voxtome.json"])])
    # The small network's windows take little beside the start, so this bounds the time to the first window.
    yield Case("predict a hippocampus", settings, inputs="inputs", limits={"Voxtome": 0.6}, contenders=[
        Contender("nnU-Net", command=[
            tools / "nnUNetv2_predict_from_modelfolder", "-i", folder / "images", "-o", folder / "nnunet", "-m",
            folder / "model", "-f", "0", "--disable_tta", "-device", "cpu", "-npp", "1", "-nps", "1"]),
        Contender("Voxtome", ours=True,
                  command=[context.voxtome, "--quiet", "predict", "-m", folder / "model", "-i", folder / "images",
                           "-o", folder / "voxtome", "-f", "0", "--no-mirror"])])


def inputs(settings):
    import shutil
    import subprocess
    folder, example = pathlib.Path(settings["folder"]), pathlib.Path(settings["example"])
    for part, source, name in (("images", "image", "case_0000"), ("labels", "label", "case")):
        (folder / part).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(example / f"{source}.nii.gz", folder / part / f"{name}.nii.gz")
    if not (folder / "model").exists():
        command = [settings["voxtome"], "--quiet", "convert", example / "model.safetensors", folder / "model"]
        subprocess.run([str(part) for part in command], check=True)
