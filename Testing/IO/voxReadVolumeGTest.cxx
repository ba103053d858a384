// SPDX-License-Identifier: Apache-2.0
#include "voxReadVolume.h"

#include "voxGeometryExamples.h"
#include "voxImageBytes.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <numeric>

namespace vox
{
namespace
{

using namespace testing;

template <typename T>
std::vector<T>
Counting(std::size_t count)
{
  std::vector<T> values(count);
  std::iota(values.begin(), values.end(), T(1));
  return values;
}

std::vector<float>
Values(const Volume & volume)
{
  const at::Tensor flat = volume.voxels.to(at::kFloat).flatten();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

template <typename T>
void
ExpectNiftiType(const TemporaryFolder & folder, std::int16_t dataType, const std::string & name)
{
  NiftiFields fields;
  fields.dataType = dataType;
  for (const bool bigEndian : {false, true})
  {
    fields.bigEndian = bigEndian;
    WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(Counting<T>(24), bigEndian)));
    const Volume image = ReadImage(folder / "a.nii");
    EXPECT_EQ(image.voxels.scalar_type(), at::kFloat);
    EXPECT_EQ(image.voxels.sizes(), (at::IntArrayRef{1, 4, 3, 2}));
    EXPECT_EQ(Values(image), Counting<float>(24)) << name;
    const Volume labels = ReadLabelMap(folder / "a.nii");
    EXPECT_EQ(labels.voxels.scalar_type(), at::kInt);
    EXPECT_EQ(Values(labels), Counting<float>(24)) << name;
    EXPECT_EQ(ReadImageInfo(folder / "a.nii").componentType, name);
  }
}

TEST(ReadVolume, NiftiOfEveryPixelTypeAndByteOrderIsRead)
{
  const TemporaryFolder folder;
  ExpectNiftiType<std::uint8_t>(folder, 2, "unsigned_char");
  ExpectNiftiType<std::int8_t>(folder, 256, "char");
  ExpectNiftiType<std::int16_t>(folder, 4, "short");
  ExpectNiftiType<std::uint16_t>(folder, 512, "unsigned_short");
  ExpectNiftiType<std::int32_t>(folder, 8, "int");
  ExpectNiftiType<std::uint32_t>(folder, 768, "unsigned_int");
  ExpectNiftiType<std::int64_t>(folder, 1024, "long");
  ExpectNiftiType<std::uint64_t>(folder, 1280, "unsigned_long");
  ExpectNiftiType<float>(folder, 16, "float");
  ExpectNiftiType<double>(folder, 64, "double");
}

TEST(ReadVolume, MetaImageAndNrrdOfEveryPixelTypeAreRead)
{
  const TemporaryFolder folder;
  const auto expect = [&]<typename T>(T, const std::string & metaType, const std::string & nrrdType) {
    const std::string voxels = BytesOf(Counting<T>(24));
    WriteBytes(folder / "a.mha", "NDims = 3\nDimSize = 2 3 4\nElementType = " + metaType +
                                     "\nBinaryDataByteOrderMSB = False\nElementDataFile = LOCAL\n" + voxels);
    WriteBytes(folder / "a.nrrd", "NRRD0004\ntype: " + nrrdType +
                                      "\ndimension: 3\nsizes: 2 3 4\nendian: little\nencoding: raw\n\n" + voxels);
    for (const char * name : {"a.mha", "a.nrrd"})
    {
      EXPECT_EQ(Values(ReadImage(folder / name)), Counting<float>(24)) << name << ' ' << nrrdType;
      EXPECT_EQ(Values(ReadLabelMap(folder / name)), Counting<float>(24)) << name << ' ' << nrrdType;
    }
  };
  expect(std::uint8_t(), "MET_UCHAR", "uint8");
  expect(std::int8_t(), "MET_CHAR", "int8");
  expect(std::int16_t(), "MET_SHORT", "int16");
  expect(std::uint16_t(), "MET_USHORT", "uint16");
  expect(std::int32_t(), "MET_INT", "int32");
  expect(std::uint32_t(), "MET_UINT", "uint32");
  expect(std::int64_t(), "MET_LONG_LONG", "int64");
  expect(float(), "MET_FLOAT", "float");
  expect(double(), "MET_DOUBLE", "double");
}

TEST(ReadVolume, NiftiWorldIsTurnedFromRasToLps)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.spacing = {2.0F, 3.0F, 4.0F};
  // File x runs to the front (A), y upwards (S), z to the right (R), from the RAS point (10, 20, 30).
  fields.affine = {0, 0, 4, 10, 2, 0, 0, 20, 0, 3, 0, 30};
  WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(Counting<std::int16_t>(24))));
  const ImageGeometry geometry = ReadImage(folder / "a.nii").geometry;
  EXPECT_EQ(geometry.size, (Zyx<std::int64_t>{4, 3, 2}));
  EXPECT_EQ(geometry.spacingMm, (Zyx<double>{4.0, 3.0, 2.0}));
  EXPECT_EQ(geometry.originLps, (Vector3{-10.0, -20.0, 30.0}));
  EXPECT_EQ(geometry.directionLps, (Matrix3{{{-1, 0, 0}, {0, 0, -1}, {0, 1, 0}}}));
  EXPECT_EQ(OrientationCode(geometry), "ASR");
  EXPECT_EQ(ReadImageInfo(folder / "a.nii").geometry, geometry);
}

