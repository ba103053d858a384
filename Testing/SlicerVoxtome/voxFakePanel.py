# SPDX-License-Identifier: Apache-2.0
"""As much of Slicer's Python modules `qt` and `slicer` as the panel Voxtome.py uses: widgets of the classes that its
form names, which have the methods and properties of those classes that are used, and no others."""
import sys
import types
import xml.etree.ElementTree as ElementTree


class Widget:
    """Methods are classes' own; a property that was not declared is an AttributeError, as in PythonQt."""

    properties = {}

    def __init__(self):
        for name, value in self.properties.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        if not name.startswith("_") and name not in self.properties:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        object.__setattr__(self, name, value)


class Connected(Widget):
    signals = ()

    def __init__(self):
        super().__init__()
        self._connected = {}

    def connect(self, signal, slot):
        assert signal in self.signals, f"{type(self).__name__} has no signal {signal}"
        self._connected[signal] = slot

    def emit(self, signal, *values):
        self._connected[signal](*values)


class PushButton(Connected):
    properties = {"enabled": True}
    signals = ("clicked()",)

    def setEnabled(self, enabled):
        self.enabled = enabled

    def click(self):
        """As a person does: a button that is off does nothing."""
        if self.enabled:
            self.emit("clicked()")


class ComboBox(Connected):
    properties = {"currentText": "", "currentIndex": -1}
    signals = ("activated(int)",)

    def __init__(self):
        super().__init__()
        self._items = []

    def addItems(self, texts):
        self._items += texts
        self.setCurrentIndex(max(self.currentIndex, 0))

    def insertItem(self, index, text):
        self._items.insert(index, text)

    def itemText(self, index):
        return self._items[index]

    def setCurrentIndex(self, index):
        self.currentIndex, self.currentText = index, self._items[index]


class NodeComboBox(Widget):
    def __init__(self):
        super().__init__()
        self._node = None

    def currentNode(self):
        return self._node

    def setCurrentNode(self, node):
        self._node = node


class CheckBox(Widget):
    properties = {"checked": False}


class SpinBox(Widget):
    properties = {"value": 0}


class PathLineEdit(Widget):
    properties = {"currentPath": ""}


class ProgressBar(Widget):
    properties = {"value": 0}

    def setValue(self, value):
        assert isinstance(value, int) and 0 <= value <= 100, value
        self.value = value


class Label(Widget):
    properties = {"text": ""}

    def setText(self, text):
        self.text = text


class Show3DButton(Widget):
    properties = {"node": None}

    def setSegmentationNode(self, node):
        assert node.nodeClass == "vtkMRMLSegmentationNode"
        self.node = node


class TableView(Widget):
    properties = {"node": None}

    def setMRMLTableNode(self, node):
        assert node.nodeClass == "vtkMRMLTableNode"
        self.node = node


class Group(Widget):
    pass


class Form(Widget):
    properties = {"scene": None}

    def __init__(self):
        super().__init__()
        self._widgets = {}

    def setMRMLScene(self, scene):
        self.scene = scene


CLASSES = {"QPushButton": PushButton, "QComboBox": ComboBox, "qMRMLNodeComboBox": NodeComboBox, "QCheckBox": CheckBox,
           "QSpinBox": SpinBox, "QDoubleSpinBox": SpinBox, "ctkPathLineEdit": PathLineEdit, "QProgressBar": ProgressBar,
           "QLabel": Label, "qMRMLSegmentationShow3DButton": Show3DButton, "qMRMLTableView": TableView,
           "ctkCollapsibleButton": Group, "qMRMLWidget": Form}
PROPERTY_TYPES = {"bool": lambda text: text == "true", "number": int, "double": float}


class Timer(Connected):
    signals = ("timeout()",)

    def __init__(self):
        super().__init__()
        self._running = False

    def setInterval(self, milliseconds):
        assert milliseconds > 0

    def start(self):
        self._running = True

    def stop(self):
        self._running = False

    def isActive(self):
        return self._running


class Module:
    def __init__(self, parent):
        self.parent = parent


class ModuleWidget:
    def __init__(self, panel):
        self.parent, self._panel = None, panel

    def setup(self):
        self.layout = types.SimpleNamespace(addWidget=lambda widget: None)

    def resourcePath(self, name):
        return f"{self._panel}/Resources/{name}"


def widgetsOf(file):
    """Those of a form by their names, with the numbers and ticks that it sets."""
    widgets = {}
    for element in ElementTree.parse(file).iter("widget"):
        widget = CLASSES[element.get("class")]()
        for given in element.findall("property"):
            name = given.get("name")
            if name in widget.properties and given[0].tag in PROPERTY_TYPES:
                setattr(widget, name, PROPERTY_TYPES[given[0].tag](given[0].text))
        items = [text.text for text in element.findall("item/property/string")]
        if items:
            widget.addItems(items)
        widgets[element.get("name")] = widget
    return widgets


def formOf(file):
    form = Form()
    form._widgets = widgetsOf(file)
    return form


def installFakes(slicer):
    """Makes `import qt`, `import slicer` and `import slicer.ScriptedLoadableModule` give stand-ins. Returns what the
    file dialogs answer, by kind."""
    answers = {"file": "", "folder": ""}
    qt = types.ModuleType("qt")
    qt.QTimer = Timer
    qt.QFileDialog = types.SimpleNamespace(getOpenFileName=lambda parent, title, folder, kinds: answers["file"],
                                           getExistingDirectory=lambda parent, title: answers["folder"])
    package = types.ModuleType("slicer")
    package.__dict__.update(slicer.__dict__)
    package.util.loadUI = formOf
    package.util.childWidgetVariables = lambda form: types.SimpleNamespace(**form._widgets)
    base = types.ModuleType("slicer.ScriptedLoadableModule")
    base.ScriptedLoadableModule, base.ScriptedLoadableModuleWidget = Module, ModuleWidget
    sys.modules.update({"qt": qt, "slicer": package, "slicer.ScriptedLoadableModule": base})
    return answers
