// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxImageBytes.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <limits>
#include <numeric>

/** What lies around the voxels of NIfTI and FreeSurfer's files: versions, pairs, compression, several volumes. */
namespace vox
{
namespace
{

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

TEST(NiftiPacking, TheSecondVersionOfTheFormatGivesTheSame)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.spacing = {2.0F, 3.0F, 4.0F};
  fields.affine = {0, 0, 4, 10, 2, 0, 0, 20, 0, 3, 0, 30};
  fields.slope = 0.5F;
  fields.intercept = 3.0F;
  for (const bool bigEndian : {false, true})
  {
    fields.bigEndian = bigEndian;
    const std::string voxels = BytesOf(Counting<std::int16_t>(24), bigEndian);
    WriteBytes(folder / "a.nii", NiftiBytes(fields, voxels));
    WriteBytes(folder / "b.nii", Nifti2Bytes(fields, voxels));
    WriteBytes(folder / "b.nii.gz", Gzipped(Nifti2Bytes(fields, voxels)));
    const Volume first = ReadImage(folder / "a.nii");
    for (const char * name : {"b.nii", "b.nii.gz"})
    {
      EXPECT_EQ(ReadImage(folder / name).geometry, first.geometry);
      EXPECT_TRUE(at::equal(ReadImage(folder / name).voxels, first.voxels));
      EXPECT_EQ(ReadImageInfo(folder / name).format, "NIfTI-2");
    }
  }
  EXPECT_EQ(ReadImageInfo(folder / "a.nii").format, "NIfTI-1");
}

TEST(NiftiPacking, CompressionUnlikeTheEndingIsReadAndTold)
{
  const TemporaryFolder folder;
  const std::string bytes = NiftiBytes({}, BytesOf(Counting<std::int16_t>(24)));
  WriteBytes(folder / "a.nii", Gzipped(bytes));
  WriteBytes(folder / "b.nii.gz", bytes);
  EXPECT_EQ(Values(ReadImage(folder / "a.nii")), Counting<float>(24));
  EXPECT_EQ(Values(ReadImage(folder / "b.nii.gz")), Counting<float>(24));
  EXPECT_THAT(ReadImageInfo(folder / "a.nii").notes, ElementsAre(HasSubstr("a.nii: is compressed, unlike")));
  EXPECT_THAT(ReadImageInfo(folder / "b.nii.gz").notes, ElementsAre(HasSubstr("is not compressed, unlike")));
  WriteBytes(folder / "c.nii.gz", Gzipped(bytes));
  EXPECT_THAT(ReadImageInfo(folder / "c.nii.gz").notes, IsEmpty());
}

TEST(NiftiPacking, BytesBehindTheCompressedDataAndBehindTheVoxelsAreIgnored)
{
  const TemporaryFolder folder;
  const std::string bytes = NiftiBytes({}, BytesOf(Counting<std::int16_t>(24)));
  WriteBytes(folder / "a.nii.gz", Gzipped(bytes) + "what a transfer has left here");
  WriteBytes(folder / "b.nii.gz", Gzipped(bytes + std::string(100, 'x')));
  WriteBytes(folder / "c.nii", bytes + std::string(100, 'x'));
  for (const char * name : {"a.nii.gz", "b.nii.gz", "c.nii"})
  {
    EXPECT_EQ(Values(ReadImage(folder / name)), Counting<float>(24)) << name;
  }
}

TEST(NiftiPacking, AHeaderFindsTheVoxelsBesideIt)
{
  const TemporaryFolder folder;
  std::string header = NiftiBytes({}, "");
  header.replace(344, 3, "ni1");
  header.replace(108, 4, BytesOf(std::vector{0.0F}));
  const std::string voxels = BytesOf(Counting<std::int16_t>(24));
  WriteBytes(folder / "a.hdr", header);
  VOX_EXPECT_ERROR((void)ReadImageInfo(folder / "a.hdr"), ErrorKind::BadInput,
                   "a second file, a.img, which is missing");
  WriteBytes(folder / "a.img", voxels);
  EXPECT_EQ(Values(ReadImage(folder / "a.hdr")), Counting<float>(24));
  WriteBytes(folder / "b.hdr", header);
  WriteBytes(folder / "b.img.gz", Gzipped(voxels));
  EXPECT_EQ(Values(ReadImage(folder / "b.hdr")), Counting<float>(24));
  header.replace(344, 3, std::string(3, '\0')); // Analyze, which does not tell left from right
  WriteBytes(folder / "c.hdr", header);
  VOX_EXPECT_ERROR((void)ReadImage(folder / "c.hdr"), ErrorKind::BadInput, "its content is not NIfTI");
  WriteBytes(folder / "a.img", voxels.substr(0, 40));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "a.hdr"), ErrorKind::BadInput, "a.img: is cut off");
}

