# SPDX-License-Identifier: Apache-2.0
"""Other tools read our DICOM segmentations and structure sets to the same voxels, and we read theirs.

    voxDicomPeers.py VOXDICOMPEERS [SERIES...] [--python VENV]

VOXDICOMPEERS is the program of that name; SERIES are folders of DICOM images (one is made where none is given).
Needs pydicom and highdicom (else it exits with 77, "skipped"); uses, and otherwise says that it did not, SimpleITK
with dcmqi, rt_utils, pydicom-seg (from PyPI), dciodvfy (dicom3tools) and dcmdump (dcmtk). Exits with 1 on a
difference."""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
failures = 0


def report(passed, text):
    global failures
    failures += not passed
    print(("ok    " if passed else "WRONG ") + text)


def tool(name):
    beside = pathlib.Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)


class Case:
    """What voxDicomPeers wrote for a series."""

    names = ["kidney_left", "Tumor 2", "Above"]

    def __init__(self, program, series, folder):
        made = run(program, "write", folder, *([series] if series else []))
        if made.returncode:
            sys.exit(f"voxDicomPeers write: {made.stderr}")
        self.folder = folder
        self.series = pathlib.Path(series) if series else folder / "series"
        lines = [line.split() for line in (folder / "frames.txt").read_text().splitlines()]
        self.frames = [(uid, int(number)) for uid, number, _, _ in lines]
        shape = (3, len(lines), int(lines[0][2]), int(lines[0][3]))
        self.masks = numpy.fromfile(folder / "masks.raw", numpy.uint8).reshape(shape)
        self.files = [f for f in sorted(self.series.iterdir()) if f.is_file() and self.is_source(f)]

    def is_source(self, path):
        try:
            return pydicom.dcmread(path, stop_before_pixels=True).SOPInstanceUID in {uid for uid, _ in self.frames}
        except Exception:
            return False


def check_validity(case):
    if tool("dcmdump"):
        for name in ["seg.dcm", "rt.dcm", "fraction.dcm"]:
            report(run(tool("dcmdump"), case.folder / name).returncode == 0, f"dcmdump reads {name}")
    if not tool("dciodvfy"):
        print("      dciodvfy is not installed")
        return
    def errors(path):
        lines = run(tool("dciodvfy"), path).stderr.splitlines()
        return {line for line in lines if line.startswith("Error")}
    known = errors(case.files[0])
    for name in ["seg.dcm", "rt.dcm", "fraction.dcm"]:
        new = errors(case.folder / name) - known
        report(not new, f"dciodvfy finds nothing in {name} that the source had not" + "".join(f"\n      {e}" for e in new))


def check_pydicom(case):
    data = pydicom.dcmread(case.folder / "seg.dcm")
    found = numpy.zeros_like(case.masks)
    pixels = data.pixel_array.reshape(-1, *case.masks.shape[2:])
    for groups, frame in zip(data.PerFrameFunctionalGroupsSequence, pixels):
        image = groups.DerivationImageSequence[0].SourceImageSequence[0]
        place = case.frames.index((image.ReferencedSOPInstanceUID, int(image.get("ReferencedFrameNumber", 1))))
        found[groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber - 1, place] = frame
        if not frame.any():
            report(False, "pydicom: an empty frame")
    report((found == case.masks).all(), f"pydicom {pydicom.__version__}: {int(found.sum())} voxels in their frames")
    fraction = pydicom.dcmread(case.folder / "fraction.dcm")
    counted = int((fraction.pixel_array >= 128).sum())
    report(set(numpy.unique(fraction.pixel_array)) >= {204} and counted > 0, f"pydicom: {counted} voxels of fractions")


def check_highdicom(case):
    seg = highdicom.seg.segread(case.folder / "seg.dcm")
    labels = [seg.get_segment_description(number).segment_label for number in seg.segment_numbers]
    report(labels == case.names, f"highdicom {highdicom.__version__}: segments {labels}")
    algorithm = seg.get_segment_description(1).algorithm_identification[0]
    family = algorithm.AlgorithmFamilyCodeSequence[0].CodeValue
    report((algorithm.AlgorithmName, family) == ("Voxtome", "123110"), "highdicom: algorithm identification")
    uids = [uid for uid, _ in case.frames]
    if len(set(uids)) == 1:
        pixels = seg.get_pixels_by_source_frame(uids[0], [number for _, number in case.frames],
                                                assert_missing_frames_are_empty=True)
    else:
        pixels = seg.get_pixels_by_source_instance(uids, assert_missing_frames_are_empty=True)
    report((numpy.moveaxis(pixels, -1, 0) == case.masks).all(), "highdicom: the same voxels")


