# SPDX-License-Identifier: Apache-2.0
"""Writes voxDicomPixels.json: what pydicom decodes of each compressed file of the shared data, as stored, colors as red,
green, blue. Testing/Dicom/voxCompressedDicomGTest.cxx compares.

    python voxDicomPixels.py SHARED_DIR [FILE...]    (pip install pydicom numpy python-gdcm pylibjpeg pylibjpeg-libjpeg
                                                      pylibjpeg-openjpeg pylibjpeg-rle)

"decoders" of a lossy JPEG differ by rounding: the file's entry is GDCM's (the IJG's integer transform, which DCMTK has,
too) where GDCM decodes it, and the others' largest difference from it is written down as "others"."""
import json
import pathlib
import sys
import warnings

import numpy
import pydicom
from pydicom.pixels import pixel_array

POINTS = 16
REFUSED = ["SC_rgb_jpeg.dcm"]  # explicit by its transfer syntax, implicit by its elements


def decoded(dataset):
    """Values by decoder, best first."""
    found = {}
    for plugin in ("gdcm", "pylibjpeg", "pydicom"):
        try:
            values = pixel_array(dataset, decoding_plugin=plugin)
        except Exception:
            continue
        found[plugin] = values.reshape(int(dataset.get("NumberOfFrames") or 1), dataset.Rows, dataset.Columns, -1)
    return found


def entry(path, name):
    try:
        dataset = pydicom.dcmread(path)
        compressed = dataset.file_meta.TransferSyntaxUID.is_compressed and "PixelData" in dataset
    except Exception:
        return None
    found = decoded(dataset) if compressed and "PALETTE" not in dataset.PhotometricInterpretation else {}
    if not found:
        return None
    decoder, values = next(iter(found.items()))
    flat = values.astype(numpy.float32).astype(float).transpose(3, 0, 1, 2).reshape(values.shape[3], -1)
    weights = numpy.arange(flat.shape[1]) % 1009
    points = numpy.random.default_rng(1).integers(0, flat.shape[1], POINTS)
    return {"path": name, "syntax": dataset.file_meta.TransferSyntaxUID.name, "decoder": decoder,
            "others": max(float(numpy.abs(values.astype(float) - other).max()) for other in found.values()),
            "size": values.shape[:3], "sums": flat.sum(1).tolist(), "weighted": (flat * weights).sum(1).tolist(),
            "points": [[int(at), *flat[:, at].tolist()] for at in points]}


def main():
    warnings.simplefilter("ignore")
    shared = pathlib.Path(sys.argv[1]) / "data"
    files = sys.argv[2:] or sorted(path for path in (shared / "dicom").rglob("*") if path.is_file())
    files = [path for path in files if pathlib.Path(path).name not in REFUSED]
    entries = [entry(path, str(path) if sys.argv[2:] else str(path.relative_to(shared))) for path in files]
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text("[" + ",\n".join(json.dumps(each) for each in entries if each) + "]\n")


main()
