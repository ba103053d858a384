# SPDX-License-Identifier: Apache-2.0
"""The rows in the order of the table. Each module has TITLE, MINUTES (full, quick) and cases(context)."""
import importlib

NAMES = ("network", "export", "preprocess", "labels", "predict", "startup", "train", "train-2d", "networks",
         "augment", "losses", "distances", "files", "render", "report")


def module(row):
    return importlib.import_module("comparison.rows." + row.replace("-", "_"))
