# SPDX-License-Identifier: Apache-2.0
"""The numbers that voxRealSegmentationsGTest expects, by pydicom and NumPy alone: voxels and mean place of every segment
of a DICOM segmentation, voxels of every structure of a structure set (pixel centers inside an odd number of contours).

    voxRealSegmentations.py SEG...
    voxRealSegmentations.py --images FOLDER RTSTRUCT..."""

import argparse
import pathlib

import numpy
import pydicom


def count_segments(path):
    data = pydicom.dcmread(path)
    shape = (int(data.NumberOfFrames), data.Rows, data.Columns)
    pixels = numpy.frombuffer(data.PixelData, numpy.uint8)
    if data.BitsAllocated == 1:
        pixels = numpy.unpackbits(pixels, bitorder="little")
    pixels = pixels[: numpy.prod(shape)].reshape(shape)
    shared = data.SharedFunctionalGroupsSequence[0]
    orientation = numpy.array(shared.PlaneOrientationSequence[0].ImageOrientationPatient, float).reshape(2, 3)
    spacing = numpy.array(shared.PixelMeasuresSequence[0].PixelSpacing, float)
    for segment in data.SegmentSequence:
        if segment.SegmentNumber == 0:
            continue
        places = []
        for frame, groups in zip(pixels, data.PerFrameFunctionalGroupsSequence):
            if data.SegmentationType == "LABELMAP":
                inside = frame == segment.SegmentNumber
            elif groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber == segment.SegmentNumber:
                inside = frame > 0
            else:
                continue
            rows, columns = numpy.nonzero(inside)
            origin = numpy.array(groups.PlanePositionSequence[0].ImagePositionPatient, float)
            places.append(origin + numpy.outer(columns * spacing[1], orientation[0])
                          + numpy.outer(rows * spacing[0], orientation[1]))
        places = numpy.concatenate(places)
        print(f"  {segment.SegmentLabel}: {len(places)} voxels around {places.mean(0).round(4).tolist()}")


def crossings(points, rows, columns):
    """How often the ray from each pixel's center to the right crosses the contour."""
    counts = numpy.zeros(rows.shape, int)
    for (x0, y0), (x1, y1) in zip(points, numpy.roll(points, -1, 0)):
        crossed = (y0 <= rows) != (y1 <= rows)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            counts += crossed & (columns < x0 + (rows - y0) * (x1 - x0) / (y1 - y0))
    return counts


def count_structures(path, folder):
    images = []
    for file in sorted(pathlib.Path(folder).iterdir()):
        header = pydicom.dcmread(file, stop_before_pixels=True, force=True)
        if header.get("Modality") != "RTSTRUCT" and "ImagePositionPatient" in header:
            images.append(header)
    along, down = numpy.array(images[0].ImageOrientationPatient, float).reshape(2, 3)
    normal = numpy.cross(along, down)
    origins = numpy.array([image.ImagePositionPatient for image in images], float)
    spacing = [float(value) for value in images[0].PixelSpacing]
    rows, columns = numpy.mgrid[: images[0].Rows, : images[0].Columns].astype(float)
    data = pydicom.dcmread(path)
    names = {structure.ROINumber: structure.ROIName for structure in data.StructureSetROISequence}
    for structure in data.ROIContourSequence:
        filled = numpy.zeros((len(images), *rows.shape), int)
        for contour in structure.ContourSequence:
            points = numpy.array(contour.ContourData, float).reshape(-1, 3)
            image = numpy.abs(origins @ normal - (points @ normal).mean()).argmin()
            offset = points - origins[image]
            plane = numpy.stack([offset @ along / spacing[1], offset @ down / spacing[0]], 1)
            filled[image] += crossings(plane, rows, columns)
        print(f"  {names[structure.ReferencedROINumber]}: {int((filled % 2).sum())} voxels")


parser = argparse.ArgumentParser()
parser.add_argument("files", nargs="+")
parser.add_argument("--images")
options = parser.parse_args()
for file in options.files:
    print(file)
    count_structures(file, options.images) if options.images else count_segments(file)