TEST(ReadVolume, OtherUnitsOfLengthBecomeMillimeters)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.spacing = {2.0F, 3.0F, 4.0F};
  fields.affine = {-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, 30};
  for (const auto & [unit, unitMm] : {std::pair(1, 1000.0), std::pair(3, 0.001)})
  {
    fields.units = static_cast<std::int8_t>(unit);
    WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(Counting<std::int16_t>(24))));
    const Vector3 world = WorldFromVoxel(ReadImage(folder / "a.nii").geometry, {1.0, 1.0, 1.0});
    EXPECT_NEAR(world[0], (-10.0 + 2.0) * unitMm, 1e-5 * unitMm);
    EXPECT_NEAR(world[1], (-20.0 + 3.0) * unitMm, 1e-5 * unitMm);
    EXPECT_NEAR(world[2], (30.0 + 4.0) * unitMm, 1e-5 * unitMm);
  }
}

TEST(ReadVolume, OneObliqueSliceKeepsItsThirdAxis)
{
  const TemporaryFolder folder;
  const float c = std::cos(0.3F), s = std::sin(0.3F);
  NiftiFields fields;
  fields.size = {2, 3, 1};
  fields.spacing = {2.0F, 3.0F, 4.0F};
  fields.affine = {2 * c, 0, 4 * s, 10, 0, 3, 0, 20, -2 * s, 0, 4 * c, 30};
  for (const std::vector<std::int16_t> & size : {std::vector<std::int16_t>{2, 3, 1}, {2, 3, 1, 1}})
  {
    fields.size = size;
    WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(Counting<std::int16_t>(6))));
    const ImageGeometry geometry = ReadImage(folder / "a.nii").geometry;
    EXPECT_EQ(geometry.size.z, 1);
    EXPECT_NEAR(geometry.spacingMm.z, 4.0, 1e-6);
    EXPECT_NEAR(geometry.directionLps[0][0], -s, 1e-6);
    EXPECT_NEAR(geometry.directionLps[2][0], c, 1e-6);
  }
}

TEST(ReadVolume, NegativeSpacingBecomesAFlippedDirection)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "a.mha", "NDims = 3\nDimSize = 2 3 4\nElementSpacing = 1 -2 3\nOffset = 5 6 7\n"
                               "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n" +
                                   std::string(24, '\1'));
  WriteBytes(folder / "a.nrrd",
             "NRRD0004\ntype: uint8\ndimension: 3\nsizes: 2 3 4\nspacings: 1 -2 3\nencoding: raw\n\n" +
                 std::string(24, '\1'));
  for (const char * name : {"a.mha", "a.nrrd"})
  {
    const ImageGeometry geometry = ReadImage(folder / name).geometry;
    EXPECT_EQ(geometry.spacingMm, (Zyx<double>{3.0, 2.0, 1.0})) << name;
    EXPECT_EQ(geometry.directionLps[1][1], -1.0) << name;
    const Vector3 world = WorldFromVoxel(geometry, {0.0, 2.0, 0.0});
    EXPECT_DOUBLE_EQ(world[1], geometry.originLps[1] - 4.0) << name;
  }
}

TEST(ReadVolume, NrrdSpaceAndOriginAreHonored)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "a.nrrd", "NRRD0004\ntype: uint8\ndimension: 3\nspace: right-anterior-superior\nsizes: 2 3 4\n"
                                "space directions: (2,0,0) (0,3,0) (0,0,4)\nspace origin: (10,20,30)\n"
                                "encoding: raw\n\n" +
                                    std::string(24, '\1'));
  const ImageGeometry geometry = ReadImage(folder / "a.nrrd").geometry;
  EXPECT_EQ(OrientationCode(geometry), "RAS");
  EXPECT_EQ(geometry.originLps, (Vector3{-10.0, -20.0, 30.0}));
  EXPECT_EQ(geometry.spacingMm, (Zyx<double>{4.0, 3.0, 2.0}));
}

