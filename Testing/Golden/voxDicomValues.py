# SPDX-License-Identifier: Apache-2.0
"""Writes voxDicomValues.json: for each real DICOM series of the shared data, its size and where some voxels lie in the
world with what they hold, as pydicom and nibabel read them. Testing/Dicom/voxRealDicomGTest.cxx compares.

    python voxDicomValues.py SHARED_DIR     (pip install pydicom nibabel numpy pylibjpeg-libjpeg pylibjpeg-openjpeg)

Sources: "nifti": a reference NIfTI of other tools in the same set; "pydicom": pixels and headers, slice by slice;
"resampled": the same, sampled linearly at the points of an orthogonal even grid (tilted or uneven series)."""
import json
import pathlib
import sys

import nibabel
import numpy
import pydicom

POINTS = 24


def slices_of(folder, pattern):
    """Positions [n, 3] in order along the normal, directions, row and column spacing, values [n, rows, columns]."""
    planes = []
    for file in sorted(folder.glob(pattern)) if folder.is_dir() else [folder]:
        if not file.is_file() or file.suffix in (".gz", ".json"):
            continue
        header = pydicom.dcmread(file)
        pixels = header.pixel_array.astype(float)
        if "PerFrameFunctionalGroupsSequence" not in header:
            values = pixels * float(header.get("RescaleSlope", 1)) + float(header.get("RescaleIntercept", 0))
            planes.append((header.ImagePositionPatient, header.ImageOrientationPatient, header.PixelSpacing, values))
            continue
        shared = header.SharedFunctionalGroupsSequence[0]
        for frame, groups in enumerate(header.PerFrameFunctionalGroupsSequence):
            group = lambda name: getattr(groups if name in groups else shared, name)[0]
            line = group("PixelValueTransformationSequence")
            planes.append((group("PlanePositionSequence").ImagePositionPatient,
                           group("PlaneOrientationSequence").ImageOrientationPatient,
                           group("PixelMeasuresSequence").PixelSpacing,
                           pixels[frame] * float(line.RescaleSlope) + float(line.RescaleIntercept)))
    orientation = numpy.array(planes[0][1], float)
    x, y = (v / numpy.linalg.norm(v) for v in (orientation[:3], orientation[3:]))  # the header rounds them
    normal = numpy.cross(x, y)
    planes.sort(key=lambda plane: normal @ numpy.array(plane[0], float))
    return (numpy.array([plane[0] for plane in planes], float), (normal, y, x), numpy.array(planes[0][2], float),
            numpy.stack([plane[3] for plane in planes]))


def from_pydicom(folder, pattern, random):
    positions, (_, y, x), spacing, values = slices_of(folder, pattern)
    index = numpy.stack([random.integers(0, size, POINTS) for size in values.shape])
    world = positions[index[0]] + numpy.outer(index[1] * spacing[0], y) + numpy.outer(index[2] * spacing[1], x)
    return values.shape, world, values[tuple(index)][:, None]


def plane_sample(plane, row, column):
    """Linear between the four pixels around; NaN outside of their centers."""
    inside = (row >= 0) & (row <= plane.shape[0] - 1) & (column >= 0) & (column <= plane.shape[1] - 1)
    r = numpy.clip(numpy.floor(row).astype(int), 0, plane.shape[0] - 2)
    c = numpy.clip(numpy.floor(column).astype(int), 0, plane.shape[1] - 2)
    v, w = row - r, column - c
    sample = ((1 - v) * ((1 - w) * plane[r, c] + w * plane[r, c + 1])
              + v * ((1 - w) * plane[r + 1, c] + w * plane[r + 1, c + 1]))
    return numpy.where(inside, sample, numpy.nan)


def resampled(folder, pattern, random):
    positions, (normal, y, x), spacing, values = slices_of(folder, pattern)
    along = (positions - positions[0]) @ normal
    step = numpy.median(numpy.diff(along))
    aside = numpy.stack([(positions - positions[0]) @ y / spacing[0], (positions - positions[0]) @ x / spacing[1]], 1)
    low, high = numpy.floor(aside.min(0) + 1e-6), numpy.ceil(aside.max(0) - 1e-6)
    size = (round(along[-1] / step) + 1, *(numpy.array(values.shape[1:]) + (high - low).astype(int)))
    points, found = [], []
    while len(points) < POINTS:
        z, row, column = (int(random.integers(0, s)) for s in size)
        at = min(z * step, along[-1])
        below = min(int(numpy.searchsorted(along, at, side="right")) - 1, len(along) - 2)
        weight = (at - along[below]) / (along[below + 1] - along[below])
        parts = [plane_sample(values[k], numpy.array(row + low[0] - aside[k][0]), numpy.array(column + low[1] - aside[k][1]))
                 for k in (below, below + 1)]
        value = (1 - weight) * parts[0] + weight * parts[1]
        if numpy.isfinite(value):
            points.append(positions[0] + z * step * normal + (row + low[0]) * spacing[0] * y
                          + (column + low[1]) * spacing[1] * x)
            found.append([float(value)])
    return size, numpy.array(points), numpy.array(found)


