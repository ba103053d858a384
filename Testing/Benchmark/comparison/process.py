# SPDX-License-Identifier: Apache-2.0
"""Runs one contender once, in a process of its own."""
import json
import os
import subprocess
import sys
import tempfile
import time

THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS",
                    "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS", "nnUNet_def_n_proc")
FOLDER_VARIABLES = ("nnUNet_raw", "nnUNet_preprocessed", "nnUNet_results")


class Failed(Exception):
    """A contender ended with an error; the text says how."""


def environment(threads, work, more):
    result = dict(os.environ)
    result.update({name: str(threads) for name in THREAD_VARIABLES})
    result.update({name: str(work) for name in FOLDER_VARIABLES})
    result["PYTHONWARNINGS"] = "ignore"
    result.update(more)
    return result


def execute(command, variables):
    """Runs a command to its end: text of stdout, and its figures. Memory is the largest of one of its processes."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=errors, env=variables,
                                   stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            lines = errors.read().strip().splitlines() or ["no message"]
            raise Failed(f"exit code {process.returncode}: {lines[-1]}")
        output.seek(0)
        return output.read(), {"seconds": [seconds], "processor_seconds": [usage.ru_utime + usage.ru_stime],
                               "peak_mb": usage.ru_maxrss * 1024 / 1e6, "before_mb": 0.0}


def run(row, case, contender, context, output):
    """One turn: {seconds: [...], processor_seconds: [...], peak_mb, before_mb, ...}, memory in units of 1e6 bytes."""
    settings = case.settings | contender.settings | {"output": str(output)}
    variables = environment(settings["threads"], context.work, contender.environment)
    if contender.command:
        return execute(contender.command, variables)[1]
    with tempfile.NamedTemporaryFile("w", suffix=".json", dir=context.work) as file:
        json.dump(settings, file)
        file.flush()
        if contender.function:
            command = [sys.executable, "-m", "comparison.peer", row, contender.function, file.name]
        else:
            command = [context.native, contender.verb, file.name]
        text, _ = execute(command, variables)
    return json.loads(text.strip().splitlines()[-1])


def make_inputs(row, case, context):
    """In a process of its own, so that its memory is free again when the contenders run."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", dir=context.work) as file:
        json.dump(case.settings, file)
        file.flush()
        variables = environment(case.settings["threads"], context.work, {})
        execute([sys.executable, "-m", "comparison.peer", "--inputs", row, case.inputs, file.name], variables)
