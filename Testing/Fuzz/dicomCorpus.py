# SPDX-License-Identifier: Apache-2.0
"""DICOM files for makeCorpus.py: every element by hand, so that each can be wrong."""
import struct
import zlib


def element(group, number, vr, value):
    """In explicit little endian; a list is a sequence of items, each a list of elements."""
    if isinstance(value, list):
        value = b"".join(struct.pack("<HHI", 0xFFFE, 0xE000, len(b"".join(item))) + b"".join(item) for item in value)
    elif isinstance(value, int):
        value = struct.pack("<H" if vr == "US" else "<I", value)
    else:
        value = value.encode() if isinstance(value, str) else value
        value += (b"\0" if vr in ("UI", "OB") else b" ") * (len(value) % 2)
    long = vr in ("OB", "OW", "SQ", "UN", "UT")
    head = struct.pack("<HH", group, number) + vr.encode()
    return head + (struct.pack("<HI", 0, len(value)) if long else struct.pack("<H", len(value))) + value


def dicom(elements, syntax="1.2.840.10008.1.2.1", sop="1.2.840.10008.5.1.4.1.1.66.4"):
    meta = (element(2, 1, "OB", b"\0\1") + element(2, 2, "UI", sop) + element(2, 3, "UI", "1.2.3")
            + element(2, 0x10, "UI", syntax) + element(2, 0x12, "UI", "1.2.4"))
    return b"\0" * 128 + b"DICM" + element(2, 0, "UL", len(meta)) + meta + b"".join(elements)


def coded(value, meaning):
    return [element(8, 0x100, "SH", value), element(8, 0x102, "SH", "SCT"), element(8, 0x104, "LO", meaning)]


