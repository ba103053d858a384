# SPDX-License-Identifier: Apache-2.0
"""What ran where."""
import importlib.metadata
import os
import pathlib
import subprocess

PEERS = ("torch", "nnunetv2", "batchgeneratorsv2", "monai", "torchio", "SimpleITK", "scipy", "scikit-image", "edt",
         "surface-distance")


def processor():
    fields = {}
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    return fields.get("model name", "unknown"), set(fields.get("flags", "").split())


def isa():
    known = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")
    return {flag for flag in known if flag in processor()[1]}


def memory_gib():
    first = pathlib.Path("/proc/meminfo").read_text().split()
    return round(int(first[1]) / 2**20, 1)


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def commit(repository):
    def git(*arguments):
        return subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, text=True).stdout.strip()
    changed = git("status", "--porcelain", "--untracked-files=no")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if changed else "")


def describe(repository):
    return {"processor": processor()[0], "cores": len(os.sched_getaffinity(0)), "isa": sorted(isa()),
            "memory_gib": memory_gib(), "load_average": round(os.getloadavg()[0], 2), "commit": commit(repository),
            "versions": {package: version(package) for package in PEERS}}
