# SPDX-License-Identifier: Apache-2.0
"""The panel of Voxtome in 3D Slicer. What it does is in VoxtomeLib, which needs no widget."""

import logging

import qt
import slicer
from slicer.ScriptedLoadableModule import ScriptedLoadableModule, ScriptedLoadableModuleWidget

from VoxtomeLib.BatchRun import BatchRun
from VoxtomeLib.VoxtomeLogic import Request, VoxtomeError, VoxtomeLogic

FILE = "file …"
FOLDER = "nnU-Net folder …"


class Voxtome(ScriptedLoadableModule):
    def __init__(self, parent):
        ScriptedLoadableModule.__init__(self, parent)
        parent.title = "Voxtome"
        parent.categories = ["Segmentation"]
        parent.dependencies = ["VoxtomeSegment", "VoxtomeEvaluate"]
        parent.contributors = ["The Voxtome developers"]
        parent.helpText = ("Segments volumes with trained networks: pick a volume and a model, press Segment. Models "
                           "are Voxtome's own files or results folders of nnU-Net v2. Nothing is downloaded.")
        parent.acknowledgementText = "Voxtome is published under the Apache License 2.0."


class VoxtomeWidget(ScriptedLoadableModuleWidget):
    def setup(self):
        ScriptedLoadableModuleWidget.setup(self)
        self.logic = VoxtomeLogic(slicer)
        self.run = None
        self.batch = None
        panel = slicer.util.loadUI(self.resourcePath("UI/Voxtome.ui"))
        self.layout.addWidget(panel)
        self.ui = slicer.util.childWidgetVariables(panel)
        panel.setMRMLScene(slicer.mrmlScene)
        self.ui.model.addItems(self.logic.modelNames() + [FILE, FOLDER])
        self.ui.model.connect("activated(int)", self.onModel)
        self.ui.segment.connect("clicked()", self.onSegment)
        self.ui.command.connect("clicked()", self.onCommand)
        self.ui.measure.connect("clicked()", self.onMeasure)
        self.ui.runBatch.connect("clicked()", self.onBatch)
        self.ui.cancel.connect("clicked()", self.onCancel)
        self.timer = qt.QTimer()
        self.timer.setInterval(200)
        self.timer.connect("timeout()", self.onTimer)
        self.showIdle("")

    def cleanup(self):
        self.timer.stop()
        if self.batch is not None:
            self.batch.close()
            self.batch = None
        elif self.run is not None and self.run.isBusy():
            self.run.cancel()

    def request(self):
        ui = self.ui
        channels = [ui.volume, ui.channel2, ui.channel3, ui.channel4]
        chosen = [box.currentNode() for box in channels]
        while len(chosen) > 1 and chosen[-1] is None:
            chosen.pop()
        return Request(volumes=chosen, model=ui.model.currentText, region=ui.region.currentNode(),
                       segmentation=ui.segmentation.currentNode(), statistics=ui.statistics.checked,
                       probabilities=ui.probabilities.checked, device=ui.device.currentText,
                       mirror=ui.mirror.checked, step=ui.step.value, threads=ui.threads.value)

    def attempt(self, work):
        """Does it, or says in one line what stands in the way; whatever it is, the panel can be used again."""
        try:
            work()
        except VoxtomeError as error:
            self.showIdle(str(error))
        except Exception as error:  # of Slicer or the system: its log says where
            logging.exception("Voxtome")
            self.showIdle(f"{type(error).__name__}: {' '.join(str(error).split())}")

    def onModel(self, index):
        text = self.ui.model.itemText(index)
        if text == FILE:
            path = qt.QFileDialog.getOpenFileName(self.parent, "Model", "", "Models (*.safetensors)")
        elif text == FOLDER:
            path = qt.QFileDialog.getExistingDirectory(self.parent, "Results folder of nnU-Net")
        else:
            return
        self.ui.model.setCurrentIndex(0)
        if path:
            self.ui.model.insertItem(0, path)
            self.ui.model.setCurrentIndex(0)

    def onSegment(self):
        self.attempt(self.segment)

    def segment(self):
        self.run = self.logic.start(self.request(), lambda run: self.attempt(lambda: self.segmented(run)))
        if self.run.isBusy():
            self.showBusy("segmenting")

    def segmented(self, run):
        if run.hasWorked():
            self.ui.segmentation.setCurrentNode(run.outputs["segmentation"])
            self.ui.prediction.setCurrentNode(run.outputs["segmentation"])
            self.ui.surfaces.setSegmentationNode(run.outputs["segmentation"])
            if "statistics" in run.outputs:
                self.showTable(run.outputs["statistics"])
        self.showIdle("done" if run.hasWorked() else run.error() or run.status())

    def onCommand(self):
        self.attempt(lambda: self.showIdle(self.logic.command(self.request())))

    def onMeasure(self):
        self.attempt(self.measure)

    def measure(self):
        self.run = self.logic.evaluate(self.ui.reference.currentNode(), self.ui.prediction.currentNode(),
                                       lambda run: self.attempt(lambda: self.measured(run)))
        if self.run.isBusy():
            self.showBusy("measuring")

    def measured(self, run):
        if run.hasWorked():
            self.showTable(run.outputs["table"])
        self.showIdle("done" if run.hasWorked() else run.error() or run.status())

    def showTable(self, table):
        self.ui.table.setMRMLTableNode(table)

    def onBatch(self):
        self.attempt(self.startBatch)

    def startBatch(self):
        words = self.logic.batchCommand(self.request(), self.ui.source.currentPath, self.ui.target.currentPath)
        self.batch = BatchRun(words, self.logic.programEnvironment())
        self.showBusy("segmenting the folder")

    def onCancel(self):
        if self.batch is not None:
            self.batch.cancel()
        elif self.run is not None and self.run.isBusy():
            self.run.cancel()

    def onTimer(self):
        self.attempt(self.showHowFarItIs)

    def showHowFarItIs(self):
        if self.batch is not None:
            running = self.batch.poll()
            self.showProgress(int(100 * self.batch.fraction), self.batch.text)
            if not running:
                messages = "\n".join(self.batch.messages)
                worked = self.batch.exitCode == 0
                self.batch = None
                self.showIdle(messages or ("done" if worked else "the program has been ended"))
        elif self.run is not None:
            self.showProgress(self.run.progress(), self.run.status())

    def showProgress(self, percent, text):
        self.ui.progress.setValue(percent)
        self.ui.message.setText(text)

    def showBusy(self, text):
        self.setBusy(True)
        self.showProgress(0, text)
        self.timer.start()

    def showIdle(self, text):
        self.timer.stop()
        self.setBusy(False)
        self.ui.progress.setValue(0)
        self.ui.message.setText(text)

    def setBusy(self, busy):
        for button in (self.ui.segment, self.ui.measure, self.ui.runBatch):
            button.setEnabled(not busy)
        self.ui.cancel.setEnabled(busy)