def check_encodings(case, program):
    """highdicom's segmentations in each encoding that it has, read by us."""
    from highdicom.seg import Segmentation, SegmentAlgorithmTypeValues, SegmentDescription, SegmentationTypeValues
    from pydicom import uid
    from pydicom.sr.codedict import codes
    images = [pydicom.dcmread(path) for path in case.files]
    if len(images) != len(case.frames):
        print("      highdicom's segmentations of a multi-frame image: not compared")
        return
    order = {uid: place for place, (uid, _) in enumerate(case.frames)}
    images.sort(key=lambda image: order[image.SOPInstanceUID])
    mask = case.masks[0] > 0
    descriptions = [SegmentDescription(1, "Peer", codes.SCT.Tissue, codes.SCT.Tissue, SegmentAlgorithmTypeValues.MANUAL)]
    path = case.folder / "encoded.dcm"
    for kind in (SegmentationTypeValues.FRACTIONAL, SegmentationTypeValues.LABELMAP):
        for syntax in (uid.RLELossless, uid.JPEGLSLossless, uid.JPEG2000Lossless):
            pixels = mask * numpy.float32(0.8) if kind == SegmentationTypeValues.FRACTIONAL else mask.astype(numpy.uint8)
            try:
                Segmentation(images, pixels, kind, descriptions, uid.generate_uid(), 1, uid.generate_uid(), 1, "Peer", "Peer",
                             "1", "1", transfer_syntax_uid=syntax).save_as(path)
            except Exception as error:
                print(f"      highdicom writes no {kind.value} in {syntax.name}: {error!r}"[:200])
                continue
            answer = run(program, "read", path)
            found = [segment["voxels"] for segment in json.loads(answer.stdout)] if answer.stdout else answer.stderr.strip()
            report(found == [int(mask.sum())], f"highdicom's {kind.value} in {syntax.name} read by us: {found}")


def check_pydicom_seg(case):
    try:
        import pydicom_seg
        result = pydicom_seg.SegmentReader().read(pydicom.dcmread(case.folder / "seg.dcm"))
        found = [int(result.segment_data(number).sum()) for number in sorted(result.available_segments)]
    except Exception as error:
        print(f"      pydicom-seg cannot be used with this pydicom or NumPy: {error!r}"[:160])
        return
    report(found == [int(mask.sum()) for mask in case.masks], f"pydicom-seg: voxels {found}")


def check_dcmqi(case, program):
    if not tool("segimage2itkimage"):
        print("      dcmqi is not installed")
        return
    out = case.folder / "dcmqi"
    out.mkdir()
    made = run(tool("segimage2itkimage"), "--inputDICOM", case.folder / "seg.dcm", "--outputDirectory", out,
               "--outputType", "nrrd")
    images = sorted(out.glob("*.nrrd"), key=lambda path: int(path.stem))
    read = [SimpleITK.ReadImage(str(path)) for path in images]
    answer = run(program, "read", case.folder / "seg.dcm")
    if not images:
        print(f"      segimage2itkimage refuses it: {(made.stdout + made.stderr)[-160:]!r}")
        report("unevenly spaced" in answer.stderr, f"without its images we refuse it too: {answer.stderr.strip()}")
    else:
        counts = [int((SimpleITK.GetArrayFromImage(image) > 0).sum()) for image in read]
        expected = [int(mask.sum()) for mask in case.masks]
        report(counts == expected, f"segimage2itkimage: voxels {counts}, written {expected}")
        ours = json.loads(answer.stdout)
        for image, segment in zip(read, ours):
            places = numpy.argwhere(SimpleITK.GetArrayFromImage(image) > 0).mean(0)[::-1]
            center = image.TransformContinuousIndexToPhysicalPoint([float(v) for v in places])
            near = max(abs(a - b) for a, b in zip(center, segment["center"]))
            report(near < 1e-3, f"segimage2itkimage: '{segment['name']}' lies where it was written, to {near:.1e} mm")
        check_theirs(case, program, images[0], read[0])