def segmentation(positions=(0, 2, 6), kind="BINARY", bits=1, rows=2, columns=3, segments=(1,), numbers=(1, 1, 1), name="liver",
                 spacing="1.5\\1.5", orientation="1\\0\\0\\0\\1\\0", pixels=b"\xa5\x5a\x03\x00" + b"\0" * 16, **of_dicom):
    def frame(z, number):
        return [element(0x20, 0x9113, "SQ", [[element(0x20, 0x32, "DS", f"0\\0\\{z}")]]),
                element(0x62, 0xA, "SQ", [[element(0x62, 0xB, "US", number)]])]
    shared = [element(0x20, 0x9116, "SQ", [[element(0x20, 0x37, "DS", orientation)]]),
              element(0x28, 0x9110, "SQ", [[element(0x18, 0x50, "DS", "2"), element(0x28, 0x30, "DS", spacing)]])]
    described = [[element(0x62, 3, "SQ", [coded("123037004", "Anatomical Structure")]), element(0x62, 4, "US", n),
                  element(0x62, 5, "LO", name), element(0x62, 8, "CS", "AUTOMATIC"),
                  element(0x62, 0xD, "US", struct.pack("<3H", 40000, 30000, 30000)),
                  element(0x62, 0xF, "SQ", [coded("10200004", "Liver")])] for n in segments]
    return dicom([element(8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.66.4"), element(8, 0x18, "UI", "1.2.3"),
                  element(8, 0x60, "CS", "SEG"), element(0x20, 0xD, "UI", "1.2.5"), element(0x20, 0xE, "UI", "1.2.6"),
                  element(0x28, 2, "US", 1), element(0x28, 4, "CS", "MONOCHROME2"), element(0x28, 8, "IS", str(len(positions))),
                  element(0x28, 0x10, "US", rows), element(0x28, 0x11, "US", columns), element(0x28, 0x100, "US", bits),
                  element(0x28, 0x101, "US", bits), element(0x28, 0x103, "US", 0), element(0x62, 1, "CS", kind),
                  element(0x62, 2, "SQ", described), element(0x62, 0xE, "US", 255), element(0x5200, 0x9229, "SQ", [shared]),
                  element(0x5200, 0x9230, "SQ", [frame(z, n) for z, n in zip(positions, numbers)]),
                  element(0x7FE0, 0x10, "OB", pixels)], **of_dicom)


def segmentation_files():
    yield "binary", segmentation()
    yield "fractional", segmentation(kind="FRACTIONAL", bits=8)
    yield "overlapping", segmentation(positions=(0, 0), segments=(1, 2), numbers=(1, 2), pixels=b"\xff\xff")
    yield "labelmap", segmentation(kind="LABELMAP", bits=8, pixels=b"\0\1" * 9)
    yield "one-frame", segmentation(positions=(3,))
    yield "unknown-segment", segmentation(numbers=(1, 7, 1))
    yield "uneven", segmentation(positions=(0, 2, 5.1))
    yield "far", segmentation(positions=(0, 0.001, 1e9))
    yield "nan", segmentation(positions=(0, "nan", 1), spacing="nan\\1")
    yield "no-plane", segmentation(orientation="1\\0\\0\\1\\0\\0")
    yield "few-pixels", segmentation(rows=200, columns=200)
    yield "line-end-in-name", segmentation(name="li\nver")
    yield "rle", segmentation(syntax="1.2.840.10008.1.2.5", bits=8)
    yield "cut-off", segmentation()[:700]
    on_series = b"\xff" * 24 + b"\0\1"
    yield "on-series", segmentation(rows=8, columns=8, positions=(0, 2, 4), pixels=on_series)
    yield "between-slices", segmentation(rows=5, columns=5, positions=(1, 3, 3.5), spacing="2\\2.5", pixels=on_series)


def rtstruct(contours=((0, 0, 0, 9, 0, 0, 9, 9, 0, 0, 9, 0), (3, 3, 0, 6, 3, 0, 6, 6, 0)), kind="CLOSED_PLANAR", number="1", refers="1",
             name="liver", color="255\\0\\128", frame="1.2.7", series="1.2.6", sop="1.2.840.10008.5.1.4.1.1.481.3", more=()):
    drawn = [[element(0x3006, 0x42, "CS", kind), element(0x3006, 0x46, "IS", str(len(c) // 3)),
              element(0x3006, 0x50, "DS", "\\".join(str(x) for x in c))] for c in contours]
    return dicom([element(8, 0x16, "UI", sop), element(8, 0x18, "UI", "1.2.3"), element(8, 0x60, "CS", "RTSTRUCT"),
                  element(0x20, 0xD, "UI", "1.2.5"), element(0x20, 0xE, "UI", "1.2.9"),
                  element(0x3006, 0x10, "SQ", [[element(0x20, 0x52, "UI", frame), element(0x3006, 0x12, "SQ", [[
                      element(0x3006, 0x14, "SQ", [[element(0x20, 0xE, "UI", series)]])]])]]),
                  element(0x3006, 0x20, "SQ", [[element(0x3006, 0x22, "IS", number), element(0x3006, 0x24, "UI", frame),
                                                element(0x3006, 0x26, "LO", name)], *more]),
                  element(0x3006, 0x39, "SQ", [[element(0x3006, 0x2A, "IS", color), element(0x3006, 0x40, "SQ", drawn),
                                                element(0x3006, 0x84, "IS", refers)]])], sop=sop)


def rtstruct_files():
    yield "ring", rtstruct()
    yield "two", rtstruct(more=[[element(0x3006, 0x22, "IS", "2"), element(0x3006, 0x26, "LO", "liver")]])
    yield "slices", rtstruct([(1, 1, z, 7, 1, z, 4, 8, z) for z in (0, 2, 6)], number="0", refers="0")
    yield "points", rtstruct([(1, 1, 0)], kind="POINT")
    yield "keyhole", rtstruct([(0, 0, 2, 9, 0, 2, 9, 9, 2, 3, 9, 2, 3, 6, 2, 6, 6, 2, 3, 6, 2, 3, 9, 2, 0, 9, 2)], kind="CLOSEDPLANAR_XOR")
    yield "off-slices", rtstruct([(0, 0, 0, 9, 0, 9, 9, 9, 9)], name="li\nver")
    yield "far", rtstruct([(-1e300, 1e300, 0, 1e300, 1e300, 0, 0, -1e300, 0)])
    yield "two-numbers", rtstruct([(1, 2)], name="li\nver")
    yield "other-frame", rtstruct(frame="1.2.77", series="1.2.66")
    yield "unknown-structure", rtstruct(refers="7")
    yield "nan", rtstruct(color="nan\\300\\-1")
    yield "other-class", rtstruct(sop="1.2.3\n4")
    yield "cut-off", rtstruct()[:600]


def image_files():
    def slice_of(pixels=b"\1\0\2\0" * 3, bits=16, stored=None, kind="CT", place="0\\0\\5", photometric="MONOCHROME2", samples=1, rows=2,
                 columns=3, frames="1", signed=0, more=(), behind=(), sop="1.2.840.10008.5.1.4.1.1.2", spacing="1.5\\1", **of_dicom):
        stored = stored or bits
        data = pixels if isinstance(pixels, list) else None
        return dicom([element(8, 8, "CS", "ORIGINAL\\PRIMARY"), element(8, 0x16, "UI", sop), element(8, 0x18, "UI", "1.2.3"),
                      element(8, 0x60, "CS", kind), element(0x20, 0xD, "UI", "1.2.5"), element(0x20, 0xE, "UI", "1.2.6"),
                      element(0x20, 0x32, "DS", place), element(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0"),
                      element(0x20, 0x52, "UI", "1.2.7"), element(0x28, 2, "US", samples), element(0x28, 4, "CS", photometric),
                      *([element(0x28, 6, "US", 0)] if samples > 1 else []), element(0x28, 8, "IS", frames),
                      element(0x28, 0x10, "US", rows), element(0x28, 0x11, "US", columns), element(0x28, 0x30, "DS", spacing),
                      element(0x28, 0x100, "US", bits), element(0x28, 0x101, "US", stored), element(0x28, 0x102, "US", stored - 1),
                      element(0x28, 0x103, "US", signed), *more, element(0x28, 0x1052, "DS", "-1024"), element(0x28, 0x1053, "DS", "0.5"),
                      *behind, fragments(data) if data else element(0x7FE0, 0x10, "OW" if bits > 8 else "OB", pixels)], sop=sop, **of_dicom)

    def fragments(parts):
        items = b"".join(struct.pack("<HHI", 0xFFFE, 0xE000, len(part)) + part for part in [b"", *parts])
        return struct.pack("<HH2sHI", 0x7FE0, 0x10, b"OB", 0, 0xFFFFFFFF) + items + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)

    def functional(z):
        return [element(0x20, 0x9113, "SQ", [[element(0x20, 0x32, "DS", f"0\\0\\{z}")]])]
    shared = [element(0x20, 0x9116, "SQ", [[element(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0")]]),
              element(0x28, 0x9110, "SQ", [[element(0x18, 0x50, "DS", "2"), element(0x28, 0x30, "DS", "1.5\\1")]]),
              element(0x28, 0x9145, "SQ", [[element(0x28, 0x1052, "DS", "-1024"), element(0x28, 0x1053, "DS", "2")]])]
    groups = [element(0x5200, 0x9229, "SQ", [shared]), element(0x5200, 0x9230, "SQ", [functional(z) for z in (0, 2, 4)])]
    enhanced = "1.2.840.10008.5.1.4.1.1.2.1"
    rle = struct.pack("<16I", 1, 64, *[0] * 14) + b"\5abcdef\0"
    rle16 = struct.pack("<16I", 2, 64, 68, *[0] * 13) + b"\xfb\0\0\0" + b"\5abcdef\0"
    jpeg = (b"\xff\xd8\xff\xdb\0\x43\0" + b"\1" * 64 + b"\xff\xc0\0\x0b\10\0\2\0\3\1\1\x11\0" + b"\xff\xc4\0\x14\0\1" + b"\0" * 16
            + b"\xff\xc4\0\x14\x10\1" + b"\0" * 16 + b"\xff\xda\0\10\1\1\0\0\x3f\0\0\0\xff\xd9")
    j2k = (b"\xff\x4f\xff\x51" + struct.pack(">HHIIIIIIIIHBBB", 41, 0, 3, 2, 0, 0, 3, 2, 0, 0, 1, 7, 1, 1)
           + b"\xff\x52\0\x0c\0\0\0\1\0\0\4\4\0\1\xff\x5c\0\4\x40\x40" + b"\xff\x90\0\x0a\0\0\0\0\0\x0f\0\1\xff\x93\0\xff\xd9")
    jls = (b"\xff\xd8\xff\xf7\0\x0b\10\0\2\0\3\1\1\x11\0" + b"\xff\xda\0\10\1\1\0\0\0\0" + b"\x55" * 8 + b"\xff\xd9")
    yield "slice", slice_of()
    yield "signed-12-bits", slice_of(stored=12, signed=1)
    yield "bytes", slice_of(b"abcdef", bits=8)
    yield "rgb", slice_of(b"abcdefghijklmnopqr", bits=8, samples=3, photometric="RGB")
    yield "ybr", slice_of(b"abcdefghijklmnopqr", bits=8, samples=3, photometric="YBR_FULL")
    yield "inverted", slice_of(photometric="MONOCHROME1")
    yield "palette", slice_of(b"abcdef", bits=8, photometric="PALETTE COLOR")
    yield "rle", slice_of([rle], bits=8, syntax="1.2.840.10008.1.2.5")
    yield "rle-16-bits", slice_of([rle16], syntax="1.2.840.10008.1.2.5")
    yield "jpeg", slice_of([jpeg], bits=8, syntax="1.2.840.10008.1.2.4.50")
    yield "jpeg-2000", slice_of([j2k], bits=8, syntax="1.2.840.10008.1.2.4.90")
    yield "jpeg-ls", slice_of([jls], bits=8, syntax="1.2.840.10008.1.2.4.80")
    yield "jpeg-of-65535-rows", slice_of([jpeg], bits=8, rows=65535, columns=65535, syntax="1.2.840.10008.1.2.4.50")
    yield "few-pixels", slice_of(rows=200)
    yield "no-spacing", slice_of(spacing="")
    yield "far", slice_of(place="1e300\\nan\\5")
    yield "enhanced", slice_of(b"\1\0\2\0" * 9, frames="3", behind=groups, sop=enhanced)
    yield "enhanced-many-frames", slice_of(b"\1\0\2\0" * 9, frames="2147483647", behind=groups, sop=enhanced)
    yield "mosaic", slice_of(b"\1\0" * 16, rows=4, columns=4, kind="MR", sop="1.2.840.10008.5.1.4.1.1.4",
                             more=()).replace(b"ORIGINAL\\PRIMARY", b"ORIGINAL\\MOSAIC ")
    yield "cut-off", slice_of()[:-7]


def header_files():
    def slice_of(more=(), **of_dicom):
        return dicom([element(8, 5, "CS", "ISO_IR 100"), element(8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.2"), element(8, 0x18, "UI", "1.2.3"),
                      element(8, 0x60, "CS", "CT"), element(0x10, 0x10, "PN", "A^B"), element(0x10, 0x20, "LO", "1"),
                      element(0x20, 0xD, "UI", "1.2.5"), element(0x20, 0xE, "UI", "1.2.6"),
                      element(0x20, 0x32, "DS", "0\\0\\5"), element(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0"), *more,
                      element(0x28, 2, "US", 1), element(0x28, 8, "IS", "1"), element(0x28, 0x10, "US", 2), element(0x28, 0x11, "US", 2),
                      element(0x28, 0x30, "DS", "1\\1"), element(0x28, 0x100, "US", 16), element(0x7FE0, 0x10, "OW", b"\1\0" * 4)],
                     sop="1.2.840.10008.5.1.4.1.1.2", **of_dicom)
    yield "slice", slice_of()
    yield "no-preamble", slice_of()[132 + 116:]
    yield "implicit-by-name", slice_of(syntax="1.2.840.10008.1.2")
    yield "big-endian-by-name", slice_of(syntax="1.2.840.10008.1.2.2")
    yield "deflated", dicom([zlib.compress(slice_of()[300:])[2:-4]], syntax="1.2.840.10008.1.2.1.99")
    yield "undefined-length", slice_of((struct.pack("<HH2sHI", 0x28, 0x9110, b"SQ", 0, 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
                                        + struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0),))
    yield "deep", slice_of((b"".join(struct.pack("<HH2sHI", 0x28, 0x9110, b"SQ", 0, 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
                                     for _ in range(60)),))
    yield "long-element", slice_of((struct.pack("<HH2sHI", 0x9, 0x10, b"OB", 0, 0x7FFFFFFE),))
    yield "cut-off", slice_of()[:400]
