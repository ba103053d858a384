// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxImageBytes.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

namespace vox
{
namespace
{

using namespace testing;

/** Refusals are one line of BadInput that names the file, and nothing reaches the terminal. */
class ReadVolumeErrors : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
  }
  void
  TearDown() override
  {
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  }
  void
  ExpectRefused(const std::string & name, const std::string & bytes, const std::string & part)
  {
    WriteBytes(folder / name, bytes);
    VOX_EXPECT_ERROR((void)ReadImage(folder / name), ErrorKind::BadInput, part);
    VOX_EXPECT_ERROR((void)ReadLabelMap(folder / name), ErrorKind::BadInput, name);
  }
  void
  ExpectHeaderRefused(const std::string & name, const std::string & bytes, const std::string & part)
  {
    ExpectRefused(name, bytes, part);
    VOX_EXPECT_ERROR((void)ReadImageInfo(folder / name), ErrorKind::BadInput, part);
  }

  TemporaryFolder folder;
};

std::string
SomeVoxels(std::size_t count = 48)
{
  std::string bytes(count, '\0');
  std::uint32_t state = 1;
  for (char & c : bytes)
  {
    state = state * 1664525U + 1013904223U; // noise does not compress
    c = static_cast<char>(state >> 24);
  }
  return bytes;
}

TEST_F(ReadVolumeErrors, WhatIsNoFileIsNamed)
{
  VOX_EXPECT_ERROR((void)ReadImage(folder / "a.nii.gz"), ErrorKind::BadInput, "no such file");
  std::filesystem::create_directory(folder / "b.nii.gz");
  VOX_EXPECT_ERROR((void)ReadImage(folder / "b.nii.gz"), ErrorKind::BadInput, "is a folder");
  VOX_EXPECT_ERROR((void)ReadImage(folder / "c.txt"), ErrorKind::BadInput, "expected one of .nii.gz .nii");
}

TEST_F(ReadVolumeErrors, EmptyFilesAreSaidToBeEmpty)
{
  for (const char * name :
       {"a.nii", "a.nii.gz", "a.nrrd", "a.nhdr", "a.mha", "a.mhd", "a.png", "a.jpg", "a.tif", "a.bmp"})
  {
    ExpectHeaderRefused(name, "", "is empty (0 bytes)");
  }
}

TEST_F(ReadVolumeErrors, OtherContentIsSaidToBeOfAnotherFormat)
{
  const std::string text(700, 'x');
  for (const char * name :
       {"a.nii", "a.nii.gz", "a.nrrd", "a.nhdr", "a.mha", "a.mhd", "a.png", "a.jpg", "a.tif", "a.bmp"})
  {
    ExpectHeaderRefused(name, text, "its content is not");
  }
  ExpectHeaderRefused("b.nii.gz", Gzipped(text), "its content is not NIfTI");
}

TEST_F(ReadVolumeErrors, CutOffNiftiIsDetected)
{
  const std::string whole = NiftiBytes({}, SomeVoxels());
  ExpectHeaderRefused("a.nii", whole.substr(0, 200), "is cut off: found 200 bytes of data, expected 348");
  ExpectRefused("b.nii", whole.substr(0, 360), "is cut off: found 8 bytes of data, expected 48");
  ExpectRefused("c.nii", whole.substr(0, whole.size() - 1), "found 47 bytes of data, expected 48");
}

TEST_F(ReadVolumeErrors, CutOffOrDamagedCompressedNiftiIsDetected)
{
  NiftiFields fields;
  fields.size = {20, 20, 20};
  const std::string whole = Gzipped(NiftiBytes(fields, SomeVoxels(16000)));
  ExpectHeaderRefused("a.nii.gz", whole.substr(0, 30), "is cut off");
  for (const double part : {0.1, 0.5, 0.99})
  {
    ExpectRefused("b.nii.gz", whole.substr(0, static_cast<std::size_t>(part * static_cast<double>(whole.size()))),
                  "is cut off");
  }
  ExpectRefused("c.nii.gz", whole.substr(0, whole.size() - 4), "ends early or is damaged");
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(~damaged[whole.size() / 2]);
  WriteBytes(folder / "d.nii.gz", damaged);
  VOX_EXPECT_ERROR((void)ReadImage(folder / "d.nii.gz"), ErrorKind::BadInput, "d.nii.gz: ");
}