TEST(ReadVolume, DirectionColumnsGetUnitLength)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "a.mha",
             "NDims = 3\nDimSize = 2 3 4\nTransformMatrix = 2 0 0 0 1 0 0 0 1\nElementSpacing = 1 1 3\n"
             "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n" +
                 std::string(24, '\1'));
  const ImageGeometry geometry = ReadImage(folder / "a.mha").geometry;
  EXPECT_EQ(geometry.spacingMm, (Zyx<double>{3.0, 1.0, 2.0}));
  EXPECT_EQ(WorldFromVoxel(geometry, {0.0, 0.0, 1.0}), (Vector3{2.0, 0.0, 0.0}));
}

TEST(ReadVolume, ScaleSlopeAndInterceptAreApplied)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.slope = 0.5F;
  fields.intercept = -10.0F;
  WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(Counting<std::int16_t>(24))));
  EXPECT_EQ(Values(ReadImage(folder / "a.nii"))[23], 2.0F);
  for (const float none : {0.0F, std::nanf("")})
  {
    fields.slope = none; // both mean: not scaled
    WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(Counting<std::int16_t>(24))));
    EXPECT_EQ(Values(ReadImage(folder / "a.nii"))[23], 24.0F) << none;
  }
}

TEST(ReadVolume, ScaledLabelsAreRounded)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.slope = 1.0F / 3.0F;
  std::vector<std::int16_t> thrice = Counting<std::int16_t>(24);
  std::transform(thrice.begin(), thrice.end(), thrice.begin(), [](std::int16_t value) { return 3 * value; });
  WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(thrice)));
  EXPECT_EQ(Values(ReadLabelMap(folder / "a.nii")), Counting<float>(24));
}

TEST(ReadVolume, APlanarImageKeepsItsGeometryInThePlane)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "a.mha", "NDims = 2\nDimSize = 3 2\nTransformMatrix = 0 1 -1 0\nElementSpacing = 0.5 2\n"
                               "Offset = 5 6\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n" +
                                   BytesOf(Counting<std::uint8_t>(6)));
  const Volume image = ReadImage(folder / "a.mha");
  EXPECT_EQ(image.voxels.sizes(), (at::IntArrayRef{1, 1, 2, 3}));
  EXPECT_EQ(image.geometry.spacingMm, (Zyx<double>{1.0, 2.0, 0.5}));
  EXPECT_EQ(WorldFromVoxel(image.geometry, {0.0, 0.0, 1.0}), (Vector3{5.0, 6.5, 0.0}));
  EXPECT_EQ(WorldFromVoxel(image.geometry, {0.0, 1.0, 0.0}), (Vector3{3.0, 6.0, 0.0}));
  EXPECT_EQ(ReadImageInfo(folder / "a.mha").dimensions, 2);
}

TEST(ReadVolume, APictureIsOneSliceWithChannelsFirst)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "a.png", PngBytes(2, 2, 2, 8, BytesOf(Counting<std::uint8_t>(12))));
  const Volume picture = ReadImage(folder / "a.png");
  EXPECT_EQ(picture.voxels.sizes(), (at::IntArrayRef{3, 1, 2, 2}));
  EXPECT_EQ(Values(picture), (std::vector<float>{1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12}));
  ImageGeometry expected;
  expected.size = {1, 2, 2};
  EXPECT_EQ(picture.geometry, expected); // not 25.4 / 300 mm
  const ImageInfo info = ReadImageInfo(folder / "a.png");
  EXPECT_EQ(info.components, 3);
  EXPECT_EQ(info.pixelType, "rgb");
  EXPECT_EQ(info.format, "PNGImageIO");
}

TEST(ReadVolume, SixteenBitPicturesKeepTheirValues)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "a.png", PngBytes(2, 2, 0, 16, BytesOf(std::vector<std::uint16_t>{1, 300, 65535, 4}, true)));
  EXPECT_EQ(Values(ReadImage(folder / "a.png")), (std::vector<float>{1, 300, 65535, 4}));
}

TEST(ReadVolume, APaletteIsColorsForImagesAndNumbersForLabels)
{
  const TemporaryFolder folder;
  const std::string palette("\x00\x00\x00\xff\x00\x00\x00\xff\x00", 9);
  WriteBytes(folder / "a.png", PngBytes(2, 2, 3, 8, std::string("\0\1\2\1", 4), palette));
  EXPECT_EQ(Values(ReadImage(folder / "a.png")), (std::vector<float>{0, 255, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0}));
  EXPECT_EQ(Values(ReadLabelMap(folder / "a.png")), (std::vector<float>{0, 1, 2, 1}));
}

