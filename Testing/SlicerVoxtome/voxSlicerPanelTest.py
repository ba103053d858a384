# SPDX-License-Identifier: Apache-2.0
"""Presses the buttons of the scripted module Voxtome.py, whose widgets and Slicer are stand-ins:
voxSlicerPanelTest.py FOLDER_OF_MODULES"""
import logging
import os
import sys
import time
import types
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTED = os.path.join(os.path.dirname(os.path.dirname(HERE)), "Applications", "SlicerVoxtome", "Voxtome")
MODULES = os.path.abspath(sys.argv.pop(1))
sys.path[:0] = [HERE, SCRIPTED]

import voxFakePanel  # noqa: E402
from voxFakeSlicer import CliNode, Node, Slicer  # noqa: E402

WORKS = """import time
print('{"event": "progress", "fraction": 0.5, "what": "a: windows"}', flush=True)
time.sleep(60)"""
FAILS = "import sys; print('voxtome: no such model', file=sys.stderr); sys.exit(4)"


class PanelTest(unittest.TestCase):
    def setUp(self):
        self.slicer = Slicer(MODULES)
        self.answers = voxFakePanel.installFakes(self.slicer)
        sys.modules.pop("Voxtome", None)
        import Voxtome  # takes the stand-ins of now

        self.widget = Voxtome.VoxtomeWidget(SCRIPTED)
        self.widget.setup()
        self.ui = self.widget.ui
        self.volume = Node("MRI", fileName="/data/mri.nrrd")
        self.ui.volume.setCurrentNode(self.volume)

    def tearDown(self):
        self.widget.cleanup()

    def names(self):
        return [node.name for node in self.slicer.mrmlScene.nodes]

    def expectIdle(self, message):
        self.assertEqual(self.ui.message.text, message)
        self.assertEqual([button.enabled for button in (self.ui.segment, self.ui.measure, self.ui.runBatch)], [True] * 3)
        self.assertFalse(self.ui.cancel.enabled)
        self.assertFalse(self.widget.timer.isActive())

    def expectBusy(self, message):
        self.assertEqual(self.ui.message.text, message)
        self.assertEqual([button.enabled for button in (self.ui.segment, self.ui.measure, self.ui.runBatch)], [False] * 3)
        self.assertTrue(self.ui.cancel.enabled)
        self.assertTrue(self.widget.timer.isActive())

    def testDescribesItself(self):
        import Voxtome

        parent = types.SimpleNamespace()
        Voxtome.Voxtome(parent)
        self.assertEqual((parent.title, parent.categories), ("Voxtome", ["Segmentation"]))
        self.assertEqual(parent.dependencies, ["VoxtomeSegment", "VoxtomeEvaluate"])

    def testSegmentsAndShowsTheResult(self):
        self.ui.segment.click()
        self.expectBusy("segmenting")
        node = self.slicer.runs[0]
        self.assertIs(node.parameters["inputVolume"], self.volume)
        self.assertEqual((node.parameters["model"], node.parameters["step"], node.parameters["threads"]),
                         ("hippocampus", 0.5, 0))
        node.progress = 40
        self.widget.timer.emit("timeout()")
        self.assertEqual((self.ui.progress.value, self.ui.message.text), (40, "Running"))
        node.becomes(CliNode.Completed)
        self.expectIdle("done")
        segmentation, table = self.slicer.mrmlScene.nodes
        self.assertIs(self.ui.segmentation.currentNode(), segmentation)
        self.assertIs(self.ui.prediction.currentNode(), segmentation)
        self.assertIs(self.ui.surfaces.node, segmentation)
        self.assertIs(self.ui.table.node, table)

    def testFailureIsShown(self):
        self.ui.segment.click()
        self.slicer.runs[0].becomes(CliNode.CompletedWithErrors, "voxtome: a.nrrd: wrong")
        self.expectIdle("voxtome: a.nrrd: wrong")
        self.assertEqual(self.names(), [])

    def testCancel(self):
        self.ui.segment.click()
        self.ui.cancel.click()
        self.expectIdle("Cancelled")
        self.assertEqual(self.names(), [])

    def testChannelsAreThoseUpToTheLastThatIsChosen(self):
        self.ui.channel2.setCurrentNode(Node("T2"))
        self.assertEqual([node.name for node in self.widget.request().volumes], ["MRI", "T2"])
        self.ui.channel4.setCurrentNode(Node("PD"))
        self.ui.segment.click()
        self.expectIdle("no volume is chosen; choose one for each channel of the model")

    def testErrorsOfSlicerAreOneLineAndLeaveThePanelUsable(self):
        self.slicer.failure = RuntimeError("a node\nis missing")
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.ui.segment.click()
        self.expectIdle("RuntimeError: a node is missing")
        self.assertEqual(self.names(), [])
        self.slicer.failure = None
        self.ui.segment.click()
        del self.slicer.app.layoutManager
        with self.assertRaises(AttributeError):  # which Slicer logs
            self.slicer.runs[0].becomes(CliNode.Completed)
        self.expectIdle("done")

    def testModelFromAFile(self):
        count = self.ui.model._items.index("file …")
        self.answers["file"] = "/models/liver.safetensors"
        self.ui.model.emit("activated(int)", count)
        self.assertEqual(self.ui.model.currentText, "/models/liver.safetensors")
        self.answers["folder"] = ""  # the dialog was left
        self.ui.model.emit("activated(int)", self.ui.model._items.index("nnU-Net folder …"))
        self.assertEqual(self.ui.model.currentText, "/models/liver.safetensors")
        self.ui.segment.click()
        self.assertIn("/models/liver.safetensors: no such model", self.ui.message.text)

    def testShowsTheCommand(self):
        self.ui.command.click()
        self.assertIn(" predict -m ", self.ui.message.text)
        self.assertIn(" -i /data/mri.nrrd -o MRI.seg.nrrd", self.ui.message.text)
        self.ui.volume.setCurrentNode(Node("new"))
        self.ui.command.click()
        self.assertIn("new: was not saved to a file", self.ui.message.text)

    def testMeasures(self):
        self.ui.measure.click()
        self.expectIdle("choose a reference and a segmentation to measure")
        self.ui.reference.setCurrentNode(Node("manual", "vtkMRMLSegmentationNode"))
        self.ui.prediction.setCurrentNode(Node("found", "vtkMRMLSegmentationNode"))
        self.ui.measure.click()
        self.expectBusy("measuring")
        self.slicer.runs[0].becomes(CliNode.Completed)
        self.expectIdle("done")
        self.assertEqual(self.ui.table.node.name, "found measures")

    def startBatch(self, program):
        self.widget.logic.batchCommand = lambda request, source, target: [sys.executable, "-c", program]
        self.ui.runBatch.click()
        self.expectBusy("segmenting the folder")

    def waitFor(self, holds):
        end = time.monotonic() + 30
        while not holds():
            self.assertLess(time.monotonic(), end)
            self.widget.timer.emit("timeout()")
            time.sleep(0.02)

    def testBatchThatFailsSaysWhy(self):
        self.startBatch(FAILS)
        self.waitFor(lambda: not self.widget.timer.isActive())
        self.expectIdle("voxtome: no such model")

    def testBatchCanBeCancelled(self):
        self.startBatch(WORKS)
        self.waitFor(lambda: self.ui.message.text == "a: windows")
        self.assertEqual(self.ui.progress.value, 50)
        self.ui.cancel.click()
        self.waitFor(lambda: not self.widget.timer.isActive())
        self.assertIsNone(self.widget.batch)

    def testBatchEndsWithThePanel(self):
        self.startBatch(WORKS)
        self.waitFor(lambda: self.ui.message.text == "a: windows")
        process = self.widget.batch._process
        self.widget.cleanup()
        self.assertIsNotNone(process.poll())

    def testBatchWithoutFolder(self):
        self.ui.runBatch.click()
        self.expectIdle("no folder: found no images there, expected files such as case.nii.gz")


if __name__ == "__main__":
    unittest.main(verbosity=2)