TEST_F(ReadVolumeErrors, NiftiThatCannotBeReadIsNamed)
{
  const std::string voxels = SomeVoxels();
  const std::string whole = NiftiBytes({}, voxels);
  NiftiFields fields;
  fields.headerSize = 540; // of NIfTI-2, whose magic number is missing
  ExpectHeaderRefused("b.nii", NiftiBytes(fields, voxels), "its content is not NIfTI");
  fields = {};
  fields.dataType = 1536;
  ExpectHeaderRefused("c.nii", NiftiBytes(fields, voxels), "found the NIfTI data type 1536");
  fields = {};
  fields.size = {2, 0, 4};
  ExpectHeaderRefused("d.nii", NiftiBytes(fields, voxels), "an axis without voxels");
  fields = {};
  fields.spacing = {1.0F, 0.0F, 1.0F};
  ExpectHeaderRefused("e.nii", NiftiBytes(fields, voxels), "the voxel spacing along y is 0");
  fields = {};
  fields.affine = {1, 0.5F, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
  ExpectHeaderRefused("f.nii", NiftiBytes(fields, voxels), "not at right angles");
  std::string separate = whole;
  separate.replace(344, 3, "ni1");
  ExpectRefused("g.nii", separate, "its voxels lie in a second file, g.img, which is missing");
}

TEST_F(ReadVolumeErrors, CutOffOrDamagedMetaImageIsDetected)
{
  const std::string header = "ObjectType = Image\nNDims = 3\nDimSize = 20 20 20\nElementType = MET_UCHAR\n";
  const std::string voxels = SomeVoxels(8000);
  const std::string local = "ElementDataFile = LOCAL\n";
  ExpectRefused("a.mha", header + local + voxels.substr(1), "found 7999 bytes of data, expected 8000");
  const std::string packed = Deflated(voxels, 15);
  for (const std::string & size : {std::string(), "CompressedDataSize = " + std::to_string(packed.size()) + "\n"})
  {
    const std::string start = header + "CompressedData = True\n" + size + local;
    ExpectRefused("b.mha", start + packed.substr(0, packed.size() / 2), "is cut off");
    ExpectRefused("c.mha", start + packed.substr(0, packed.size() - 2), "ends early or is damaged");
  }
  ExpectHeaderRefused("d.mha", header, "its content is not MetaImage");
  ExpectHeaderRefused("e.mha", "NDims = 3\n" + local, "has no DimSize");
  ExpectHeaderRefused("f.mhd", header + "ElementDataFile = f.raw\n", "its data file f.raw is missing");
  WriteBytes(folder / "g.raw", voxels.substr(0, 10));
  ExpectRefused("g.mhd", header + "ElementDataFile = g.raw\n", "found 10 bytes of data");
  ExpectHeaderRefused("h.mhd", header + "ElementDataFile = LIST\nh1.raw\n", "a list of files");
  ExpectHeaderRefused("i.mha", "NDims = 3\nDimSize = 2 0 4\nElementType = MET_UCHAR\n" + local, "no empty axis");
  ExpectHeaderRefused("j.mha", "NDims = 3\nDimSize = 2 3 4\nElementType = MET_STRING\n" + local, "MET_STRING");
}

TEST_F(ReadVolumeErrors, CutOffOrDamagedNrrdIsDetected)
{
  const std::string header = "NRRD0004\ntype: uint8\ndimension: 3\nsizes: 20 20 20\n";
  const std::string voxels = SomeVoxels(8000);
  ExpectRefused("a.nrrd", header + "encoding: raw\n\n" + voxels.substr(1), "cannot be read as NRRD");
  const std::string packed = Gzipped(voxels);
  ExpectRefused("b.nrrd", header + "encoding: gzip\n\n" + packed.substr(0, packed.size() / 2),
                "cannot be read as NRRD");
  std::string damaged = packed;
  damaged[packed.size() / 2] = static_cast<char>(~damaged[packed.size() / 2]);
  ExpectRefused("c.nrrd", header + "encoding: gzip\n\n" + damaged, "cannot be read as NRRD");
  ExpectHeaderRefused("d.nhdr", header + "encoding: raw\ndata file: d.raw\n\n", "cannot be read as NRRD");
  ExpectHeaderRefused("e.nrrd", "NRRD0004\ntype: uint8\n\n", "cannot be read as NRRD");
}

TEST_F(ReadVolumeErrors, CutOffPicturesAreDetected)
{
  const std::string png = PngBytes(20, 20, 0, 8, SomeVoxels(400));
  for (const std::size_t size : {3U, 8U, 20U, 40U, 200U, 500U})
  {
    ExpectHeaderRefused("a.png", png.substr(0, size),
                        size < 8 ? "its content is not PNG" : "found no end of the PNG image");
  }
  std::string damaged = png;
  damaged[200] = static_cast<char>(~damaged[200]);
  ExpectHeaderRefused("b.png", damaged, "is damaged");
  // Start, an application segment, a scan, and no end.
  const std::string jpeg("\xff\xd8\xff\xe0\x00\x04..\xff\xda\x00\x04..\x12\xff\x00\x34", 19);
  ExpectHeaderRefused("a.jpg", jpeg, "found no end marker");
  ExpectHeaderRefused("b.jpg", jpeg.substr(0, 5), "found no end marker");
  ExpectHeaderRefused("c.jpg", std::string("\xff\xd8\xff\xe0\x00\x04..\xff\xd9", 10), "its content is not JPEG");
  std::string bmp = "BM" + std::string(52, '\0');
  bmp[10] = 54;
  bmp[14] = 40;
  bmp[18] = 4;
  bmp[22] = 4;
  bmp[28] = 24;
  ExpectHeaderRefused("a.bmp", bmp, "found 54 bytes of data, expected 102");
  ExpectHeaderRefused("b.bmp", bmp.substr(0, 30), "is cut off");
  bmp[30] = 1;
  ExpectHeaderRefused("c.bmp", bmp, "is a compressed BMP");
}

/** Other bytes in the first chunk of a PNG image, from this one on, and its checksum. */
std::string
WithPngHeader(std::string png, std::size_t offset, const std::string & bytes)
{
  constexpr std::size_t type = 12, checksum = 29;
  png.replace(offset, bytes.size(), bytes);
  const auto crc = ::crc32(0, reinterpret_cast<const Bytef *>(png.data() + type), checksum - type);
  for (std::size_t i = 0; i < 4; ++i)
  {
    png[checksum + i] = static_cast<char>(crc >> (24 - 8 * i));
  }
  return png;
}

TEST_F(ReadVolumeErrors, PicturesThatTheirLibrariesRefuseAreRefused)
{
  constexpr std::size_t compression = 26;
  const std::string png = WithPngHeader(PngBytes(20, 20, 0, 8, SomeVoxels(400)), compression, "\x03");
  ExpectHeaderRefused("a.png", png, "is a damaged PNG image (Invalid IHDR data)");
  // A frame of 8x8 pixels and a scan without Huffman and quantization tables.
  const std::string jpeg(
      "\xff\xd8\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
      "\x12\xff\xd9",
      28);
  ExpectRefused("a.jpg", jpeg, "is a damaged JPEG image (");
}

TEST_F(ReadVolumeErrors, MetaImageHeadersThatTheirLibraryWouldReadForeverAreRefused)
{
  const auto header = [](const char * axes, const char * more) {
    return fmt::format("NDims = {}\nDimSize = 2 3 4\nElementType = MET_UCHAR\n{}ElementDataFile = LOCAL\n{}", axes,
                       more, SomeVoxels(24));
  };
  EXPECT_NO_THROW(WriteBytes(folder / "a.mha", header("3", "")); (void)ReadImage(folder / "a.mha"));
  for (const char * axes : {"9223372036854775807", "10", "0", "-3", "3e9", "3.5", "many", ""})
  {
    ExpectHeaderRefused("b.mha", header(axes, ""), fmt::format("found NDims = {} in its MetaImage header", axes));
  }
  ExpectHeaderRefused("c.mha", header("3", "NDims = 4000000000\n"), "found NDims twice");
  ExpectHeaderRefused("d.mha", header("3", "NDims: 4000000000 = 3\n"), "found NDims twice");
  ExpectHeaderRefused("f.mha", header("3", (std::string(300, 'k') + " = 1\n").c_str()),
                      "found a key of 300 characters");
  ExpectHeaderRefused("e.mha", header("3", "ElementDataFile\x01 = LOCAL\n"), "its content is not MetaImage");
}

TEST_F(ReadVolumeErrors, SizesThatNoFileHoldsAreRefusedBeforeMemoryIsAskedFor)
{
  const std::string start = "ObjectType = Image\nNDims = 3\nElementType = MET_UCHAR\n";
  const std::string end = "ElementDataFile = LOCAL\n" + SomeVoxels(100);
  ExpectHeaderRefused("a.mha", start + "DimSize = 4294967296 4294967296 1\n" + end,
                      "found the type MET_UCHAR and the size");
  ExpectHeaderRefused("b.mha", start + "DimSize = 2 3 4\nElementNumberOfChannels = -3\n" + end, "expected numbers");
  for (const char * size : {"2 3", "2 3 4 1", "2 3 49223372036854775807", "2 3 4e9", "2 3 4x", "2 3 -4"})
  {
    ExpectHeaderRefused("d.mha", start + fmt::format("DimSize = {}\n", size) + end, fmt::format("the size {}", size));
  }
  ExpectHeaderRefused("c.mha", start + "DimSize = 9000 9000 9000\nCompressedData = True\n" + end, "is cut off");
  ExpectHeaderRefused("a.png", WithPngHeader(PngBytes(2, 2, 0, 8, SomeVoxels(4)), 16, "\x40\x01\x01\x01\x40"),
                      "is cut off");
  const std::string jpeg("\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xda\x00\x02\xff\xd9", 21);
  ExpectHeaderRefused("a.jpg", jpeg, "is cut off");
  std::string bmp = "BM" + std::string(100, '\0');
  bmp.replace(18, 8, std::string(4, '\xff') + std::string("\0\0\0\x80", 4)); // 2^32 - 1 times 2^31 pixels
  bmp.replace(28, 2, "\xff\xff");
  ExpectHeaderRefused("a.bmp", bmp, "is cut off");
}

TEST_F(ReadVolumeErrors, CutOffTiffIsDetected)
{
  ImageGeometry geometry;
  geometry.size = {1, 40, 40};
  at::manual_seed(7);
  WriteLabelMap(folder / "a.tif", MakeVolume(at::randint(0, 255, {1, 1, 40, 40}, at::kInt), geometry));
  const std::string whole = ReadBytesOfFile(folder / "a.tif");
  for (const std::size_t size : {std::size_t(6), std::size_t(40), whole.size() / 2, whole.size() - 100})
  {
    WriteBytes(folder / "b.tif", whole.substr(0, size));
    VOX_EXPECT_ERROR((void)ReadImage(folder / "b.tif"), ErrorKind::BadInput, "b.tif: ");
  }
}

/** A TIFF image of 4x3 pixels with one directory, which names this width and the place of the next one. */
std::string
TiffBytes(std::uint32_t width, std::uint32_t next)
{
  constexpr std::uint32_t firstDirectory = 20;
  const std::vector<std::array<std::uint32_t, 2>> fields{{256, width}, {257, 3}, {258, 8}, {259, 1}, {262, 1},
                                                         {273, 8},     {277, 1}, {278, 3}, {279, 12}};
  std::string bytes = "II*" + std::string(1, '\0') + BytesOf<std::uint32_t>({firstDirectory}) + std::string(12, '\7') +
                      BytesOf<std::uint16_t>({static_cast<std::uint16_t>(fields.size())});
  for (const auto & [tag, value] : fields)
  {
    constexpr std::uint16_t longNumber = 4;
    bytes += BytesOf<std::uint16_t>({static_cast<std::uint16_t>(tag), longNumber}) + BytesOf<std::uint32_t>({1, value});
  }
  return bytes + BytesOf<std::uint32_t>({next});
}

TEST_F(ReadVolumeErrors, TiffDirectoriesThatNeverEndOrNameImpossibleSizesAreRefused)
{
  WriteBytes(folder / "a.tif", TiffBytes(4, 0));
  EXPECT_EQ(ReadImage(folder / "a.tif").voxels.numel(), 12);
  ExpectHeaderRefused("b.tif", TiffBytes(4, 20), "found a directory of the TIFF file once more behind the 1 before");
  ExpectHeaderRefused("c.tif", TiffBytes(4, 4000), "is cut off");
  ExpectHeaderRefused("d.tif", TiffBytes(100'000'000, 0), "is cut off");
  ExpectHeaderRefused("e.tif", "II+" + std::string(5, '\0'), "is cut off"); // BigTIFF
  ExpectHeaderRefused("f.tif", "IM*" + std::string(20, '\0'), "its content is not TIFF");
}

TEST_F(ReadVolumeErrors, SizesOfNrrdBeyondAnyFileOrNumberAreRefused)
{
  const auto header = [](const std::string & sizes) {
    return "NRRD0004\ntype: uint8\ndimension: 3\nsizes: " + sizes + "\nencoding: gzip\n\n";
  };
  ExpectHeaderRefused("a.nrrd", header("2 3 " + std::string(81, '7')), "sizes: found '2 3 777");
  ExpectHeaderRefused("b.nrrd", header("4294967296 4294967296 1"), "more voxels than any memory holds");
  ExpectHeaderRefused("c.nrrd", header("4096 4096 4096"), "is cut off");
  ExpectHeaderRefused("d.nrrd", "P5 1 1", "its content is not NRRD");
}

/** Not of the fixture, which bears no word of a library: libtiff tells of tags that it does not know. */
TEST(TiffTexts, AreRefusedWithoutAnEndWhereItWouldBeLookedFor)
{
  const TemporaryFolder folder;
  constexpr std::uint16_t text = 2;
  const auto withText = [&](std::uint16_t tag, std::string_view letters) { // in the place of the field after the width
    std::string bytes = TiffBytes(4, 0);
    std::string field = BytesOf<std::uint16_t>({tag, text}) + BytesOf<std::uint32_t>({4}) + std::string(letters);
    constexpr std::size_t lastField = 20 + 2 + 8 * 12;
    bytes.insert(lastField + 12, field);
    bytes[20] = 10; // fields
    return bytes;
  };
  constexpr std::uint16_t copyright = 33432;
  constexpr std::uint16_t own = 65000;
  WriteBytes(folder / "a.tif", withText(own, std::string_view("abc\0", 4)));
  EXPECT_EQ(ReadImage(folder / "a.tif").voxels.numel(), 12);
  WriteBytes(folder / "b.tif", withText(copyright, "abcd"));
  EXPECT_EQ(ReadImage(folder / "b.tif").voxels.numel(), 12);
  WriteBytes(folder / "c.tif", withText(own, "abcd"));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "c.tif"), ErrorKind::BadInput,
                   "c.tif: TIFF tag 65000: found a text of 4 bytes without an end");
  constexpr std::uint16_t dateTime = 306;
  WriteBytes(folder / "d.tif", withText(dateTime, std::string_view("19h\0", 4)));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "d.tif"), ErrorKind::BadInput,
                   "d.tif: TIFF tag 306 (DateTime): found 4 bytes, expected 20");
}

