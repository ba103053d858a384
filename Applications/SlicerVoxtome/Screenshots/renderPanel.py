# SPDX-License-Identifier: Apache-2.0
"""Draws the panel of the scripted module without Slicer: Qt loads Voxtome.ui, with plain widgets in the places of
Slicer's own, filled with names of an example. Needs PyQt5: xvfb-run python3 renderPanel.py panel.png statistics.csv"""
import io
import os
import sys
import types

from PyQt5 import QtWidgets, uic

HERE = os.path.dirname(os.path.abspath(__file__))
PANEL = os.path.join(HERE, "..", "Voxtome", "Resources", "UI", "Voxtome.ui")
SHOWN = {"volume": "MRI", "region": "None", "segmentation": "MRI segmentation", "channel2": "None",
         "channel3": "None", "channel4": "None", "reference": "manual", "prediction": "MRI segmentation"}
TABLE = ["label", "name", "voxels", "ml", "mean"]


def ignore(*names):
    """Setters of properties that only Slicer's widget has."""
    return {f"set{name}": lambda self, value: None for name in names}


Section = type("Section", (QtWidgets.QGroupBox,),
               {"setText": lambda self, text: self.setTitle(text), **ignore("Collapsed")})
NodeBox = type("NodeBox", (QtWidgets.QComboBox,),
               ignore("NodeTypes", "NoneEnabled", "AddEnabled", "RemoveEnabled"))
PathBox = QtWidgets.QLineEdit


def standIn(name, widget):
    module = types.ModuleType(name)
    setattr(module, name, widget)
    sys.modules[name] = module


def main():
    application = QtWidgets.QApplication(sys.argv)
    application.setStyle("Fusion")
    for name, widget in (("qMRMLWidget", QtWidgets.QWidget), ("qMRMLNodeComboBox", NodeBox),
                         ("ctkCollapsibleButton", Section), ("ctkPathLineEdit", PathBox),
                         ("qMRMLTableView", QtWidgets.QTableWidget),
                         ("qMRMLSegmentationShow3DButton", QtWidgets.QPushButton)):
        standIn(name, widget)
    with open(PANEL, encoding="utf-8") as file:
        text = file.read()
    for name in ("qMRMLWidget", "qMRMLNodeComboBox", "ctkCollapsibleButton", "ctkPathLineEdit", "qMRMLTableView",
                 "qMRMLSegmentationShow3DButton"):
        text = text.replace(f"<header>{name}.h</header>", f"<header>{name}</header>")
    # Signals of a scene that is not there, and an enumeration of a widget that is not.
    text = text[: text.index(" <connections>")] + "</ui>"
    text = text.replace("ctkPathLineEdit::Dirs|ctkPathLineEdit::Writable", "").replace("ctkPathLineEdit::Dirs", "")
    text = text.replace('<property name="filters"><set></set></property>', "")
    panel = uic.loadUi(io.StringIO(text))
    for name, value in SHOWN.items():
        getattr(panel, name).addItem(value)
    panel.model.addItems(["hippocampus", "file …", "nnU-Net folder …"])
    panel.table.setColumnCount(len(TABLE))
    panel.table.setHorizontalHeaderLabels(TABLE)
    with open(sys.argv[2], encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(",")[1:6] for line in file][1:]
    panel.table.setRowCount(len(rows))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            panel.table.setItem(row, column, QtWidgets.QTableWidgetItem(cell))
    panel.table.resizeColumnsToContents()
    panel.table.setFixedHeight(110)
    panel.message.setText("done")
    panel.resize(460, 10)
    panel.show()
    application.processEvents()
    panel.grab().save(sys.argv[1])


main()