TEST(NiftiPacking, OneOfSeveralVolumesIsChosenByItsNumber)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.size = {2, 3, 4, 3};
  const std::string bytes = NiftiBytes(fields, BytesOf(Counting<std::int16_t>(72)));
  WriteBytes(folder / "a.nii", bytes);
  WriteBytes(folder / "a.nii.gz", Gzipped(bytes));
  for (const char * name : {"a.nii", "a.nii.gz"})
  {
    VOX_EXPECT_ERROR((void)ReadImage(folder / name), ErrorKind::BadInput, "with 3 volumes");
    for (const std::int64_t volume : {0, 1, 2})
    {
      std::vector<float> expected(24);
      std::iota(expected.begin(), expected.end(), static_cast<float>(24 * volume + 1));
      EXPECT_EQ(Values(ReadImage(folder / name, {.volume = volume})), expected);
      EXPECT_EQ(Values(ReadLabelMap(folder / name, {.volume = volume})), expected);
    }
    VOX_EXPECT_ERROR((void)ReadImage(folder / name, {.volume = 3}), ErrorKind::Usage,
                     "--volume: found 3, expected 0 to 2");
    VOX_EXPECT_ERROR((void)ReadImage(folder / name, {.volume = -1}), ErrorKind::Usage, "found -1");
  }
  fields.size = {2, 3, 4};
  WriteBytes(folder / "b.nii", NiftiBytes(fields, BytesOf(Counting<std::int16_t>(24))));
  EXPECT_EQ(Values(ReadImage(folder / "b.nii", {.volume = 0})), Counting<float>(24));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "b.nii", {.volume = 1}), ErrorKind::Usage, "holds 1 volume");
}

TEST(NiftiPacking, LabelsOf64BitsAreExactOrRefused)
{
  const TemporaryFolder folder;
  NiftiFields fields;
  fields.size = {2, 1, 1};
  fields.dataType = 1024;
  WriteBytes(folder / "a.nii", NiftiBytes(fields, BytesOf(std::vector<std::int64_t>{16777217, 2147483647})));
  const Volume labels = ReadLabelMap(folder / "a.nii"); // beyond what float32 holds exactly
  EXPECT_EQ(labels.voxels[0][0][0][0].item<std::int32_t>(), 16777217);
  EXPECT_EQ(labels.voxels[0][0][0][1].item<std::int32_t>(), 2147483647);
  WriteBytes(folder / "b.nii", NiftiBytes(fields, BytesOf(std::vector<std::int64_t>{0, 2147483648})));
  VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "b.nii"), ErrorKind::BadInput, "found the label 2147483648");
  fields.dataType = 1280;
  WriteBytes(folder / "c.nii", NiftiBytes(fields, BytesOf(std::vector<std::uint64_t>{1, 1ULL << 63})));
  VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "c.nii"), ErrorKind::BadInput, "found the label 9223372036854775808");
  fields.dataType = 64;
  WriteBytes(folder / "d.nii", NiftiBytes(fields, BytesOf(std::vector<double>{16777217.0, -3.0})));
  EXPECT_EQ(ReadLabelMap(folder / "d.nii").voxels[0][0][0][0].item<std::int32_t>(), 16777217);
}