TEST_F(ReadVolumeErrors, VoxelsThatAreNotFiniteAreCountedAndLocated)
{
  NiftiFields fields;
  fields.dataType = 16;
  std::vector<float> values(24, 1.0F);
  values[9] = std::numeric_limits<float>::quiet_NaN();
  values[20] = -std::numeric_limits<float>::infinity();
  ExpectRefused("a.nii", NiftiBytes(fields, BytesOf(values)),
                "2 of 24 values are NaN or infinite, the first at (x, y, z) = (1, 1, 1)");
  fields.dataType = 64;
  std::vector<double> large(24, 1.0);
  large[0] = 1e300; // beyond float32
  WriteBytes(folder / "b.nii", NiftiBytes(fields, BytesOf(large)));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "b.nii"), ErrorKind::BadInput, "1 of 24 values are NaN or infinite");
}

TEST_F(ReadVolumeErrors, LabelsThatAreNotWholeOrTooLargeAreLocated)
{
  NiftiFields fields;
  fields.dataType = 16;
  std::vector<float> values(24, 1.0F);
  values[23] = 1.5F;
  WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(values)));
  VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "a.nii"), ErrorKind::BadInput,
                   "found the label 1.5 at (x, y, z) = (1, 2, 3)");
  EXPECT_NO_THROW((void)ReadImage(folder / "a.nii"));
  fields.dataType = 768;
  WriteBytes(folder / "b.nii", NiftiBytes(fields, BytesOf(std::vector<std::uint32_t>(24, 4000000000U))));
  VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "b.nii"), ErrorKind::BadInput, "found the label 4000000000");
  WriteBytes(folder / "c.png", PngBytes(2, 2, 2, 8, std::string(12, '\1')));
  VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "c.png"), ErrorKind::BadInput,
                   "has 3 values a voxel, expected one label");
}

