# SPDX-License-Identifier: Apache-2.0
"""As much of Slicer's module `slicer` as VoxtomeLib uses: a scene, nodes, and modules that are run by hand."""
import os
import types


class Node:
    def __init__(self, name, nodeClass="vtkMRMLScalarVolumeNode", fileName=None, voxels=True):
        self.name, self.nodeClass, self.fileName, self.voxels = name, nodeClass, fileName, voxels
        self.calls = []

    def GetName(self):
        return self.name

    def GetImageData(self):
        return object() if self.voxels else None

    def GetStorageNode(self):
        return types.SimpleNamespace(GetFileName=lambda: self.fileName) if self.fileName else None

    def __getattr__(self, call):
        """Whatever is asked of a node is written down."""
        if call.startswith("_"):
            raise AttributeError(call)
        return lambda *arguments: self.calls.append(call)


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
        self.runs.append(CliNode(module, parameters))
        return self.runs[-1]
