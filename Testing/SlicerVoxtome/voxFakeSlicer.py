# SPDX-License-Identifier: Apache-2.0
"""As much of Slicer's module `slicer` as VoxtomeLib uses: a scene, nodes, and modules that are run by hand. A node has
the methods that Slicer's class has, as far as they are used; any other is an AttributeError, as in Slicer."""
import os
import types


RECORDED = {"vtkMRMLSegmentationNode": {"CreateDefaultDisplayNodes": 0, "CreateClosedSurfaceRepresentation": 0,
                                        "SetReferenceImageGeometryParameterFromVolumeNode": 1}}


class Storage:
    def __init__(self, fileNames):
        self.fileNames = fileNames

    def GetFileName(self):
        return self.fileNames[0]

    def GetNumberOfFileNames(self):
        """0 for a volume of one file."""
        return len(self.fileNames) if len(self.fileNames) > 1 else 0


class Node:
    def __init__(self, name, nodeClass="vtkMRMLScalarVolumeNode", fileName=None, voxels=True):
        self.name, self.nodeClass, self.voxels = name, nodeClass, voxels
        self.storage = Storage([fileName]) if fileName else None
        self.modified = False
        self.calls = []

    def GetName(self):
        return self.name

    def GetStorageNode(self):
        return self.storage

    def GetModifiedSinceRead(self):
        return self.modified

    def __getattr__(self, call):
        """Voxels are of volumes; what changes a node is written down."""
        if call == "GetImageData" and "Volume" in self.nodeClass:
            return lambda: object() if self.voxels else None
        if call not in RECORDED.get(self.nodeClass, {}):
            raise AttributeError(f"{self.nodeClass} has no {call}")

        def record(*arguments):
            assert len(arguments) == RECORDED[self.nodeClass][call], (call, arguments)
            self.calls.append(call)

        return record


class Region(Node):
    def __init__(self, center, size, axes=((1, 0, 0), (0, 1, 0), (0, 0, 1))):
        Node.__init__(self, "R", "vtkMRMLMarkupsROINode")
        self.center, self.size, self.axes = center, size, axes

    def GetCenter(self, values):
        values[:] = self.center

    def GetSize(self, values):
        values[:] = self.size

    def GetAxis(self, axis, values):
        values[:] = self.axes[axis]


class CliNode:
    Running, Completed, CompletedWithErrors, Cancelled = 4, 32, 33, 64

    def __init__(self, module, parameters):
        self.module, self.parameters = module, parameters
        self.status, self.errors, self.progress = self.Running, "", 0
        self.observers = {}

    def AddObserver(self, event, call):
        assert event == "ModifiedEvent"
        self.observers[len(self.observers) + 1] = call
        return len(self.observers)

    def RemoveObserver(self, observer):
        del self.observers[observer]

    def IsBusy(self):
        return self.status == self.Running

    def GetStatus(self):
        return self.status

    def GetStatusString(self):
        return {4: "Running", 32: "Completed", 33: "Completed with errors", 64: "Cancelled"}[self.status]

    def GetProgress(self):
        return self.progress

    def GetErrorText(self):
        return self.errors

    def Cancel(self):
        self.becomes(self.Cancelled)

    def becomes(self, status, errors=""):
        """What Slicer does when the program reports or ends."""
        self.status, self.errors = status, errors
        for call in list(self.observers.values()):
            call(self, "ModifiedEvent")


class Scene:
    def __init__(self):
        self.nodes = []

    def AddNewNodeByClass(self, nodeClass, name):
        self.nodes.append(Node(name, nodeClass))
        return self.nodes[-1]

    def RemoveNode(self, node):
        self.nodes.remove(node)


class Slicer:
    """The module `slicer` with the extension's modules in a folder."""

    def __init__(self, folder):
        self.mrmlScene = Scene()
        self.runs = []
        self.shown = []
        self.failure = None  # what the next modules end with before they run
        self.modules = types.SimpleNamespace(
            voxtomesegment=types.SimpleNamespace(path=os.path.join(folder, "VoxtomeSegment")),
            voxtomeevaluate=types.SimpleNamespace(path=os.path.join(folder, "VoxtomeEvaluate")))
        self.cli = types.SimpleNamespace(run=self.runModule)
        self.util = types.SimpleNamespace(startupEnvironment=lambda: dict(os.environ),
                                          setSliceViewerLayers=lambda **layers: self.shown.append(layers))
        view = types.SimpleNamespace(resetFocalPoint=lambda: self.shown.append("3D"))
        manager = types.SimpleNamespace(threeDViewCount=1,
                                        threeDWidget=lambda i: types.SimpleNamespace(threeDView=lambda: view))
        self.app = types.SimpleNamespace(layoutManager=lambda: manager)

    def runModule(self, module, node, parameters, wait_for_completion):
        assert node is None and wait_for_completion is False
        if self.failure:
            raise self.failure
        self.runs.append(CliNode(module, parameters))
        return self.runs[-1]
