# SPDX-License-Identifier: Apache-2.0
"""TensorBoard reads our event files: each number at its step, and of steps done twice the later ones.

    voxEventPeers.py VOXEVENTPEERS
    voxEventPeers.py --list FOLDER

VOXEVENTPEERS is the program of that name. It writes the steps 1 to 200 of a run, and 151 to 300 of its resumption. With
--list the last numbers of the event files of a folder are printed, such as those of `voxtome train --tensorboard`.
Exits with 77 ("skipped") where tensorboard is missing, and with 1 on a difference."""

import importlib.metadata
import math
import subprocess
import sys
import tempfile

SKIPPED = 77
STRUCTURE = "pseudo_dice/structure/Hippocampus, anterior é"


def scalars_of(folder):
    """Tag to a list of (step, value)."""
    events = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0})
    events.Reload()
    return {tag: [(event.step, event.value) for event in events.Scalars(tag)] for tag in events.Tags()["scalars"]}


def expected():
    steps = range(1, 301)
    return {"loss/training": [(step, 1 / step + (4 if step > 150 else 0)) for step in steps],
            STRUCTURE: [(step, step / 1000) for step in steps],
            "learning_rate": [(step, 0.01 * step) for step in steps]}


def differences(found, wanted):
    if found.keys() != wanted.keys():
        return [f"tags {sorted(found)}, expected {sorted(wanted)}"]
    result = []
    for tag, values in wanted.items():
        if [step for step, _ in found[tag]] != [step for step, _ in values]:
            result.append(f"{tag}: {len(found[tag])} steps, expected {len(values)} in order")
        elif not all(math.isclose(a, b, rel_tol=1e-6) for (_, a), (_, b) in zip(found[tag], values)):
            result.append(f"{tag}: other values")
    return result


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--list":
        for tag, values in scalars_of(arguments[1]).items():
            print(f"{tag}: {len(values)} steps, last {values[-1]}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([arguments[0], folder], check=True)
        found = differences(scalars_of(folder), expected())
    print("\n".join(found) or "3 tags of 300 steps, read by tensorboard " + importlib.metadata.version("tensorboard"))
    return 1 if found else 0


if __name__ == "__main__":
    try:
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    except ImportError as error:
        print(f"skipped: {error}")
        sys.exit(SKIPPED)
    sys.exit(main(sys.argv[1:]))
