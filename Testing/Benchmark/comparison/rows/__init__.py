# SPDX-License-Identifier: Apache-2.0
"""The rows in the order of the table. Each module has TITLE, MINUTES (full, quick) and cases(context)."""
NAMES = ("network", "export", "preprocess", "labels", "predict", "startup", "train", "augment", "losses",
         "distances")
