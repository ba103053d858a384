#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Preprocesses the same cases with nnU-Net's DefaultPreprocessor and with this program, in turns.

  voxPreprocessBesideNnunet.py BENCHMARK PARITY DATA WORK THREADS ROUNDS [CASE ...]

BENCHMARK is the program voxPreprocessBenchmark, PARITY the parity set, DATA the folder of data sets. Imports and files
are outside of both clocks. `prediction` is the image alone; `training` image, labels and foreground locations. Prints a
Markdown table: elapsed seconds and processor time, smallest and median of ROUNDS, and how far the arrays differ.
"""
import json
import os
import pathlib
import subprocess
import sys
import time
from statistics import median

import numpy as np
import SimpleITK
import torch
from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
from scipy.ndimage import gaussian_filter

OUR_REPEATS = 3  # of one round; nnU-Net, many times slower, runs once


def real_case(data, dataset, case, plans):
    folder = data / dataset
    image = next((folder / "imagesTr").glob(f"{case}*.nii.gz"))
    return {"image": image, "label": folder / "labelsTr" / f"{case}.nii.gz", "plans": json.loads(plans.read_text()),
            "dataset": plans.parent / "dataset.json"}


def synthetic_ct(work, parity, depth, spacing):
    """512 x 512 slices of air, an ellipsoid of tissue with noise and two organs in it, to 1 mm in all directions."""
    planning = parity / "planning" / "Dataset901_SynthCTAniso"
    files = [work / f"ct_{depth}_{kind}.nii.gz" for kind in ("image", "label")]
    if not files[1].exists():
        random = np.random.default_rng(1)
        grid = np.meshgrid(*(np.linspace(-1, 1, n, dtype=np.float32) for n in (depth, 512, 512)), indexing="ij",
                           sparse=True)
        label = np.zeros((depth, 512, 512), np.uint8)
        image = np.full(label.shape, -1000, np.float32)
        parts = ((0, (0, 0, 0), (1.2, 0.7, 0.8), 40), (1, (0.1, 0.1, 0.3), (0.6, 0.3, 0.3), 110),
                 (2, (0.2, 0.1, 0.35), (0.15, 0.1, 0.1), 60))
        for value, center, radius, intensity in parts:
            inside = sum(((axis - c) / r) ** 2 for axis, c, r in zip(grid, center, radius)) < 1
            image[inside] = intensity
            label[inside] = value
        image = gaussian_filter(image, (0.5, 1, 1)) + random.normal(0, 20, image.shape).astype(np.float32)
        for values, file in zip((image.astype(np.int16), label), files):
            volume = SimpleITK.GetImageFromArray(values)
            volume.SetSpacing(spacing[::-1])
            SimpleITK.WriteImage(volume, str(file))
    plans = json.loads((planning / "nnUNetPlans.json").read_text())
    plans["configurations"]["3d_fullres"]["spacing"] = [1.0, 1.0, 1.0]
    return {"image": files[0], "label": files[1], "plans": plans, "dataset": planning / "dataset.json"}


def cases(parity, data, work):
    planning = parity / "planning"
    return {
        "hippocampus, z-score alone": lambda: real_case(
            data, "Task04_Hippocampus", "hippocampus_001", planning / "Dataset004_Hippocampus" / "nnUNetPlans.json"),
        "left atrium MRI": lambda: real_case(
            data, "Dataset018_LeftAtrium", "la_001",
            planning / "Dataset018_LeftAtrium" / "nnUNetPlans_customspacing.json"),
        "CT, slices apart": lambda: synthetic_ct(work, parity, 100, (3.0, 0.7, 0.7)),
        "CT": lambda: synthetic_ct(work, parity, 200, (2.0, 0.8, 0.8)),
    }


def read_case_file(path):
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    types = {"F32": np.float32, "I16": np.int16, "I32": np.int32}
    result = {}
    for name, entry in json.loads(content[8 : 8 + length]).items():
        if name != "__metadata__":
            first, last = (8 + length + offset for offset in entry["data_offsets"])
            result[name] = np.frombuffer(content[first:last], types[entry["dtype"]]).reshape(entry["shape"])
    return result


class Theirs:
    def __init__(self, case):
        self.plans = PlansManager(case["plans"])
        self.configuration = self.plans.get_configuration("3d_fullres")
        self.dataset = json.loads(case["dataset"].read_text())
        reader = self.plans.image_reader_writer_class()
        self.image, self.properties = reader.read_images([str(case["image"])])
        self.labels, _ = reader.read_seg(str(case["label"]))

    def run(self, kind):
        labels = self.labels if kind == "training" else None
        start, processor_start = time.perf_counter(), time.process_time()
        result = DefaultPreprocessor(verbose=False).run_case_npy(
            self.image, labels, dict(self.properties), self.plans, self.configuration, self.dataset)
        return result, [time.perf_counter() - start, time.process_time() - processor_start]


def run_ours(benchmark, case, work, threads):
    plans, output = work / "plans.json", work / "case.safetensors"
    plans.write_text(json.dumps(case["plans"]))
    command = [benchmark, plans, "3d_fullres", case["dataset"], threads, OUR_REPEATS, output, case["label"],
               case["image"]]
    text = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout
    return json.loads(text), output


def require_same_locations(ours, properties):
    for index, places in enumerate(properties["class_locations"].values()):
        assert np.array_equal(ours[f"locations_{index}"], np.reshape(places, (-1, 4))[:, 1:]), "other locations"


def compare(ours, theirs):
    """Largest difference of the images, differing voxels of the labels."""
    image, labels, properties = theirs
    assert ours["image"].shape == image.shape, f"shape {ours['image'].shape}, nnU-Net {image.shape}"
    different = int((ours["labels"] != labels[0]).sum())
    if different == 0:
        require_same_locations(ours, properties)
    return np.abs(ours["image"] - image).max(), different


def numbers(times):
    return [f(column) for column in zip(*times) for f in (min, median)]


def measure(name, case, benchmark, work, threads, rounds):
    theirs = Theirs(case)
    times = {kind: ([], []) for kind in ("prediction", "training")}
    for _ in range(rounds):
        for kind, (our_times, their_times) in times.items():
            last, seconds = theirs.run(kind)
            their_times.append(seconds)
        seconds, output = run_ours(benchmark, case, work, threads)
        for kind, (our_times, _) in times.items():
            our_times += seconds[kind]
    difference, different = compare(read_case_file(output), last)
    size = "x".join(map(str, theirs.image.shape[1:])) + " to " + "x".join(map(str, last[0].shape[1:]))
    for kind, both in times.items():
        ours, other = (numbers(column) for column in both)
        cells = [f"{a:.3g}, {b:.3g}" for column in (other, ours) for a, b in (column[:2], column[2:])]
        ratios = [f"{a / b:.1f}" for a, b in zip(other, ours)]
        print(f"| {name} | {size} | {kind} | {threads} | {cells[0]} | {cells[2]} | {ratios[0]}, {ratios[1]} | "
              f"{cells[1]} | {cells[3]} | {ratios[2]}, {ratios[3]} | {difference:.1e} | {different} |", flush=True)


def main(benchmark, parity, data, work, threads, rounds, *chosen):
    torch.set_num_threads(int(threads))
    work = pathlib.Path(work)
    print(f"load average at the start: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    print("| case | voxels z, y, x | kind | threads | nnU-Net s | ours s | ratio | nnU-Net processor s | "
          "ours processor s | ratio | image differs by | label voxels |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for name, make in cases(pathlib.Path(parity), pathlib.Path(data), work).items():
        if not chosen or name in chosen:
            measure(name, make(), benchmark, work, int(threads), int(rounds))


if __name__ == "__main__":
    main(*sys.argv[1:])