def check_theirs(case, program, path, image):
    description = {
        "ContentCreatorName": "Peer", "SeriesDescription": "Peer", "SeriesNumber": "7", "InstanceNumber": "1",
        "segmentAttributes": [[{
            "labelID": 1, "SegmentDescription": "x", "SegmentAlgorithmType": "MANUAL",
            "SegmentedPropertyCategoryCodeSequence":
                {"CodeValue": "85756007", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Tissue"},
            "SegmentedPropertyTypeCodeSequence":
                {"CodeValue": "85756007", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Tissue"},
            "recommendedDisplayRGBValue": [221, 130, 101]}]]}
    (case.folder / "peer.json").write_text(json.dumps(description))
    SimpleITK.WriteImage(SimpleITK.Cast(image > 0, SimpleITK.sitkUInt8), str(case.folder / "peer.nrrd"))
    made = run(tool("itkimage2segimage"), "--inputMetadata", case.folder / "peer.json", "--inputImageList",
               case.folder / "peer.nrrd", "--inputDICOMList", ",".join(str(f) for f in case.files), "--outputDICOM",
               case.folder / "peer.dcm", "--skip")
    if made.returncode:
        print(f"      itkimage2segimage made nothing: {(made.stdout + made.stderr)[-200:]!r}")
        return
    ours = json.loads(run(program, "read", case.folder / "peer.dcm").stdout)
    expected = int(case.masks[0].sum())
    report([segment["voxels"] for segment in ours] == [expected], f"itkimage2segimage's file read by us: {ours}")


def check_rt_utils(case, program):
    try:
        from rt_utils import RTStructBuilder
    except Exception as error:
        print(f"      rt_utils is not installed: {error!r}")
        return
    folder = case.folder / "rt"
    folder.mkdir()
    for path in case.files:
        shutil.copy(path, folder)
    try:
        theirs = RTStructBuilder.create_from(str(folder), str(case.folder / "rt.dcm"))
        report(theirs.get_roi_names() == case.names, f"rt_utils: {theirs.get_roi_names()}")
        square = case.masks.shape[2] == case.masks.shape[3]
        if not square:
            print("      rt_utils cuts frames that are not square at the wrong side: counts not compared")
        for name, mask in zip(case.names, case.masks) if square else []:
            found = int(theirs.get_roi_mask_by_name(name).sum())
            wanted = int(mask.sum())
            # It rounds corners to whole pixels and fills, with OpenCV, those on the contour too: a rim more or less.
            report(0.9 * wanted <= found <= 1.6 * wanted, f"rt_utils: '{name}' has {found} voxels, written {wanted}")
        made = RTStructBuilder.create_new(dicom_series_path=str(folder))
        made.add_roi(mask=numpy.moveaxis(case.masks[1], 0, -1).astype(bool), name="Peer")
        made.save(str(case.folder / "peer_rt.dcm"))
    except Exception as error:
        print(f"      rt_utils cannot use this series: {error!r}"[:200])
        return
    answer = run(program, "read", case.folder / "peer_rt.dcm", folder)
    report(answer.returncode == 0 and json.loads(answer.stdout)[0]["voxels"] > 0,
           f"rt_utils' file read by us: {answer.stdout.strip() or answer.stderr.strip()}, drawn {int(case.masks[1].sum())}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("series", nargs="*")
    parser.add_argument("--python", help="a virtual environment to run in instead")
    options = parser.parse_args()
    if options.python:
        python = pathlib.Path(options.python) / "bin" / "python"
        sys.exit(subprocess.call([str(python), __file__, options.program, *options.series]))
    global numpy, pydicom, highdicom, SimpleITK
    try:
        import highdicom
        import numpy
        import pydicom
        import SimpleITK
    except ImportError as error:
        print(f"skipped: {error}; ./build.sh peers installs what is needed")
        sys.exit(SKIPPED)
    for series in [None, *options.series]:
        print(series or "synthetic series")
        with tempfile.TemporaryDirectory() as folder:
            case = Case(options.program, series, pathlib.Path(folder))
            check_validity(case)
            check_pydicom(case)
            check_highdicom(case)
            check_encodings(case, options.program)
            check_pydicom_seg(case)
            check_dcmqi(case, options.program)
            check_rt_utils(case, options.program)
    sys.exit(1 if failures else 0)


main()
