# SPDX-License-Identifier: Apache-2.0
"""Tests VoxtomeLib, the part of the scripted module without widgets: voxSlicerLogicTest.py FOLDER_OF_MODULES"""
import ast
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SCRIPTED = os.path.join(ROOT, "Applications", "SlicerVoxtome", "Voxtome")
MODULES = os.path.abspath(sys.argv.pop(1))
sys.path[:0] = [HERE, SCRIPTED]

from voxFakeSlicer import CliNode, Node, Region, Slicer, Storage  # noqa: E402
from VoxtomeLib.BatchRun import BatchRun  # noqa: E402
from VoxtomeLib.VoxtomeLogic import Request, VoxtomeError, VoxtomeLogic  # noqa: E402

# A program that reports, and goes on whatever it is asked.
DEAF = """import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
print('{"event": "progress", "fraction": 0.5, "what": "deaf"}', flush=True)
time.sleep(60)"""
IMAGE = os.path.join(ROOT, "Examples", "Hippocampus3d", "image.nii.gz")


class LogicTest(unittest.TestCase):
    def setUp(self):
        self.slicer = Slicer(MODULES)
        self.logic = VoxtomeLogic(self.slicer)
        self.volume = Node("MRI", fileName="/data/my mri.nrrd")
        self.ended = []

    def request(self, **changes):
        return Request(**{"volumes": [self.volume], "model": "hippocampus", **changes})

    def names(self):
        return [node.name for node in self.slicer.mrmlScene.nodes]

    def testFindsTheModelsOfTheExtension(self):
        self.assertEqual(self.logic.modelNames(), ["hippocampus"])
        self.assertTrue(os.path.isfile(self.logic.modelPath("hippocampus")))
        self.assertTrue(os.access(self.logic.program(), os.X_OK))

    def testParametersAreThoseOfTheModule(self):
        """Every name, and what may stand there, is in the description that Slicer reads."""
        region = Region((1, 2, 3), (4, 5, 6))
        parameters = self.logic.segmentParameters(
            self.request(volumes=[self.volume] * 4, region=region), Node("S"), Node("T"), Node("P"))
        folder = self.logic.segmentParameters(self.request(model=HERE), Node("S"))
        file = self.logic.segmentParameters(self.request(model=IMAGE), Node("S"))
        description = ElementTree.parse(os.path.join(MODULES, "VoxtomeSegment.xml"))
        known = {element.text for element in description.iter("name")}
        for name in [*parameters, *folder, *file]:
            self.assertIn(name, known)
        self.assertEqual(folder["modelFolder"], HERE)
        self.assertEqual(file["modelFile"], IMAGE)
        self.assertEqual(parameters["model"], "hippocampus")
        self.assertNotIn("model", folder)
        self.assertIs(parameters["region"], region)
        self.assertEqual(parameters["no_mirror"], False)

    def testShowsTheResultWhenItIsThere(self):
        run = self.logic.start(self.request(), self.ended.append)
        self.assertTrue(run.isBusy())
        self.assertEqual(self.names(), ["MRI segmentation", "MRI statistics"])
        run.cliNode.progress = 40
        run.cliNode.becomes(CliNode.Running)
        self.assertEqual((run.progress(), self.ended), (40, []))
        run.cliNode.becomes(CliNode.Completed)
        self.assertEqual(self.ended, [run])
        self.assertIn("CreateClosedSurfaceRepresentation", run.outputs["segmentation"].calls)
        self.assertIn("SetReferenceImageGeometryParameterFromVolumeNode", run.outputs["segmentation"].calls)
        self.assertEqual(self.slicer.shown, [{"background": self.volume, "fit": True}, "3D"])
        run.cliNode.becomes(CliNode.Completed)
        self.assertEqual(len(self.ended), 1, "told once")

    def testFailureLeavesNoNodesAndSaysWhy(self):
        run = self.logic.start(self.request(probabilities=True), self.ended.append)
        self.assertEqual(len(self.names()), 3)
        run.cliNode.becomes(CliNode.CompletedWithErrors, "Voxtome Segment standard error:\n\nvoxtome: a.nrrd: wrong\n")
        self.assertEqual(self.names(), [])
        self.assertEqual(run.error(), "voxtome: a.nrrd: wrong")
        self.assertFalse(run.hasWorked())
        self.assertEqual(self.slicer.shown, [])

    def testCancelLeavesNoNodesButThoseThatWereThere(self):
        own = self.slicer.mrmlScene.AddNewNodeByClass("vtkMRMLSegmentationNode", "mine")
        run = self.logic.start(self.request(segmentation=own), self.ended.append)
        run.cancel()
        self.assertEqual(self.names(), ["mine"])
        self.assertEqual((self.ended, run.error(), run.status()), ([run], "", "Cancelled"))

    def testRefusesInOneLine(self):
        empty = Node("E", voxels=False)
        for changes, says in (({"volumes": []}, "no volume is chosen"), ({"volumes": [None]}, "no volume is chosen"),
                              ({"volumes": [self.volume, None, self.volume]}, "no volume is chosen"),
                              ({"volumes": [empty]}, "E: the volume is empty"),
                              ({"volumes": [self.volume] * 5}, "at most 4"),
                              ({"model": "liver"}, "liver: no such model; choose one of hippocampus"),
                              ({"model": ""}, "no model")):
            with self.assertRaises(VoxtomeError) as refused:
                self.logic.start(self.request(**changes), self.ended.append)
            self.assertIn(says, str(refused.exception))
            self.assertNotIn("\n", str(refused.exception))
        self.assertEqual((self.names(), self.slicer.runs), ([], []))

    def testRefusesWithoutTheRestOfTheExtension(self):
        with tempfile.TemporaryDirectory() as folder:
            logic = VoxtomeLogic(Slicer(os.path.join(folder, "lib", "Slicer-5.8", "cli-modules")))
            self.assertEqual(logic.modelNames(), [])
            with self.assertRaisesRegex(VoxtomeError, "bin/voxtome: not found"):
                logic.program()
        del self.slicer.modules.voxtomesegment
        with self.assertRaisesRegex(VoxtomeError, "voxtomesegment is not loaded"):
            self.logic.program()

    def testMeasuresTwoSegmentations(self):
        a, b = Node("a"), Node("b")
        run = self.logic.evaluate(a, b, self.ended.append)
        self.assertEqual(run.cliNode.parameters, {"reference": a, "prediction": b, "table": run.outputs["table"]})
        run.cliNode.becomes(CliNode.Completed)
        self.assertEqual((self.ended, self.names()), ([run], ["b measures"]))
        for pair in ((None, b), (a, None), (a, a)):
            with self.assertRaises(VoxtomeError):
                self.logic.evaluate(*pair, self.ended.append)

    def testRegionIsThatOfTheProgram(self):
        self.assertEqual(self.logic.regionNumbers(Region((10, 20, 30), (4, 6, 8))), [-10, -20, 30, 2, 3, 4])
        turned = self.logic.regionNumbers(Region((0, 0, 0), (4, 6, 8), ((0.8, 0.6, 0), (-0.6, 0.8, 0), (0, 0, 1))))
        self.assertEqual(turned[6:], [-0.8, 0.6, 0, -0.6, -0.8, 0, 0, 0, 1])

    def testCommandDoesTheSame(self):
        """What is shown runs as it is, but for the names of files."""
        with tempfile.TemporaryDirectory() as folder:
            image = os.path.join(folder, "my image.nii.gz")
            shutil.copy(IMAGE, image)
            request = self.request(volumes=[Node("MRI", fileName=image)], mirror=False, threads=1,
                                   region=Region((0, 0, 0), (900, 900, 900)))
            command = self.logic.command(request)
            done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue({"MRI.seg.nrrd", "MRI.csv"} <= set(os.listdir(folder)))

    def testCommandNamesFilesThatAreThere(self):
        with self.assertRaisesRegex(VoxtomeError, "new: was not saved to a file; save the volume first"):
            self.logic.command(self.request(volumes=[Node("new")]))
        self.volume.modified = True
        with self.assertRaisesRegex(VoxtomeError, "MRI: has changed since it was saved"):
            self.logic.command(self.request())
        self.volume.modified = False
        self.volume.storage = Storage(["/data/a series/1.dcm", "/data/a series/2.dcm"])
        self.assertIn(" -i '/data/a series' -o ", self.logic.command(self.request()))

    def testModuleThatCannotBeRunLeavesNoNodes(self):
        self.slicer.failure = RuntimeError("Slicer does not like it")
        for begin in (lambda: self.logic.start(self.request(), self.ended.append),
                      lambda: self.logic.evaluate(Node("a"), Node("b"), self.ended.append)):
            with self.assertRaisesRegex(RuntimeError, "does not like"):
                begin()
            self.assertEqual((self.names(), self.ended), ([], []))

    def testSegmentsAFolder(self):
        with tempfile.TemporaryDirectory() as folder:
            source, target = os.path.join(folder, "in"), os.path.join(folder, "out")
            os.mkdir(source)
            for name in ("a.nii.gz", "b.nii.gz"):
                shutil.copy(IMAGE, os.path.join(source, name))
            with open(os.path.join(source, "c.nii.gz"), "w", encoding="utf-8") as damaged:
                damaged.write("no image")
            words = self.logic.batchCommand(self.request(mirror=False, threads=1), source, target)
            batch = BatchRun(words, self.logic.programEnvironment())
            self.finish(batch)
            self.assertEqual(batch.exitCode, 3, "one of three cannot be read")
            self.assertEqual(batch.fraction, 1.0, "the folder is done")
            self.assertEqual(len(batch.messages), 2, batch.messages)
            self.assertTrue(all("c" in message for message in batch.messages))
            self.assertTrue({"a.seg.nrrd", "b.seg.nrrd", "statistics.csv"} <= set(os.listdir(target)))
            self.assertNotIn("c.seg.nrrd", os.listdir(target))

    def testProgressOfAFolderOnlyGrowsAndIsNotDoneAfterAFailure(self):
        events = ['{"event": "progress", "fraction": 0.5, "what": "b: windows"}',
                  '{"event": "progress", "fraction": 0.25, "what": "c: reading"}', "no event"]
        batch = BatchRun([sys.executable, "-c", "import sys; print(sys.argv[1]); sys.exit(2)", "\n".join(events)])
        self.finish(batch)
        self.assertEqual((batch.exitCode, batch.fraction, batch.text), (2, 0.5, "c: reading"))

    def testCancelOfAFolderLeavesWholeFilesOnly(self):
        with tempfile.TemporaryDirectory() as folder:
            source, target = os.path.join(folder, "in"), os.path.join(folder, "out")
            os.mkdir(source)
            shutil.copy(IMAGE, os.path.join(source, "a.nii.gz"))
            words = self.logic.batchCommand(self.request(step=0.05, threads=1), source, target)
            batch = BatchRun(words)
            time.sleep(0.8)
            self.assertTrue(batch.poll())
            batch.cancel()
            self.finish(batch)
            self.assertIn(batch.exitCode, (130, -2))
            self.assertEqual(os.listdir(target) if os.path.exists(target) else [], [])

    def testFolderWhoseProgramDoesNotHeedIsEnded(self):
        for end in (lambda batch: batch.cancel(0.1), lambda batch: batch.close(0.1)):
            batch = BatchRun([sys.executable, "-c", DEAF])
            while not batch.text:
                self.assertTrue(batch.poll())
            end(batch)
            self.finish(batch)
            self.assertEqual(batch.exitCode, -signal.SIGKILL)

    def testRefusesFoldersThatCannotBe(self):
        with tempfile.TemporaryDirectory() as folder:
            for source, target, says in (("", folder, "no folder"), (folder, folder, "found no images"),
                                         (os.path.dirname(IMAGE), "", "no folder for the results"),
                                         (os.path.dirname(IMAGE), os.path.dirname(IMAGE), "choose another one")):
                with self.assertRaisesRegex(VoxtomeError, says):
                    self.logic.batchCommand(self.request(), source, target)
            with self.assertRaisesRegex(VoxtomeError, "a region is chosen"):
                region = Region((0, 0, 0), (1, 1, 1))
                self.logic.batchCommand(self.request(region=region), os.path.dirname(IMAGE), folder)

    def finish(self, batch):
        end = time.monotonic() + 60
        while batch.poll():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)


