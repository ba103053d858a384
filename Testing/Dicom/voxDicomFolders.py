#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the images of DICOM folders with pydicom, for Testing/Dicom/voxDicomRealFoldersGTest.cxx.

    pip install pydicom==3.0.2
    python voxDicomFolders.py <shared>/data/dicom/dcm_qa_ct ...

Prints for each folder the number of files and, for each series, images that differ (by SOPInstanceUID), their frames,
and the first and last distance along the normal of the slices in mm.
"""

import collections
import os
import sys
import warnings

import pydicom


def distance(dataset):
    """Of the first pixel along the normal, or None without a place."""
    row = dataset.get("ImageOrientationPatient")
    position = dataset.get("ImagePositionPatient")
    if not row or not position:
        return None
    a, b, p = [float(x) for x in row[:3]], [float(x) for x in row[3:]], [float(x) for x in position]
    normal = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    return sum(n * x for n, x in zip(normal, p))


def main():
    warnings.filterwarnings("ignore")
    for folder in sys.argv[1:]:
        series = collections.defaultdict(dict)
        files = 0
        for where, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                files += 1
                try:
                    dataset = pydicom.dcmread(os.path.join(where, name), stop_before_pixels=True)
                except pydicom.errors.InvalidDicomError:
                    continue
                if dataset.get("Rows"):
                    key = (dataset.get("SeriesInstanceUID"), dataset.get("Modality"), dataset.Rows, dataset.Columns)
                    series[key].setdefault(dataset.get("SOPInstanceUID"), dataset)
        print(f"{folder}: {files} files")
        for (uid, modality, rows, columns), images in series.items():
            places = sorted(d for d in map(distance, images.values()) if d is not None)
            ends = f"{places[0]:.4f} to {places[-1]:.4f}" if places else "no place"
            frames = sum(int(d.get("NumberOfFrames") or 1) for d in images.values())
            print(f"  {modality} {rows}x{columns}: {len(images)} images, {frames} frames, {ends} mm, {uid}")


main()
