# SPDX-License-Identifier: Apache-2.0
"""The whole job: both programs from their start to the label map on the disk."""
import pathlib
import sys

from comparison import agreement, ct, nnunet
from comparison.case import Case, Contender

TITLE = "predict: whole job, one fold, no mirroring, step 0.5, from file to file"
MINUTES = (40, 8)


def cases(context):
    # 1.5 mm: 200x273x273 voxels, 48 windows; quick: 133x160x160, 8 windows
    size = (200, 300, 300) if context.quick else (300, 512, 512)
    folder = context.work / ("predict_quick" if context.quick else "predict")
    settings = {"threads": context.threads, "size": size, "spacing": (1.0, 0.8, 0.8), "source": context.ct,
                "image": str(folder / "input" / "big_0000.nii.gz"),
                "model": str(context.work / "model" / nnunet.TRAINER)}
    peer, native = folder / "nnunet", folder / "voxtome"
    tool = pathlib.Path(sys.executable).with_name("nnUNetv2_predict_from_modelfolder")
    contenders = [
        Contender("nnU-Net", note="fp32, torch threads = cores, 1 process each for reading and export",
                  command=[tool, "-i", folder / "input", "-o", peer, "-m", settings["model"], "-f", "0",
                           "--disable_tta", "-device", "cpu", "-npp", "1", "-nps", "1"]),
        Contender("Voxtome", ours=True, note="auto precision",
                  command=[context.voxtome, "--threads", context.threads, "--quiet", "predict", "-m", settings["model"],
                           "-i", folder / "input", "-o", native, "-f", "0", "--no-mirror", "--step", "0.5"])]

    def agree(_):
        import SimpleITK
        labels = [SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(at / "big.nii.gz"))) for at in (peer, native)]
        return {"Voxtome": agreement.labels_text(*labels)}
    name = "512x512x300, 48 windows" if not context.quick else "300x300x200, 8 windows"
    yield Case(name, settings, contenders, inputs="inputs", goals={"nnU-Net": 5.0}, agreement=agree)


def inputs(settings):
    nnunet.write_model(settings["model"], nnunet.FULL, (128, 128, 128), (1.5, 1.5, 1.5), 3)
    ct.make_ct(settings["image"], settings["source"], settings["size"], settings["spacing"])
