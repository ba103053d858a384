#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the files with which the fuzzers begin:  makeCorpus.py FOLDER

Small files of every kind that a target reads, right ones and some with one defect. Files that a fuzzer found lie beside them,
named found-...; this script leaves them alone."""
import gzip
import io
import json
import pathlib
import pickle
import struct
import sys
import zipfile
import zlib
from collections import OrderedDict

import dicomCorpus


def nifti(dims=(2, 3, 4), data_type=16, size=4, magic=b"n+1\0", offset=352.0, order="<", slope=1.0, extension=b"\0\0\0\0",
          spacing=(1.0, 2.0, 3.0), voxels=None):
    header = bytearray(348)
    struct.pack_into(order + "i", header, 0, 348)
    struct.pack_into(order + "8h", header, 40, *([len(dims)] + list(dims) + [1] * (7 - len(dims))))
    struct.pack_into(order + "2h", header, 70, data_type, 8 * size)
    struct.pack_into(order + "8f", header, 76, *([1.0] + list(spacing) + [1.0] * 4))
    struct.pack_into(order + "3f", header, 108, offset, slope, 0.0)
    header[123] = 2
    struct.pack_into(order + "2h", header, 252, 0, 1)
    for row in range(3):
        struct.pack_into(order + "4f", header, 280 + 16 * row, *[spacing[row] if i == row else 0.0 for i in range(4)])
    header[344:348] = magic
    count = size
    for dim in dims:
        count *= dim
    return bytes(header) + extension + (bytes(i % 251 for i in range(count)) if voxels is None else voxels)


def nifti_files():
    extension = b"\1\0\0\0" + struct.pack("<2i", 32, 6) + b"<CaretExtension/>\0\0\0\0\0\0\0"
    yield "float", nifti()
    yield "int16-swapped", nifti(data_type=4, size=2, order=">")
    yield "rgb", nifti(data_type=128, size=3)
    yield "complex", nifti(data_type=32, size=8)
    yield "scaled", nifti(data_type=2, size=1, slope=2.5)
    yield "four-axes", nifti(dims=(2, 2, 2, 3), data_type=2, size=1)
    yield "extension", nifti(data_type=2, size=1, offset=384.0, extension=extension)
    yield "cut-off", nifti()[:400]
    yield "header-only", nifti()[:348]
    yield "two-files", nifti(magic=b"ni1\0", voxels=b"")
    yield "packed.gz", gzip.compress(nifti(), mtime=0)
    yield "packed-twice.gz", gzip.compress(nifti()[:300], mtime=0) + gzip.compress(nifti()[300:], mtime=0) + b"\0" * 16
    yield "packed-damaged.gz", gzip.compress(nifti(), mtime=0)[:-3]
    yield "far-voxels", nifti(offset=1e9, voxels=b"")
    yield "product-of-2-to-the-70", nifti(dims=(16384,) * 5, data_type=2, size=1, voxels=b"")


def mgh_files():
    def mgh(dims=(2, 3, 4, 1), kind=0, size=1, version=1, good=1, voxels=None):
        header = struct.pack(">7ih", version, *dims, kind, 0, good) + struct.pack(">15f", 1, 2, 3, -1, 0, 0, 0, 0, -1, 0, 1, 0, 5, 6, 7)
        count = size * dims[0] * dims[1] * dims[2] * dims[3]
        return header.ljust(284, b"\0") + (bytes(i % 251 for i in range(count)) if voxels is None else voxels)
    yield "bytes", mgh()
    yield "float", mgh(kind=3, size=4)
    yield "int16-packed.mgz", mgh(kind=4, size=2) + b"\1"
    yield "no-geometry", mgh(good=0)
    yield "four-axes", mgh(dims=(2, 2, 2, 3))
    yield "cut-off", mgh()[:290]
    yield "product-of-2-to-the-64", mgh(dims=(65536,) * 4, voxels=b"")


def metaimage(voxels=b"\1" * 24, **changes):
    fields = {"ObjectType": "Image", "NDims": "3", "BinaryData": "True", "BinaryDataByteOrderMSB": "False",
              "CompressedData": "False", "Offset": "0 0 0", "ElementSpacing": "1 1 1", "DimSize": "2 3 4",
              "ElementType": "MET_UCHAR", "ElementDataFile": "LOCAL"} | changes
    last = fields.pop("ElementDataFile")
    lines = [f"{key} = {value}" for key, value in fields.items() if value is not None]
    return "\n".join(lines + [f"ElementDataFile = {last}", ""]).encode() + voxels


def metaimage_files():
    yield "plain", metaimage()
    yield "packed", metaimage(zlib.compress(b"\1" * 24), CompressedData="True")
    yield "packed-cut-off", metaimage(zlib.compress(b"\1" * 24)[:-4], CompressedData="True")
    yield "vectors", metaimage(b"\1" * 144, ElementType="MET_USHORT", ElementNumberOfChannels="3")
    yield "text", metaimage(b"1 2 3", BinaryData="False")
    yield "header-size", metaimage(b"\0" * 40, HeaderSize="16")
    yield "raw-file", metaimage(b"", ElementDataFile="x.raw")
    yield "list", metaimage(b"", ElementDataFile="LIST")
    yield "no-type", metaimage(ElementType=None)
    yield "empty-axis", metaimage(DimSize="2 0 4")
    yield "product-of-2-to-the-64", metaimage(DimSize="4294967296 4294967296 1")
    yield "negative-channels", metaimage(ElementNumberOfChannels="-3")


def nrrd_files():
    def nrrd(voxels=b"\1" * 24, kind="unsigned char", sizes="2 3 4", directions="(1,0,0) (0,1,0) (0,0,2)", encoding="raw", more=""):
        return (f"NRRD0004\ntype: {kind}\ndimension: {len(sizes.split())}\nspace: left-posterior-superior\nsizes: {sizes}\n"
                f"space directions: {directions}\nspace origin: (0,0,0)\nencoding: {encoding}\nendian: little\n{more}\n").encode() + voxels
    yield "bytes", nrrd()
    yield "packed", nrrd(gzip.compress(b"\1" * 24, mtime=0), encoding="gzip")
    yield "packed-damaged", nrrd(gzip.compress(b"\1" * 24, mtime=0)[:-9], encoding="gzip")
    yield "float", nrrd(b"\1" * 96, "float", directions="(0,1,0) (1,0,0) (0,0.1,2)")
    yield "text", nrrd(b"1 2 3 4 5 6 7 8 9 10 11 12 1 2 3 4 5 6 7 8 9 10 11 12", encoding="ascii")
    yield "hex", nrrd(b"01" * 24, encoding="hex")
    yield "vectors", nrrd(b"\1" * 72, sizes="3 2 3 4", directions="none (1,0,0) (0,1,0) (0,0,2)", more="kinds: vector domain domain domain\n")
    yield "spacings", b"NRRD0001\ntype: short\ndimension: 2\nsizes: 2 3\nspacings: 1 nan\nencoding: raw\nendian: big\n\n" + b"\1" * 12
    yield "other-file", nrrd(b"", more="data file: x.raw\n")
    yield "list", nrrd(b"", more="data file: x%d.raw 1 3 1 2\n")
    yield "skip", nrrd(b"a\n" + b"\1" * 24, more="line skip: 1\nbyte skip: -1\n")
    yield "empty-axis", nrrd(sizes="2 0 4")
    yield "product-of-2-to-the-64", nrrd(sizes="4294967296 4294967296 1")
    yield "cut-off", nrrd()[:-9]


def tiff_files():
    def tiff(order="<", pixels=b"\7" * 12, **changes):
        head = struct.pack(order + "2sHI", b"II" if order == "<" else b"MM", 42, 8 + len(pixels)) + pixels
        fields = {256: 4, 257: 3, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 3, 279: len(pixels)} | {int(k[1:]): v for k, v in changes.items()}
        fields = sorted((tag, value) for tag, value in fields.items() if value is not None)
        entries = b"".join(struct.pack(order + "HHII", tag, 4, 1, value) for tag, value in fields)
        return head + struct.pack(order + "H", len(fields)) + entries + struct.pack(order + "I", 0)
    yield "grey", tiff()
    yield "big-endian", tiff(">")
    yield "rgb", tiff(pixels=b"\7" * 36, t262=2, t277=3)
    yield "16-bits", tiff(pixels=b"\7" * 24, t258=16)
    yield "packed", tiff(pixels=zlib.compress(b"\7" * 12), t259=8)
    yield "lzw", tiff(pixels=b"\x80\3\x80\xe0\x40", t259=5)
    yield "packbits", tiff(pixels=b"\xf5\7", t259=32773)
    yield "predictor", tiff(pixels=zlib.compress(b"\7" * 12), t259=8, t317=2)
    yield "tiles", tiff(pixels=b"\7" * 256, t273=None, t278=None, t279=None, t322=16, t323=16, t324=8, t325=256)
    yield "large", tiff(t256=100000, t257=100000)
    yield "one-bit", tiff(t258=1)
    yield "two-pages", tiff()[:-4] + struct.pack("<I", 20)
    yield "cut-off", tiff()[:60]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_files():
    signature = b"\x89PNG\r\n\x1a\n"
    header = chunk(b"IHDR", struct.pack(">2I5B", 4, 3, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0abcd" * 3))
    yield "grey", signature + header + pixels + chunk(b"IEND", b"")
    yield "text", signature + header + chunk(b"tEXt", b"Title\0x") + pixels + chunk(b"IEND", b"") + b"\1"
    yield "cut-off", signature + header + pixels[:-6]
    yield "wrong-checksum", signature + header[:-1] + b"\0" + pixels + chunk(b"IEND", b"")
    yield "long-chunk", signature + header + struct.pack(">I", 0xFFFFFFFF) + b"IDAT"


def jpeg_files():
    def segment(marker, body):
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body
    start = b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + segment(0xDB, b"\0" + b"\1" * 64)
    frame = segment(0xC0, b"\10\0\10\0\10\1\1\x11\0") + segment(0xDA, b"\1\1\0\0\x3f\0")
    yield "grey", start + frame + b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9"
    yield "fill-bytes", start + b"\xff\xff" + frame[1:] + b"\x12\xff\xff\xd9"
    yield "no-scan", start + b"\xff\xd9"
    yield "cut-off", start + frame + b"\x12"
    yield "short-segment", b"\xff\xd8\xff\xe0\0\0\xff\xd9"


def bmp(width=3, height=2, bits=24, compression=0, pixels=b"\7" * 24):
    return (b"BM" + struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54)
            + struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, 0, 0) + pixels)


def bmp_files():
    yield "color", bmp()
    yield "top-down", bmp(height=-2)
    yield "packed", bmp(compression=1)
    yield "cut-off", bmp(pixels=b"\7" * 5)
    yield "header-cut-off", bmp()[:40]
    yield "product-of-2-to-the-64", bmp(width=-1, height=-2147483648, bits=65535)


def npy(text="{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", values=b"\0" * 24, version=1):
    text = text.encode() + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(text)) + text + values


def zipped(records, method=zipfile.ZIP_STORED, comment=b""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.comment = comment
        for name, content in records.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def npy_files():
    for name, text, count in (("float", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24),
                              ("half", "{'descr': '<f2', 'fortran_order': True, 'shape': (5,), }", 10),
                              ("double", "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 3, 4), }", 192),
                              ("other-type", "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", 16),
                              ("product-of-2-to-the-64", "{'descr': '<f4', 'fortran_order': False, "
                               "'shape': (4294967296, 4294967296), }", 0)):
        yield name, struct.pack("<Q", count) + text.encode()


def npz_files():
    fortran = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }"
    half = "{'descr': '<f2', 'fortran_order': False, 'shape': (12,), }"
    yield "stored", zipped({"a.npy": npy()})
    yield "deflated", zipped({"a.npy": npy(), "b.npy": npy()}, zipfile.ZIP_DEFLATED)
    yield "fortran", zipped({"a.npy": npy(fortran, b"\1" * 48)}, zipfile.ZIP_DEFLATED)
    yield "half", zipped({"a.npy": npy(half)}, zipfile.ZIP_DEFLATED)
    yield "version-2", zipped({"a.npy": npy(version=2)})
    yield "other-array", zipped({"b\nc.npy": npy()})
    yield "header-cut-off", zipped({"a.npy": npy()[:20]})
    yield "bomb", zipped({"a.npy": npy("{'descr': '<f4', 'fortran_order': False, 'shape': (50000,), }", b"\0" * 200000)},
                         zipfile.ZIP_DEFLATED)


def zip_files():
    yield "empty", zipped({})
    yield "stored", zipped({"data/a": b"abc", "data/b": b""})
    yield "deflated", zipped({"a": b"a" * 1000}, zipfile.ZIP_DEFLATED)
    yield "comment", zipped({"a": b"abc"}, comment=b"PK\5\6 a comment")
    yield "up", zipped({"../a": b"abc", "a\nb": b"x"})
    extra = struct.pack("<HHQQQ", 1, 24, 3, 3, 0)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 0, 0, 0, zlib.crc32(b"abc"), 3, 3, 1, 0) + b"aabc"
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 0, zlib.crc32(b"abc"), 0xFFFFFFFF, 0xFFFFFFFF, 1,
                        len(extra), 0, 0, 0, 0, 0xFFFFFFFF) + b"a" + extra
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(entry), len(local))
    locator = struct.pack("<IIQI", 0x07064B50, 0, len(local) + len(entry), 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    yield "64-bit", local + entry + end64 + locator + end
    yield "encrypted", zipped({"a": b"abc"}).replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0")


def unzip_files():
    yield "folder", zipped({"a/": b"", "a/b.dcm": b"abc", "a/c/d.dcm": b"a" * 100}, zipfile.ZIP_DEFLATED)
    yield "backslashes", zipped({"a\\b": b"abc"})
    yield "absolute", zipped({"/a": b"abc"})
    yield "drive", zipped({"c:a": b"abc"})
    yield "up", zipped({"a/../../b": b"abc"})
    yield "file-and-folder", zipped({"a": b"abc", "a/b": b"abc"})
    yield "long-name", zipped({"a" * 300: b"abc"})
    yield "deep", zipped({"a/" * 300 + "b": b"abc"})
    yield "bomb", zipped({"a": b"\0" * 1000000}, zipfile.ZIP_DEFLATED)
    yield "wrong-checksum", zipped({"a": b"abc"}).replace(b"aabc", b"aabd")
    link = zipfile.ZipInfo("a")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, b"/etc")
    yield "link", file.getvalue()


def safetensors(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def safetensors_files():
    one = {"w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
    yield "one", safetensors(one, b"\0" * 24)
    yield "metadata", safetensors({"__metadata__": {"format": "pt"}} | one, b"\0" * 24)
    yield "two", safetensors(one | {"v": {"dtype": "BF16", "shape": [], "data_offsets": [24, 26]}}, b"\0" * 26)
    yield "empty-tensor", safetensors({"e": {"dtype": "U8", "shape": [0, 5], "data_offsets": [0, 0]}})
    yield "hole", safetensors({"w": {"dtype": "I8", "shape": [1], "data_offsets": [1, 2]}}, b"\0" * 2)
    yield "fractions", safetensors({"w": {"dtype": "F32", "shape": [1e300, 0.5], "data_offsets": [0.5, 1e30]}}, b"\0" * 4)
    yield "line-end-in-name", safetensors({"w\nx": {"dtype": "F32", "shape": "a\nb"}})
    yield "no-object", safetensors([1])
    yield "cut-off", safetensors(one)[:20]
    yield "deep", safetensors(b'{"w":' + b"[" * 700 + b"]" * 700 + b"}")


def pickle_files():
    values = {"a": [1, 2.5, None, True, "text", b"bytes"], "t": (1, (2, 3)), "large": 1 << 80, "negative": -7}
    for protocol in (2, 3, 4, 5):
        yield f"values-{protocol}", pickle.dumps(values, protocol)
    yield "ordered", pickle.dumps(OrderedDict(weights=[1, 2, 3]), 2)
    yield "set", pickle.dumps({1, 2}, 4)
    yield "global", b"\x80\2cos\nsystem\nX\2\0\0\0ls\x85R."
    yield "global-with-control-characters", b"\x80\2co\x1b[2Js\nsys\rtem\n."
    yield "persistent", b"\x80\2(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + b"0X\3\0\0\0cpuK\4tQ."
    yield "itself", b"\x80\2]q\0h\0a."
    yield "deep", b"\x80\2" + b"]" * 500 + b"a" * 499 + b"."
    yield "shared", b"\x80\2]q\0" + b"".join(b"]q" + bytes([i]) + b"(" + b"h" + bytes([i - 1]) + b"h" + bytes([i - 1]) + b"e"
                                             for i in range(1, 40)) + b"."
    yield "cut-off", pickle.dumps(values, 4)[:30]


def dataset_files():
    def described(**more):
        return json.dumps({"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1}, "numTraining": 1,
                           "file_ending": ".nii.gz"} | more).encode()
    cases = {"a": {"images": ["a_0000.nii.gz"], "label": "a.nii.gz"}}
    yield "map", described(dataset=cases)
    yield "regions", described(dataset=cases, labels={"background": 0, "whole": [1, 2], "core": [2], "ignore": 3},
                               regions_class_order=[1, 2])
    yield "folder", described()
    yield "decathlon", json.dumps({"name": "x", "modality": {"0": "MRI"}, "labels": {"0": "background", "1": "liver"},
                                   "numTraining": 1, "training": [{"image": "./imagesTr/a.nii.gz", "label": "./labelsTr/a.nii.gz"}],
                                   "test": ["./imagesTs/b.nii.gz"]}).encode()
    yield "long-name", described(dataset={"a": {"images": ["a" * 300], "label": "b" * 300}})
    yield "nan", described(dataset=cases)[:-1] + b', "x": [NaN, -Infinity, "NaN"]}'
    yield "label-beyond-64-bits", described(labels={"background": 0, "liver": 18446744073709551615})
    yield "line-ends-in-names", described(labels={"back\nground": 0}, file_ending="a\nb")
    yield "other-types", described(dataset=[{"images": 3}], channel_names=["CT"])
    yield "deep", b'{"x":' + b"[" * 800 + b"]" * 800 + b"}"


def labeltable_files():
    yield "freesurfer", b"\0#No. Label Name: R G B A\n0 Unknown 0 0 0 0\n17 Left-Hippocampus 220 216 20 0\n"
    yield "slicer", b"\0# Color table file\n0 Background 0 0 0 0\n1 liver 221 130 101 255\n"
    yield "snap", b"\1# ITK-SnAP\n    0     0    0    0        0  0  0    \"Clear Label\"\n    1   255    0    0        1  1  1    \"liver\"\n"
    yield "terminology", (b"\2LabelValue,Name,Color_R,Color_G,Color_B,Color_A,Category_CodingScheme,Category_CodeValue,"
                          b"Category_CodeMeaning,Type_CodingScheme,Type_CodeValue,Type_CodeMeaning\n"
                          b"1,liver,221,130,101,255,SCT,123037004,Anatomical Structure,SCT,10200004,Liver\n")
    yield "bids", b"\3index\tname\tcolor\n1\tliver\t#dd8265\n2\t\"spleen\"\t#9d6ca2\n"
    yield "twice", b"\0001 liver 1 2 3 0\n1 spleen 1 2 3 0\n"
    yield "color-out-of-range", b"\0001 liver 1 2 300 0\n"
    yield "value-beyond-64-bits", b"\000111111111111111111111 liver 1 2 3 0\n"


def labelmap_files():
    def extended(xml):
        xml += b" " * (-(len(xml) + 8) % 16)
        return b"\1\0\0\0" + struct.pack("<2i", len(xml) + 8, 30) + xml
    label = b'<LabelTable><Label Key="%s" Red="0.5" Green="0" Blue="1" Alpha="1"><![CDATA[%s]]></Label></LabelTable>'
    for name, xml in (("caret", label % (b"1", b"liver")), ("no-number", label % (b"one", b"liver")),
                      ("line-end-in-name", label % (b"1", b"li\nver")), ("open", b"<LabelTable><Label Key=\"1\"")):
        extension = extended(xml)
        yield name, nifti(data_type=2, size=1, offset=348.0 + len(extension), extension=extension, voxels=b"\0\1" * 12)
    head = (b"NRRD0004\ntype: unsigned char\ndimension: 3\nsizes: 2 3 4\nspace: left-posterior-superior\n"
            b"space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nkinds: domain domain domain\nencoding: raw\n")
    keys = (b"Segment0_ID:=Segment_1\nSegment0_Name:=liver\nSegment0_Color:=0.5 0 1\nSegment0_LabelValue:=1\nSegment0_Layer:=0\n"
            b"Segment0_Tags:=TerminologyEntry:Segmentation category - DICOM master list~SCT^123037004^Anatomical Structure~"
            b"SCT^10200004^Liver~^^~Anatomic codes~^^~^^|\n")
    yield "slicer", head + keys + b"\n" + b"\0\1" * 12
    yield "slicer-wrong-layer", head + keys.replace(b"Layer:=0", b"Layer:=7") + b"\n" + b"\0\1" * 12
    yield "slicer-no-number", head + keys.replace(b"Value:=1", b"Value:=x") + b"\n" + b"\0\1" * 12
    yield "plain", head + b"\n" + b"\0\1" * 12


def manifest_files():
    yield "one", b"case,image,labels\na,a.nii.gz,a_seg.nii.gz\nb,b.nii.gz,\n"
    yield "channels", b"\xef\xbb\xbfcase,image_0,labels\r\n\"a,b\",\"x \"\"y\"\".nii\",l.nii\r\n"
    yield "other-columns", b"name,\"fi\nle\",x\n1,2,3\n"
    yield "short-row", b"case,image,labels\na\n"
    yield "no-name", b"case,image,labels\n,a.nii,\n"
    yield "long-name", b"case,image,labels\na," + b"a" * 300 + b"," + b"b" * 300 + b"\n"
    yield "open-quote", b"case,image,labels\n\"a,b\n"


FILES = {"nifti": nifti_files, "mgh": mgh_files, "labeltable": labeltable_files, "labelmap": labelmap_files,
         "segmentation": dicomCorpus.segmentation_files, "dicom": dicomCorpus.header_files,
         "dicomimage": dicomCorpus.image_files, "rtstruct": dicomCorpus.rtstruct_files,
         "metaimage": metaimage_files, "nrrd": nrrd_files, "tiff": tiff_files, "png": png_files, "jpeg": jpeg_files, "bmp": bmp_files,
         "npy": npy_files, "npz": npz_files, "zip": zip_files, "unzip": unzip_files, "safetensors": safetensors_files, "pickle": pickle_files,
         "dataset": dataset_files, "manifest": manifest_files}


def main():
    root = pathlib.Path(sys.argv[1])
    for target, files in FILES.items():
        folder = root / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files():
            assert len(content) < 2048, (target, name, len(content))
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