TEST_F(ReadVolumeErrors, FourDimensionsAreRefusedUnlessTheLastIsOne)
{
  NiftiFields fields;
  fields.size = {2, 3, 4, 2};
  fields.spacing.push_back(1.0F);
  ExpectRefused("a.nii", NiftiBytes(fields, SomeVoxels(96)),
                "is 4D (2x3x4x2) with 2 volumes, expected 3D; choose one volume (--volume 0 to 1)");
  fields.size = {2, 3, 4, 1};
  WriteBytes(folder / "b.nii", NiftiBytes(fields, SomeVoxels()));
  EXPECT_NO_THROW((void)ReadImage(folder / "b.nii"));
  WriteBytes(folder / "c.mha",
             "NDims = 4\nDimSize = 2 3 4 1\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n" + SomeVoxels(24));
  EXPECT_NO_THROW((void)ReadImage(folder / "c.mha"));
  const std::vector<std::filesystem::path> paths{folder / "a.nii"};
  VOX_EXPECT_ERROR((void)ReadCaseImage(paths, 3), ErrorKind::BadInput, "expected 3D or a last axis of 3 channels");
  VOX_EXPECT_ERROR((void)ReadCaseImage(paths), ErrorKind::BadInput, "is 4D");
}

TEST_F(ReadVolumeErrors, ComplexVectorAndAlphaAreRefused)
{
  NiftiFields fields;
  fields.dataType = 32;
  ExpectRefused("a.nii", NiftiBytes(fields, std::string(192, '\0')), "is complex, expected one value a voxel or RGB");
  EXPECT_EQ(ReadImageInfo(folder / "a.nii").pixelType, "complex");
  fields = {};
  fields.size = {2, 3, 4, 1, 3};
  fields.intent = 1007;
  ExpectRefused("b.nii", NiftiBytes(fields, SomeVoxels(144)), "is a vector image with 3 values a voxel");
  ExpectRefused("c.mha",
                "NDims = 3\nDimSize = 2 3 4\nElementNumberOfChannels = 2\nElementType = MET_UCHAR\n"
                "ElementDataFile = LOCAL\n" +
                    SomeVoxels(),
                "is a vector image with 2 values a voxel");
  ExpectRefused("d.png", PngBytes(2, 2, 6, 8, SomeVoxels(16)), "with alpha");
  ExpectRefused("e.png", PngBytes(2, 2, 4, 8, SomeVoxels(8)), "with alpha");
}