def from_nifti(file, volume, random):
    image = nibabel.load(file)
    values = numpy.asanyarray(image.dataobj)
    if values.dtype.names:
        values = numpy.stack([values[name] for name in values.dtype.names[:3]], -1)
    if volume is not None:
        values = values[..., volume]
    values = values.astype(float).reshape(*values.shape[:3], -1)[..., :3]
    index = numpy.stack([random.integers(0, size, POINTS) for size in values.shape[:3]])
    world = (image.affine[:3, :3] @ index + image.affine[:3, 3:]).T * (-1, -1, 1)
    return None, world, values[tuple(index)]  # axes of the file may be in another order


def main():
    data = pathlib.Path(sys.argv[1]) / "data"
    random = numpy.random.default_rng(8)
    sets = []

    def add(path, source, result, series=""):
        size, world, values = result
        sets.append({"path": path, "series": series, "source": source,
                     "size": None if size is None else [int(s) for s in size],
                     "points": [[round(float(v), 6) for v in (*w, *value)] for w, value in zip(world, values)]})

    peer = "dicom/dicom2nifti/tests/data/"
    for name in ("anatomical/001", "anatomical/001_implicit", "ge/anatomical/001", "ge/anatomical/001_implicit",
                 "ge/anatomical/001_single_slice", "generic/anatomical/001", "generic/anatomical/001_implicit",
                 "generic/anatomical/002_non_isotropic", "generic/compressed/001", "generic/compressed_j2k/001",
                 "generic/compressed_jpeg/001", "generic/compressed_jpegls/001", "generic/compressed_rle/001",
                 "generic/rgb/001", "failing/slicecount/001"):
        add(peer + name, "nifti", from_nifti(data / (peer + name + "_ground_truth.nii.gz"), None, random))
    nih = "dicom/dcm_qa_nih/"
    for number, name in ((3, "AP_3"), (4, "PA_4"), (5, "RL_5"), (6, "LR_6")):
        folder = f"{nih}In/20180918Si/mr_000{number}"
        uid = pydicom.dcmread(sorted((data / folder).glob("*.dcm"))[0], stop_before_pixels=True).SeriesInstanceUID
        for time in range(2):
            add(folder, "nifti", from_nifti(data / f"{nih}Ref/EPI_PE={name}.nii", time, random),
                f"{uid}:acquisition {time + 1}")
    tests = "dicom/pydicom/src/pydicom/data/test_files/"
    for path, pattern in (
            ("hippocampus-dicom/Study1/13_HCropVolume", "*.dcm"), ("hippocampus-dicom/Study3/11-T1post-18670", "*.dcm"),
            ("dicom/pycerr-ibsi/cerr/datasets/radiomics_phantom_dicom/pat_1", "DCM_IMG*"),
            ("dicom/dcmqi/data/segmentations/ct-3slice", "*.dcm"), ("dicom/dcmqi/data/segmentations/23x38x3/image", "*"),
            ("dicom/dcmqi/data/segmentations/24x38x3/image", "*"),
            ("dicom/dcmqi/data/segmentations/23x38x3/multiframe", "*"),
            ("dicom/dcmqi/data/segmentations/24x38x3/multiframe", "*"), ("dicom/rt-utils/tests/mock_data", "ct_*"),
            ("dicom/rt-utils/tests/oriented_data", "*.dcm"), ("dicom/rt-utils/tests/one_slice_data", "*.dcm"),
            *((tests + name + ".dcm", "") for name in (
                "CT_small", "693_J2KI", "J2K_pixelrep_mismatch", "examples_overlay", "MR_small", "MR_small_RLE",
                "MR_small_bigendian", "MR_small_implicit", "MR_small_jp2klossless", "MR_small_jpeg_ls_lossless",
                "MR_small_padded"))):
        add(path, "pydicom", from_pydicom(data / path, pattern, random))
    for path in ("dicom/dcm_qa_ct/In/GE", peer + "failing/gantrytilting/001", peer + "failing/sliceincrement/001"):
        add(path, "resampled", resampled(data / path, "*.dcm", random))
    tools = {"pydicom": pydicom.__version__, "nibabel": nibabel.__version__}
    lines = ",\n".join("    " + json.dumps(one) for one in sets)
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text(f'{{\n  "tools": {json.dumps(tools)},\n  "sets": [\n{lines}\n  ]\n}}\n')


main()
