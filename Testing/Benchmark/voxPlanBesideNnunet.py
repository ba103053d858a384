#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures a data set with nnU-Net and with this program, in turns: elapsed time, processor time, peak memory.

  voxPlanBesideNnunet.py VOXTOME NNUNET_RAW DATASET_ID PROCESSES ROUNDS

NNUNET_RAW holds the data set in nnU-Net's layout. `nnUNetv2_extract_fingerprint` (found beside this Python) only
measures; `voxtome plan` also plans and splits. Whole commands, start-up included. Memory is the proportional set size
of all processes of the command, sampled every 20 ms.
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from statistics import median


def family(pid):
    """The process and all below it."""
    result = [pid]
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            result += family(int(child))
    return result


def memory(pid):
    """MiB; 0 for processes that have just ended."""
    total = 0
    try:
        for member in family(pid):
            lines = pathlib.Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    except (OSError, ProcessLookupError):
        return 0
    return total / 1024


def measure(command, environment):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    peak = 0
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.02)
    elapsed = time.perf_counter() - start
    assert process.returncode == 0, command
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


def main(voxtome, raw, dataset, processes, rounds):
    folder = next(pathlib.Path(raw).glob(f"Dataset{int(dataset):03d}_*"))
    tool = pathlib.Path(sys.executable).with_name("nnUNetv2_extract_fingerprint")
    with tempfile.TemporaryDirectory() as work:
        environment = os.environ | {"nnUNet_raw": raw, "nnUNet_preprocessed": work, "nnUNet_results": work,
                                    "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
        commands = {
            "nnU-Net": [tool, "-d", dataset, "-np", processes, "--clean"],
            "ours": [voxtome, "--quiet", "--threads", processes, "plan", "-d", folder, "-o", f"{work}/plan",
                     "--reading-order", "as-stored"],
        }
        times = {name: [] for name in commands}
        for _ in range(int(rounds)):
            for name, command in commands.items():
                times[name].append(measure([str(part) for part in command], environment))
    print(f"{folder.name}, {processes} processes or threads, load average {os.getloadavg()[0]:.1f}")
    print("| | elapsed s: smallest, median | processor s | peak MiB |")
    print("|---|---|---|---|")
    for name, runs in times.items():
        elapsed, processor, peak = zip(*runs)
        print(f"| {name} | {min(elapsed):.2f}, {median(elapsed):.2f} | {min(processor):.2f}, {median(processor):.2f} | "
              f"{max(peak):.0f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