TEST_F(ReadVolumeErrors, SingularOrZeroGeometryIsRefused)
{
  const auto mha = [](const std::string & line) {
    return "NDims = 3\nDimSize = 2 3 4\n" + line + "\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n" +
           SomeVoxels(24);
  };
  ExpectHeaderRefused("a.mha", mha("TransformMatrix = 1 0 0 1 0 0 0 0 1"), "singular");
  ExpectHeaderRefused("b.mha", mha("TransformMatrix = 1 0 0 0 0 0 0 0 1"), "singular");
  ExpectHeaderRefused("c.mha", mha("ElementSpacing = 1 0 1"), "the voxel spacing along y is 0");
}

TEST_F(ReadVolumeErrors, ChannelsOfACaseMustCoverTheSameGrid)
{
  NiftiFields fields;
  WriteBytes(folder / "a_0000.nii", NiftiBytes(fields, SomeVoxels()));
  fields.affine[3] = 0.5F;
  WriteBytes(folder / "a_0001.nii", NiftiBytes(fields, SomeVoxels()));
  fields.dataType = 128;
  WriteBytes(folder / "a_0002.nii", NiftiBytes(fields, SomeVoxels(72)));
  std::vector<std::filesystem::path> paths{folder / "a_0000.nii", folder / "a_0001.nii"};
  VOX_EXPECT_ERROR((void)ReadCaseImage(paths), ErrorKind::BadInput, "do not cover the same grid: found origin");
  paths[1] = folder / "a_0002.nii";
  VOX_EXPECT_ERROR((void)ReadCaseImage(paths), ErrorKind::BadInput, "has 3 channels, expected 1");
  paths.pop_back();
  VOX_EXPECT_ERROR((void)ReadCaseImage(paths, 2), ErrorKind::BadInput, "found 1 channels, expected 2");
  VOX_EXPECT_ERROR((void)ReadCaseImage({}), ErrorKind::Internal, "without image files");
}

} // namespace
} // namespace vox
