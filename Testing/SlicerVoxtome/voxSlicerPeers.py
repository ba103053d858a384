# SPDX-License-Identifier: Apache-2.0
"""Other readers of what the modules say and write: CTK's command-line reader (ctk-cli), which must find nothing amiss
in their descriptions, and slicerio, which reads segmentations as Slicer does: voxSlicerPeers.py FOLDER_OF_MODULES"""
import logging
import os
import subprocess
import sys
import tempfile

try:
    import ctk_cli
    import slicerio
except ImportError as error:
    print(f"skipped: {error}; ./build.sh peers installs what is missing")
    sys.exit(77)

MODULES = sys.argv[1]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
IMAGE = os.path.join(ROOT, "Examples", "Hippocampus3d", "image.nii.gz")


class Complaints(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def describe(name, arguments, options):
    """Both ways of reading: the program itself by --xml, and the file beside it."""
    complaints = Complaints()
    logging.getLogger("ctk_cli").addHandler(complaints)
    logging.getLogger("ctk_cli.module").addHandler(complaints)
    program = os.path.join(MODULES, name)
    assert ctk_cli.isCLIExecutable(program), program
    module = ctk_cli.CLIModule(program)
    beside = ctk_cli.CLIModule(program + ".xml")
    assert complaints.lines == [], complaints.lines
    assert [str(p) for p in module.parameters()] == [str(p) for p in beside.parameters()]
    required, flagged, outputs = module.classifyParameters()
    assert [p.name for p in required] == arguments, required
    assert {p.name for p in flagged} >= options, flagged
    assert outputs == []
    print(f"{name}: {module.title} {module.version}, {len(required)} arguments, {len(flagged)} options: ctk-cli agrees")
    return module


def segment(module, folder):
    """Run with what CTK's reader took for the defaults."""
    output = os.path.join(folder, "out.seg.nrrd")
    words = [os.path.join(MODULES, "VoxtomeSegment")]
    for parameter in module.classifyParameters()[1]:
        if parameter.default is not None and parameter.default != "" and parameter.typ != "boolean":
            words += [parameter.longflag, str(parameter.default)]
    done = subprocess.run(words + [IMAGE, output], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    read = slicerio.read_segmentation(output)
    names = [segment["name"] for segment in read["segments"]]
    assert names == ["Anterior", "Posterior"], names
    for found in read["segments"]:
        assert len(found["color"]) == 3, found
    print(f"VoxtomeSegment: {names} with colors: slicerio agrees")


def main():
    module = describe("VoxtomeSegment", ["inputVolume", "outputSegmentation"],
                      {"model", "modelFile", "modelFolder", "region", "device", "precision", "step", "statistics"})
    describe("VoxtomeEvaluate", ["reference", "prediction"], {"table", "match", "percentile"})
    with tempfile.TemporaryDirectory() as folder:
        segment(module, folder)


main()
