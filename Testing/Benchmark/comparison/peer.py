# SPDX-License-Identifier: Apache-2.0
"""Runs a function of a row in this process: `peer ROW FUNCTION SETTINGS.json` times the work that it returns and prints
a line of JSON; `peer --inputs ROW FUNCTION SETTINGS.json` only calls it."""
import json
import pathlib
import sys
import time
import warnings

from comparison import rows


def status_mb(key):
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def limit_threads(threads):
    import SimpleITK
    import torch
    torch.set_num_threads(threads)
    SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(threads)


def measure(work, settings):
    """As vox::benchmark::Measure. The work returns arrays by name, or None. A function `fresh` that hangs on it makes,
    not measured, what each run takes; one called `layers` gives the seconds of each layer afterwards."""
    def inputs():
        return [work.fresh()] if hasattr(work, "fresh") else []
    for _ in range(settings.get("warmups", 0)):
        work(*inputs())
    before = status_mb("VmRSS")
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    arrays, seconds, processor = None, [], []
    for _ in range(settings.get("repeats", 1)):
        arrays = None
        given = inputs()
        start, processor_start = time.perf_counter(), time.process_time()
        arrays = work(*given)
        seconds.append(time.perf_counter() - start)
        processor.append(time.process_time() - processor_start)
    result = {"seconds": seconds, "processor_seconds": processor, "before_mb": before,
              "peak_mb": status_mb("VmHWM")}
    if hasattr(work, "layers"):
        result["layers"] = work.layers()
    return arrays, result


def main():
    inputs = sys.argv[1] == "--inputs"
    row, function, file = sys.argv[2:] if inputs else sys.argv[1:]
    settings = json.loads(pathlib.Path(file).read_text())
    warnings.filterwarnings("ignore")
    work = getattr(rows.module(row), function)
    if inputs:
        work(settings)
        return
    limit_threads(settings["threads"])
    arrays, result = measure(work(settings), settings)
    if arrays:
        import numpy
        import safetensors.numpy
        arrays = {name: numpy.ascontiguousarray(array) for name, array in arrays.items()}
        safetensors.numpy.save_file(arrays, settings["output"])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
