# SPDX-License-Identifier: Apache-2.0
"""What the module Voxtome does, without a widget: it needs the standard library and the module `slicer`, which is
handed in, so that it can be tested without Slicer."""
import os
import shlex
from dataclasses import dataclass, field
from typing import Any, Optional

MODEL_ENDING = ".safetensors"
IMAGE_ENDINGS = (".nii.gz", ".nii", ".nrrd", ".mha", ".mgz")


class VoxtomeError(Exception):
    """One line for the person at the panel."""


@dataclass
class Request:
    """What a person chose. Nodes are Slicer's; a model is a name, the path of a file or the path of a folder."""

    volumes: list = field(default_factory=list)
    model: str = ""
    region: Any = None
    segmentation: Any = None  # a new node where there is none
    statistics: bool = True
    probabilities: bool = False
    device: str = "auto"
    mirror: bool = True
    step: float = 0.5
    threads: int = 0


def endsAsImage(name):
    return name.lower().endswith(IMAGE_ENDINGS)


class Run:
    """A module at work, or one that has ended."""

    def __init__(self, cliNode, outputs):
        self.cliNode = cliNode
        self.outputs = outputs  # nodes by name; those that were made for it go when it fails
        self.observer = None

    def progress(self):
        """0 to 100."""
        return int(self.cliNode.GetProgress())

    def status(self):
        return self.cliNode.GetStatusString()

    def isBusy(self):
        return self.cliNode.IsBusy()

    def hasWorked(self):
        return self.cliNode.GetStatus() == self.cliNode.Completed

    def error(self):
        """The line that the program said last; empty where all went well."""
        lines = [line for line in self.cliNode.GetErrorText().splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def cancel(self):
        self.cliNode.Cancel()


class VoxtomeLogic:
    """Runs the modules VoxtomeSegment and VoxtomeEvaluate, which run the program `voxtome`."""

    def __init__(self, slicer):
        self.slicer = slicer

    # Where things are

    def modulePath(self, name="voxtomesegment"):
        module = getattr(self.slicer.modules, name, None)
        if module is None:
            raise VoxtomeError(f"the module {name} is not loaded; install the extension whole and start Slicer again")
        return module.path

    def prefix(self):
        """The folder of the extension: PREFIX of PREFIX/lib/Slicer-X.Y/cli-modules/VoxtomeSegment."""
        folder = os.path.dirname(self.modulePath())
        return os.path.dirname(os.path.dirname(os.path.dirname(folder)))

    def program(self):
        program = os.path.join(self.prefix(), "bin", "voxtome")
        if not os.access(program, os.X_OK):
            raise VoxtomeError(f"{program}: not found; unpack the extension whole, all its folders beside each other")
        return program

    def modelFolder(self):
        return os.path.join(self.prefix(), "share", "voxtome", "models")

    def modelNames(self):
        """Of the models that come with the extension, and of those that were put beside them."""
        folder = self.modelFolder()
        if not os.path.isdir(folder):
            return []
        return sorted(name[: -len(MODEL_ENDING)] for name in os.listdir(folder) if name.endswith(MODEL_ENDING))

    def modelPath(self, model):
        """File or folder of a model, given by name or path."""
        path = os.path.join(self.modelFolder(), model + MODEL_ENDING) if model in self.modelNames() else model
        if not path or not os.path.exists(path):
            known = ", ".join(self.modelNames()) or "none"
            raise VoxtomeError(f"{model or 'no model'}: no such model; choose one of {known}, a file or a folder")
        return path

    # Segmenting a volume of the scene

    def check(self, request):
        if not request.volumes or any(volume is None for volume in request.volumes):
            raise VoxtomeError("no volume is chosen; choose one for each channel of the model")
        for volume in request.volumes:
            if volume.GetImageData() is None:
                raise VoxtomeError(f"{volume.GetName()}: the volume is empty; load its voxels first")
        if len(request.volumes) > 4:
            raise VoxtomeError(f"{len(request.volumes)} volumes are chosen, at most 4 go into one run; "
                               "use voxtome predict for more")
        self.modelPath(request.model)

    def segmentParameters(self, request, segmentation, statistics=None, probabilities=None):
        """The parameters of VoxtomeSegment by name, as slicer.cli.run takes them."""
        parameters = {"inputVolume": request.volumes[0], "outputSegmentation": segmentation,
                      "device": request.device, "no_mirror": not request.mirror, "step": request.step,
                      "threads": request.threads}
        for number, volume in enumerate(request.volumes[1:], start=2):
            parameters[f"channel{number}"] = volume
        if request.model in self.modelNames():
            parameters["model"] = request.model
        elif os.path.isdir(request.model):
            parameters["modelFolder"] = request.model
        else:
            parameters["modelFile"] = request.model
        for name, node in (("region", request.region), ("statistics", statistics), ("probabilities", probabilities)):
            if node is not None:
                parameters[name] = node
        return parameters

    def start(self, request, onEnd):
        """Begins to segment in the background, and calls onEnd(run) at the end, whatever it is."""
        self.check(request)
        name = request.volumes[0].GetName()
        outputs, made = {}, []

        def output(key, nodeClass, label):
            outputs[key] = self.slicer.mrmlScene.AddNewNodeByClass(nodeClass, f"{name} {label}")
            made.append(outputs[key])

        if request.segmentation is None:
            output("segmentation", "vtkMRMLSegmentationNode", "segmentation")
        else:
            outputs["segmentation"] = request.segmentation
        if request.statistics:
            output("statistics", "vtkMRMLTableNode", "statistics")
        if request.probabilities:
            output("probabilities", "vtkMRMLVectorVolumeNode", "probabilities")
        parameters = self.segmentParameters(request, outputs["segmentation"], outputs.get("statistics"),
                                            outputs.get("probabilities"))
        return self._run(self.slicer.modules.voxtomesegment, parameters, outputs, made,
                         lambda run: self._segmented(run, request, onEnd))

    def _run(self, module, parameters, outputs, made, onEnd):
        def forget():
            for node in made:
                self.slicer.mrmlScene.RemoveNode(node)

        try:
            run = Run(self.slicer.cli.run(module, None, parameters, wait_for_completion=False), outputs)
        except Exception:
            forget()
            raise

        def observe(caller, event):
            if run.observer is not None and not run.isBusy():
                run.cliNode.RemoveObserver(run.observer)
                run.observer = None
                if not run.hasWorked():
                    forget()
                onEnd(run)

        run.observer = run.cliNode.AddObserver("ModifiedEvent", observe)
        observe(None, None)  # it may have ended already
        return run

    def _segmented(self, run, request, onEnd):
        try:
            if run.hasWorked():
                self.show(run.outputs["segmentation"], request.volumes[0])
        finally:
            onEnd(run)

    def show(self, segmentation, volume):
        """In the slices over the volume, and as surfaces in the 3D view."""
        segmentation.CreateDefaultDisplayNodes()
        segmentation.SetReferenceImageGeometryParameterFromVolumeNode(volume)
        segmentation.CreateClosedSurfaceRepresentation()
        self.slicer.util.setSliceViewerLayers(background=volume, fit=True)
        manager = self.slicer.app.layoutManager()
        if manager is not None and manager.threeDViewCount > 0:
            manager.threeDWidget(0).threeDView().resetFocalPoint()

    # Measuring

    def evaluate(self, reference, prediction, onEnd):
        """Measures in the background; the table is run.outputs["table"]."""
        if reference is None or prediction is None:
            raise VoxtomeError("choose a reference and a segmentation to measure")
        if reference is prediction:
            raise VoxtomeError(f"{reference.GetName()}: chosen as reference and as what is measured; choose two")
        table = self.slicer.mrmlScene.AddNewNodeByClass("vtkMRMLTableNode", f"{prediction.GetName()} measures")
        parameters = {"reference": reference, "prediction": prediction, "table": table}
        return self._run(self.slicer.modules.voxtomeevaluate, parameters, {"table": table}, [table], onEnd)

    # Showing the command

    @staticmethod
    def fileOf(node):
        """The file that the volume was read from or saved to, or the folder of a series of them."""
        storage = node.GetStorageNode()
        name = storage.GetFileName() if storage is not None else None
        if not name or node.GetModifiedSinceRead():
            raise VoxtomeError(f"{node.GetName()}: {'has changed since it was' if name else 'was not'} saved to a file; "
                               "save the volume first, the command names its file")
        return os.path.dirname(name) if storage.GetNumberOfFileNames() > 1 else name

    @staticmethod
    def regionNumbers(roi):
        """Center, half sizes and axes of the box in LPS; Slicer's own coordinates are RAS."""
        center, size = [0.0] * 3, [0.0] * 3
        roi.GetCenter(center)
        roi.GetSize(size)
        numbers = [-center[0], -center[1], center[2]] + [length / 2 for length in size]
        axes = [[0.0] * 3 for _ in range(3)]
        for axis, direction in enumerate(axes):
            roi.GetAxis(axis, direction)
        rows = [[(-1 if row < 2 else 1) * axes[axis][row] for axis in range(3)] for row in range(3)]
        # A box along the axes of the world looks the same whichever way its axes point.
        straight = all(abs(abs(rows[row][column]) - (row == column)) < 1e-3 for row in range(3) for column in range(3))
        return numbers if straight else numbers + [value for row in rows for value in row]

    def command(self, request):
        """What to type to get the same in a terminal."""
        self.check(request)
        words = [self.program(), "predict", "-m", self.modelPath(request.model), "-i"]
        words += [self.fileOf(volume) for volume in request.volumes]
        words += ["-o", f"{request.volumes[0].GetName()}.seg.nrrd"]
        words += self._options(request)
        if request.region is not None:
            words += ["--region", ",".join(f"{number:g}" for number in self.regionNumbers(request.region))]
        if request.statistics:
            words += ["--statistics", f"{request.volumes[0].GetName()}.csv"]
        if request.probabilities:
            words += ["--save-probabilities"]
        return shlex.join(words)

    @staticmethod
    def _options(request):
        words = []
        if request.device != "auto":
            words += ["--device", request.device]
        if not request.mirror:
            words += ["--no-mirror"]
        if request.step != 0.5:
            words += ["--step", f"{request.step:g}"]
        if request.threads:
            words += ["--threads", str(request.threads)]
        return words

    # A folder of images

    def batchCommand(self, request, source, target):
        """The words of one run of the program over all images of a folder."""
        if not os.path.isdir(source) or not any(endsAsImage(name) for name in os.listdir(source)):
            raise VoxtomeError(f"{source or 'no folder'}: found no images there, expected files such as case.nii.gz")
        if not target:
            raise VoxtomeError("no folder for the results is chosen")
        if os.path.exists(target) and os.path.samefile(source, target):
            raise VoxtomeError(f"{target}: is the folder of the images; choose another one for the results")
        if request.region is not None:
            raise VoxtomeError("a region is chosen, which belongs to one volume; choose none for a folder")
        words = [self.program(), "predict", "--json", "-m", self.modelPath(request.model), "-i", source, "-o", target,
                 "--format", ".seg.nrrd"] + self._options(request)
        if request.statistics:
            words += ["--statistics", os.path.join(target, "statistics.csv")]
        if request.probabilities:
            words += ["--save-probabilities"]
        return words

    def programEnvironment(self) -> Optional[dict]:
        """The environment from before Slicer's launcher, so that the program finds its own libraries."""
        return dict(self.slicer.util.startupEnvironment())