TEST(ReadVolume, RgbVolumesHaveThreeChannels)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.dataType = 128;
  WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(Counting<std::uint8_t>(72))));
  const Volume image = ReadImage(folder / "a.nii");
  EXPECT_EQ(image.voxels.sizes(), (at::IntArrayRef{3, 4, 3, 2}));
  EXPECT_EQ(image.voxels[1][0][0][1].item<float>(), 5.0F);
}

TEST(ReadVolume, CompressedNiftiMayHaveSeveralMembersAndPadding)
{
  const TemporaryFolder folder;
  const std::string bytes = NiftiBytes({}, BytesOf(Counting<std::int16_t>(24)));
  WriteBytes(folder / "a.nii.gz", Gzipped(bytes.substr(0, 370)) + Gzipped(bytes.substr(370)));
  EXPECT_EQ(Values(ReadImage(folder / "a.nii.gz")), Counting<float>(24));
  WriteBytes(folder / "b.nii.gz", Gzipped(bytes) + std::string(512, '\0'));
  EXPECT_EQ(Values(ReadImage(folder / "b.nii.gz")), Counting<float>(24));
}

TEST(ReadVolume, LabelsStoredAsFloatAreRoundedWithinTheTolerance)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.size = {3, 1, 1};
  fields.dataType = 16;
  WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(std::vector<float>{0.99999997F, 2.0009F, -1.0F})));
  EXPECT_EQ(Values(ReadLabelMap(folder / "a.nii")), (std::vector<float>{1, 2, -1}));
}

TEST(ReadVolume, FilesOfACaseBecomeItsChannels)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  WriteBytes(folder / "a_0000.nii", NiftiBytes(fields, BytesOf(Counting<std::int16_t>(24))));
  WriteBytes(folder / "a_0001.nii", NiftiBytes(fields, BytesOf(std::vector<std::int16_t>(24, 7))));
  const std::vector<std::filesystem::path> paths{folder / "a_0000.nii", folder / "a_0001.nii"};
  const Volume image = ReadCaseImage(paths);
  EXPECT_EQ(image.voxels.sizes(), (at::IntArrayRef{2, 4, 3, 2}));
  EXPECT_EQ(image.voxels[0][3][2][1].item<float>(), 24.0F);
  EXPECT_TRUE((image.voxels[1] == 7).all().item<bool>());
  EXPECT_TRUE(at::equal(ReadCaseImage(paths, 2).voxels, image.voxels));
}

TEST(ReadVolume, AFourDimensionalFileHoldsTheChannelsOfACaseWhereTheirNumberIsKnown)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.size = {2, 3, 4, 2};
  fields.spacing = {2.0F, 3.0F, 4.0F, 1.0F};
  fields.affine = {0, 0, 4, 10, 2, 0, 0, 20, 0, 3, 0, 30};
  WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(Counting<std::int16_t>(48))));
  const std::vector<std::filesystem::path> paths{folder / "a.nii"};
  const Volume image = ReadCaseImage(paths, 2);
  EXPECT_EQ(image.voxels.sizes(), (at::IntArrayRef{2, 4, 3, 2}));
  EXPECT_EQ(Values(image), Counting<float>(48));
  EXPECT_EQ(OrientationCode(image.geometry), "ASR");
  EXPECT_EQ(image.geometry.spacingMm, (Zyx<double>{4.0, 3.0, 2.0}));
  const ImageInfo info = ReadImageInfo(folder / "a.nii");
  EXPECT_EQ(info.dimensions, 4);
  EXPECT_EQ(info.frames, 2);
}

TEST(ReadVolume, EndingsAreKnownInAnyCase)
{
  for (const char * name :
       {"a.nii", "a.NII.GZ", "a.nrrd", "a.seg.nrrd", "a.nhdr", "a.mha", "a.mhd", "a.png", "a.JPG", "a.jpeg", "a.tif"})
  {
    EXPECT_TRUE(HasImageEnding(name)) << name;
    EXPECT_EQ(ImageStem(std::filesystem::path("folder") / name), "a") << name;
  }
  for (const char * name : {"a.txt", "a.gz", "nii", ".nii", "a.nii.bak", "a"})
  {
    EXPECT_FALSE(HasImageEnding(name)) << name;
  }
  EXPECT_EQ(ImageStem("scan.2020.nii.gz"), "scan.2020");
  EXPECT_EQ(ImageStem("notes.txt"), "notes.txt");
}

} // namespace
} // namespace vox
