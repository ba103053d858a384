# SPDX-License-Identifier: Apache-2.0
"""How far results lie apart. Each function takes {contender: path} and returns {contender: text}."""
import numpy as np
from safetensors import safe_open


def read(path, name):
    with safe_open(path, "numpy") as file:
        return file.get_tensor(name)


def dice(one, other, smallest=100):
    """Smallest Dice of the structures above 100 voxels; None without any."""
    values = []
    for label in np.unique(one):
        a, b = one == label, other == label
        if label != 0 and a.sum() > smallest:
            values.append(2 * (a & b).sum() / (a.sum() + b.sum()))
    return min(values) if values else None


def labels_text(reference, labels):
    if reference.shape != labels.shape:
        return f"shape {'x'.join(map(str, labels.shape))}"
    different = int((reference != labels).sum())
    if different == 0:
        return "same labels"
    worst = dice(reference, labels)
    return f"{100 * different / labels.size:.3g} % of labels differ" + (f", Dice {worst:.5f}" if worst else "")


def same_labels(reference):
    def compare(outputs):
        expected = read(outputs[reference], "labels")
        return {name: labels_text(expected, read(path, "labels"))
                for name, path in outputs.items() if name != reference}
    return compare


def image_text(reference, image, edge):
    """`edge`: voxels at the faces that are left out, where tools extrapolate differently."""
    if reference.shape != image.shape:
        return f"shape {'x'.join(map(str, image.shape))}"
    inner = tuple(slice(edge, -edge if edge else None) for _ in range(3))
    difference = np.abs(reference[inner] - image[inner]).max() / (reference.max() - reference.min())
    return f"{difference:.1e} of the range"


def same_image(reference, edge=0):
    def compare(outputs):
        expected = read(outputs[reference], "image")
        return {name: image_text(expected, read(path, "image"), edge)
                for name, path in outputs.items() if name != reference}
    return compare


def same_logits(reference):
    def compare(outputs):
        expected = read(outputs[reference], "logits")
        result = {}
        for name, path in outputs.items():
            if name != reference:
                logits = read(path, "logits")
                distance = np.abs(expected - logits).max() / (expected.max() - expected.min())
                text = labels_text(expected.argmax(0), logits.argmax(0))
                result[name] = f"logits {distance:.1e} of the range, {text}"
        return result
    return compare


def same_output(reference):
    def compare(outputs):
        expected = read(outputs[reference], "output")
        result = {}
        for name, path in outputs.items():
            if name != reference:
                output = read(path, "output")
                distance = np.abs(expected - output).max() / (expected.max() - expected.min())
                result[name] = f"{distance:.1e} of the range"
        return result
    return compare


def same_losses(reference):
    """Of the step from the same weights, and of the one after it, which the gradients and the optimizer have made."""
    def compare(outputs):
        expected = read(outputs[reference], "losses")
        return {name: ", ".join(f"loss {step} differs by {abs(losses[step] - expected[step]):.1e}" for step in (0, 1))
                for name, path in outputs.items() if name != reference
                for losses in [read(path, "losses")]}
    return compare


def same_first_loss(reference):
    def compare(outputs):
        expected = read(outputs[reference], "losses")[0]
        return {name: f"first loss {loss:.6f}, differs by {abs(loss - expected):.1e}"
                for name, path in outputs.items() if name != reference
                for loss in [read(path, "losses")[0]]}
    return compare


def same_loss(reference):
    def compare(outputs):
        value, gradient = (read(outputs[reference], name) for name in ("value", "gradient"))
        result = {}
        for name, path in outputs.items():
            if name != reference:
                distance = np.abs(read(path, "gradient") - gradient).max() / np.abs(gradient).max()
                result[name] = (f"value differs by {abs(read(path, 'value')[0] - value[0]):.1e}, "
                                f"gradient by {distance:.1e} of the largest")
        return result
    return compare
