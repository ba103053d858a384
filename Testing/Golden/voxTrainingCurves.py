#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tables and draws the logs that voxTrainingCurves.sh left:  voxTrainingCurves.py FOLDER

Writes FOLDER/curves.md and FOLDER/curves.svg. The loss of this program is nnU-Net's plus 1 (it has 1 - Dice in place of
-Dice); 1 is taken off here. `spread` is the largest minus the smallest of the seeds.
"""
import json
import pathlib
import sys

import matplotlib
import numpy as np

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  after the choice of its output

QUANTITIES = {"pseudo_dice": "mean pseudo-Dice of the validation patches", "loss": "training loss"}
COLORS = {"nnU-Net 2.8.1": "tab:orange", "Voxtome": "tab:blue"}


def read_ours(path):
    epochs = [json.loads(line) for line in path.read_text().splitlines()]
    return {"rate": [e["learning_rate"] for e in epochs], "loss": [e["training_loss"] - 1 for e in epochs],
            "pseudo_dice": [e["mean_pseudo_dice"] for e in epochs]}


def read_theirs(path):
    log = json.loads(path.read_text())
    return {"rate": log["lrs"], "loss": log["train_losses"], "pseudo_dice": log["mean_fg_dice"]}


def by_epoch(runs, quantity):
    """[seed, epoch]"""
    return np.array([run[quantity] for run in runs], dtype=np.float64)


def table(programs):
    lines = ["| epoch | learning rate |" + "".join(f" {name}: {short}, spread |" for short in ("pseudo-Dice", "loss")
                                                   for name in programs) + " differences of the means |"]
    lines.append("|---" * 7 + "|")
    rates = [by_epoch(runs, "rate") for runs in programs.values()]
    assert all(np.allclose(rate, rates[0][0], rtol=1e-12) for rate in rates), "learning rates differ"
    for epoch, rate in enumerate(rates[0][0]):
        cells, differences = [], []
        for quantity in QUANTITIES:
            values = [by_epoch(runs, quantity)[:, epoch] for runs in programs.values()]
            cells += [f"{v.mean():.3f}, {v.max() - v.min():.3f}" for v in values]
            differences.append(f"{values[1].mean() - values[0].mean():+.3f}")
        lines.append(f"| {epoch + 1} | {rate:.5f} | " + " | ".join(cells) + f" | {', '.join(differences)} |")
    return "\n".join(lines)


def draw(programs, path):
    plt.rcParams.update({"svg.fonttype": "none", "font.size": 9})
    figure, axes = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    for axis, (quantity, title) in zip(axes, QUANTITIES.items()):
        for name, runs in programs.items():
            values = by_epoch(runs, quantity)
            epochs = np.arange(1, values.shape[1] + 1)
            for seed in values:
                axis.plot(epochs, seed, color=COLORS[name], linewidth=0.6, alpha=0.6)
            axis.plot(epochs, values.mean(axis=0), color=COLORS[name], linewidth=2,
                      label=f"{name}, {len(values)} seeds")
        axis.set(title=title, xlabel="epoch")
        axis.grid(linewidth=0.3)
    axes[0].legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main(folder):
    folder = pathlib.Path(folder)
    programs = {
        "nnU-Net 2.8.1": [read_theirs(path) for path in sorted(folder.glob("logs/theirs_*.json"))],
        "Voxtome": [read_ours(path) for path in sorted(folder.glob("logs/ours_*.jsonl"))],
    }
    text = table(programs)
    (folder / "curves.md").write_text(text + "\n")
    print(text)
    draw(programs, folder / "curves.svg")


if __name__ == "__main__":
    main(sys.argv[1])