/** A file of FreeSurfer, byte by byte: big endian, whatever the machine. */
std::string
MghBytes(const std::vector<std::int32_t> & size, std::int32_t type, const std::string & voxels, bool placed = true)
{
  std::string bytes = BytesOf(std::vector<std::int32_t>{1}, true) + BytesOf(size, true) +
                      BytesOf(std::vector<std::int32_t>{type, 0}, true) +
                      BytesOf(std::vector<std::int16_t>{placed ? std::int16_t(1) : std::int16_t(0)}, true);
  // spacing; x to the left, y down, z to the front, as FreeSurfer's conformed heads; the center
  bytes += BytesOf(std::vector<float>{1, 2, 3, -1, 0, 0, 0, 0, -1, 0, 1, 0, 5, 6, 7}, true);
  bytes.resize(284, '\0');
  return bytes + voxels + "a footer of tags";
}

TEST(MghFile, EveryTypeIsReadWithItsPlace)
{
  const TemporaryFolder folder;
  const auto expect = [&]<typename T>(T, std::int32_t type) {
    const std::string bytes = MghBytes({2, 3, 4, 1}, type, BytesOf(Counting<T>(24), true));
    WriteBytes(folder / "a.mgh", bytes);
    WriteBytes(folder / "a.mgz", Gzipped(bytes));
    for (const char * name : {"a.mgh", "a.mgz"})
    {
      const Volume image = ReadImage(folder / name);
      EXPECT_EQ(Values(image), Counting<float>(24)) << type;
      EXPECT_EQ(Values(ReadLabelMap(folder / name)), Counting<float>(24)) << type;
      EXPECT_EQ(image.geometry.spacingMm, (Zyx<double>{3.0, 2.0, 1.0}));
      EXPECT_EQ(OrientationCode(image.geometry), "LIA");
      // Voxel (1, 1.5, 2), half of the size, lies at the RAS point (5, 6, 7).
      const Vector3 center = WorldFromVoxel(image.geometry, {2.0, 1.5, 1.0});
      EXPECT_EQ(center, (Vector3{-5.0, -6.0, 7.0}));
      EXPECT_THAT(ReadImageInfo(folder / name).notes, IsEmpty());
    }
  };
  expect(std::uint8_t(), 0);
  expect(std::int32_t(), 1);
  expect(float(), 3);
  expect(std::int16_t(), 4);
  expect(std::uint16_t(), 10);
}

TEST(MghFile, SeveralVolumesAMissingPlaceAndDefectsAreTold)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "a.mgh", MghBytes({2, 3, 4, 2}, 0, BytesOf(Counting<std::uint8_t>(48))));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "a.mgh"), ErrorKind::BadInput, "is 4D (2x3x4x2) with 2 volumes");
  EXPECT_EQ(Values(ReadImage(folder / "a.mgh", {.volume = 1}))[0], 25.0F);
  WriteBytes(folder / "b.mgh", MghBytes({2, 3, 4, 1}, 0, BytesOf(Counting<std::uint8_t>(24)), false));
  EXPECT_THAT(ReadImageInfo(folder / "b.mgh").notes, ElementsAre(HasSubstr("goodRASFlag is 0")));
  EXPECT_EQ(OrientationCode(ReadImage(folder / "b.mgh").geometry), "LIA");
  WriteBytes(folder / "c.mgh", MghBytes({2, 3, 4, 1}, 7, ""));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "c.mgh"), ErrorKind::BadInput, "found the MGH type 7");
  WriteBytes(folder / "d.mgh", MghBytes({2, 0, 4, 1}, 0, ""));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "d.mgh"), ErrorKind::BadInput, "0 voxels along axis 1");
  WriteBytes(folder / "e.mgz", Gzipped(MghBytes({20, 30, 40, 1}, 4, "")));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "e.mgz"), ErrorKind::BadInput, "is cut off");
  WriteBytes(folder / "f.mgz", std::string(300, 'x'));
  VOX_EXPECT_ERROR((void)ReadImage(folder / "f.mgz"), ErrorKind::BadInput, "its content is not MGH");
  WriteBytes(folder / "g.mgh", "short");
  VOX_EXPECT_ERROR((void)ReadImage(folder / "g.mgh"), ErrorKind::BadInput, "found 5 bytes of data, expected 284");
}

} // namespace
} // namespace vox