class FilesTest(unittest.TestCase):
    def testPanelHasWhatTheModuleUses(self):
        with open(os.path.join(SCRIPTED, "Voxtome.py"), encoding="utf-8") as file:
            tree = ast.parse(file.read())
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
                and ((isinstance(node.value, ast.Attribute) and node.value.attr == "ui")
                     or (isinstance(node.value, ast.Name) and node.value.id == "ui"))}
        panel = ElementTree.parse(os.path.join(SCRIPTED, "Resources", "UI", "Voxtome.ui"))
        widgets = {widget.get("name") for widget in panel.iter("widget")}
        self.assertTrue(used)
        self.assertEqual(used - widgets, set())

    def testNothingButSlicerAndTheStandardLibraryIsImported(self):
        allowed = sys.stdlib_module_names | {"VoxtomeLib", "ctk", "qt", "slicer", "vtk"}
        for folder, _, names in os.walk(SCRIPTED):
            for name in (name for name in names if name.endswith(".py")):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    tree = ast.parse(file.read())
                for node in ast.walk(tree):
                    modules = ([alias.name for alias in node.names] if isinstance(node, ast.Import)
                               else [node.module] if isinstance(node, ast.ImportFrom) else [])
                    for module in modules:
                        self.assertIn(module.split(".")[0], allowed, name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
