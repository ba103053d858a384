# SPDX-License-Identifier: Apache-2.0
"""Other tools find a voxel of our files where it was put: world positions of three marked voxels to 1e-3 mm.

    voxGeometryPeers.py VOXGEOMETRYPEERS [--python VENV]

VOXGEOMETRYPEERS is the program of that name, which writes 48 axis orders x {axis-aligned, oblique} x 4 sizes in every
format. NIfTI is read by nibabel and SimpleITK, NRRD, MetaImage and the DICOM series by SimpleITK, the DICOM
segmentation of that series, as we read it, by highdicom, and one of each grid by dcmqi. Exits with 77 ("skipped")
where nibabel, highdicom or SimpleITK is missing, and with 1 on a difference."""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
MOST_MM = 1e-3
ORDERS, GRIDS, MARKS = 48, 8, 3
LPS = (-1.0, -1.0, 1.0)  # from RAS


def expected_positions(grid):
    """Of values 1, 2, 3, from the numbers of the grid before its axes were reordered."""
    direction = numpy.array(grid["direction_lps"]) * numpy.array(grid["spacing_zyx"])
    return [numpy.array(grid["origin_lps"]) + direction @ numpy.array(index) for index in grid["marks_zyx"]]


def marked(values):
    """Indices of the voxels of values 1, 2, 3, which must be all there are; None otherwise."""
    found = [numpy.argwhere(values == mark) for mark in range(1, MARKS + 1)]
    whole = numpy.count_nonzero(values) == MARKS and all(len(places) == 1 for places in found)
    return [places[0] for places in found] if whole else None


def by_nibabel(path):
    image = nibabel.load(path)
    places = marked(numpy.asanyarray(image.dataobj))
    return places and [nibabel.affines.apply_affine(image.affine, place) * LPS for place in places]


def of_sitk(image):
    places = marked(SimpleITK.GetArrayFromImage(image))
    return places and [numpy.array(image.TransformIndexToPhysicalPoint([int(i) for i in place[::-1]])) for place in places]


def by_sitk(path):
    return of_sitk(SimpleITK.ReadImage(str(path)))


def by_sitk_series(folder):
    files = SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))
    slices = [SimpleITK.ReadImage(file) for file in files]
    if slices[0].GetHeight() == 1:  # of such slices ITK stacks rows (moving dimension y): each is asked by itself
        places = {int(image[place]): image.TransformIndexToPhysicalPoint(place) for image in slices
                  for place in [(x, 0, 0) for x in range(image.GetWidth())] if image[place] != 0}
        return [numpy.array(places[mark]) for mark in range(1, MARKS + 1)]
    return of_sitk(SimpleITK.ReadImage(files))


def by_highdicom(path):
    volume = highdicom.seg.segread(path).get_volume(combine_segments=True)
    places = marked(volume.array)
    return places and [(volume.affine @ [*place, 1])[:3] for place in places]


def by_dcmqi(path):
    program = pathlib.Path(sys.executable).parent / "segimage2itkimage"
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([program, "--inputDICOM", path, "--outputDirectory", out, "--outputType", "nrrd"], check=True,
                       capture_output=True)
        images = [SimpleITK.ReadImage(str(file)) for file in sorted(pathlib.Path(out).iterdir()) if file.suffix == ".nrrd"]
    positions = []
    for image in images:
        places = numpy.argwhere(SimpleITK.GetArrayFromImage(image) > 0)
        if len(places) != 1:
            return None
        positions.append(numpy.array(image.TransformIndexToPhysicalPoint([int(i) for i in places[0][::-1]])))
    return positions


def readers(order):
    each = [("labels.nii.gz", by_nibabel), ("image.nii", by_nibabel), ("labels.nii.gz", by_sitk), ("image.nii", by_sitk),
            ("labels.seg.nrrd", by_sitk), ("image.nrrd", by_sitk), ("labels.mha", by_sitk), ("series", by_sitk_series),
            ("seg.dcm", by_highdicom)]
    return each + ([("seg.dcm", by_dcmqi)] if order % ORDERS == 0 else [])


def check(folder):
    """How many files each reader found all marks in, and the largest distance in mm."""
    counts, largest, wrong = collections.Counter(), collections.defaultdict(float), 0
    for grid in json.loads((folder / "grids.json").read_text()):
        expected = expected_positions(grid)
        for order in range(ORDERS):
            for name, reader in readers(order):
                path = folder / grid["folder"] / str(order) / name
                try:
                    found = reader(path)
                    problem = None if found and len(found) == MARKS else "not each mark in one voxel"
                except Exception as error:  # any failure of a reader is a failure of the check, told with its file
                    problem = f"{error!r}"[:200]
                if problem is None:
                    distance = max(float(numpy.linalg.norm(a - b)) for a, b in zip(found, expected))
                    key = (reader.__name__, name)
                    counts[key] += 1
                    largest[key] = max(largest[key], distance)
                    problem = None if distance <= MOST_MM else f"{distance:.3g} mm away"
                if problem:
                    wrong += 1
                    print(f"WRONG {reader.__name__} {path.relative_to(folder)}: {problem}")
    for key, count in counts.items():
        print(f"{' '.join(key)}: {count} files, at most {largest[key]:.2g} mm away")
    wanted = GRIDS * sum(len(readers(order)) for order in range(ORDERS))
    if counts.total() != wanted:
        print(f"WRONG all marks found in {counts.total()} files, expected {wanted}")
    return wrong == 0 and counts.total() == wanted


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--python", help="a virtual environment to run in instead")
    options = parser.parse_args()
    if options.python:
        python = pathlib.Path(options.python) / "bin" / "python"
        sys.exit(subprocess.call([str(python), __file__, options.program]))
    global numpy, nibabel, highdicom, SimpleITK
    try:
        import highdicom
        import nibabel
        import numpy
        import SimpleITK
    except ImportError as error:
        print(f"skipped: {error}; ./build.sh peers installs what is needed")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.program, folder], check=True)
        sys.exit(0 if check(pathlib.Path(folder)) else 1)


main()
