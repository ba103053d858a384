// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxImageBytes.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <limits>

/** Compressed NIfTI as this program writes it: one gzip member for others, pieces for itself. */
namespace vox
{
namespace
{

using namespace testing;

/** All content as zlib reads it, which goes through every member of a file. */
std::string
GzReadAll(const std::filesystem::path & path)
{
  const gzFile file = ::gzopen(path.c_str(), "rb");
  std::string content;
  std::string piece(1 << 16, '\0');
  for (int count = 1; count > 0;)
  {
    count = ::gzread(file, piece.data(), static_cast<unsigned>(piece.size()));
    EXPECT_GE(count, 0);
    content.append(piece.data(), static_cast<std::size_t>(std::max(0, count)));
  }
  EXPECT_EQ(::gzclose(file), Z_OK);
  return content;
}

/** The first gzip member alone, checksum included; its packed size. */
std::size_t
FirstMemberBytes(const std::string & packed)
{
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, 31), Z_OK);
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string scratch(1 << 16, '\0');
  int status = Z_OK;
  while (status == Z_OK)
  {
    stream.next_out = reinterpret_cast<Bytef *>(scratch.data());
    stream.avail_out = static_cast<uInt>(scratch.size());
    status = ::inflate(&stream, Z_NO_FLUSH);
  }
  EXPECT_EQ(status, Z_STREAM_END);
  const std::size_t used = stream.total_in;
  ::inflateEnd(&stream);
  return used;
}

/** Half noise, half runs, so that pieces are compressed in either way; about 5 MiB as int16. */
Volume
MixedImage(std::int64_t depth = 41)
{
  ImageGeometry geometry = ObliqueGeometry();
  geometry.size = {depth, 256, 255};
  at::manual_seed(3);
  at::Tensor voxels = at::randint(-1000, 3000, {1, depth, 256, 255}).to(at::kFloat);
  voxels.narrow(1, 0, depth / 2).fill_(-1024.0);
  return MakeVolume(voxels, geometry);
}

TEST(GzipWriting, IsOneMemberThatEveryReaderTakes)
{
  const TemporaryFolder folder;
  const Volume image = MixedImage();
  WriteImage(folder / "a.nii.gz", image);
  WriteImage(folder / "a.nii", image);
  const std::string packed = ReadBytesOfFile(folder / "a.nii.gz");
  EXPECT_EQ(FirstMemberBytes(packed), packed.size());
  EXPECT_EQ(GzReadAll(folder / "a.nii.gz"), ReadBytesOfFile(folder / "a.nii"));
  EXPECT_LT(packed.size(), ReadBytesOfFile(folder / "a.nii").size());
  EXPECT_TRUE(at::equal(ReadImage(folder / "a.nii.gz").voxels, image.voxels));
  EXPECT_EQ(ReadImageInfo(folder / "a.nii.gz").componentType, "short");
}

TEST(GzipWriting, PiecesOfEverySizeComeBack)
{
  const TemporaryFolder folder;
  constexpr std::int64_t half = 1 << 19; // voxels of a piece of int16
  for (const std::int64_t count : {std::int64_t(1), half - 1, half, half + 1, 3 * half, 3 * half + 7})
  {
    ImageGeometry geometry;
    geometry.size = {1, 1, count};
    if (count > 32767)
    {
      geometry.size = {count % 7 == 0 ? 7 : 1, 1, count % 7 == 0 ? count / 7 : count};
    }
    if (geometry.size.x > 32767)
    {
      geometry.size = {64, count / 64 / 64 + 1, 64};
    }
    const at::Tensor voxels = at::arange(Product(geometry.size), at::kInt)
                                  .remainder(30011)
                                  .reshape({1, geometry.size.z, geometry.size.y, -1});
    WriteLabelMap(folder / "a.nii.gz", MakeVolume(voxels, geometry));
    EXPECT_TRUE(at::equal(ReadLabelMap(folder / "a.nii.gz").voxels, voxels)) << count;
  }
}

TEST(GzipWriting, DamageAndATamperedListOfPiecesAreRefused)
{
  const TemporaryFolder folder;
  WriteImage(folder / "a.nii.gz", MixedImage());
  const std::string whole = ReadBytesOfFile(folder / "a.nii.gz");
  const auto expect = [&](std::string bytes, const std::string & part) {
    WriteBytes(folder / "b.nii.gz", bytes);
    VOX_EXPECT_ERROR((void)ReadImage(folder / "b.nii.gz"), ErrorKind::BadInput, part);
  };
  std::string bytes = whole;
  bytes[whole.size() / 2] = static_cast<char>(~bytes[whole.size() / 2]);
  expect(bytes, "b.nii.gz: ");
  bytes = whole;
  bytes[whole.size() - 8] = static_cast<char>(~bytes[whole.size() - 8]); // checksum
  expect(bytes, "ends early or is damaged");
  expect(whole.substr(0, whole.size() / 2), "is cut off");
  bytes = whole;
  ++bytes[28]; // the packed size of a piece grows by one, that of the next shrinks
  --bytes[32];
  expect(bytes, "ends early or is damaged");
  WriteBytes(folder / "c.nii.gz", whole + "trailing bytes"); // read as a stream, like any other file
  EXPECT_TRUE(at::equal(ReadImage(folder / "c.nii.gz").voxels, MixedImage().voxels));
}

TEST(GzipWriting, NaNAndLabelsThatAreNoneAreCountedAcrossPieces)
{
  const TemporaryFolder folder;
  Volume image = MixedImage(20);
  image.voxels.add_(0.5);
  image.voxels[0][19][255][254] = std::numeric_limits<float>::quiet_NaN();
  image.voxels[0][3][2][1] = std::numeric_limits<float>::infinity();
  WriteImage(folder / "a.nii.gz", image);
  VOX_EXPECT_ERROR((void)ReadImage(folder / "a.nii.gz"), ErrorKind::BadInput,
                   "2 of 1305600 values are NaN or infinite, the first at (x, y, z) = (1, 2, 3)");
  VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "a.nii.gz"), ErrorKind::BadInput,
                   "found the label -1023.5 at (x, y, z) = (0, 0, 0)");
}

TEST(GzipWriting, ImagesAre16BitNumbersOnlyWhereThatKeepsEveryBit)
{
  const TemporaryFolder folder;
  ImageGeometry geometry;
  geometry.size = {1, 1, 2};
  const std::vector<std::pair<std::vector<float>, std::string>> cases{
      {{-32768.0F, 32767.0F}, "short"}, {{0.0F, 32768.0F}, "float"}, {{0.0F, 0.5F}, "float"}, {{-0.0F, 1.0F}, "float"}};
  for (const auto & [values, type] : cases)
  {
    for (const char * name : {"a.nii.gz", "a.nii", "a.nrrd", "a.mha"})
    {
      WriteImage(folder / name, MakeVolume(at::tensor(values).reshape({1, 1, 1, 2}), geometry));
      EXPECT_EQ(ReadImageInfo(folder / name).componentType, type) << name;
      const Volume read = ReadImage(folder / name);
      EXPECT_EQ(read.voxels[0][0][0][0].item<float>(), values[0]);
      EXPECT_EQ(std::signbit(read.voxels[0][0][0][0].item<float>()), std::signbit(values[0])) << name;
    }
  }
}

TEST(GzipWriting, AnAxisBeyondTheFormatIsRefused)
{
  const TemporaryFolder folder;
  ImageGeometry geometry;
  geometry.size = {1, 1, 32768};
  const Volume labels = MakeVolume(at::zeros({1, 1, 1, 32768}, at::kByte), geometry);
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.nii.gz", labels), ErrorKind::BadInput, "expected at most 32767");
  EXPECT_EQ(folder.EntryCount(), 0);
}

TEST(GzipWriting, ALeaningGridHasNoQuaternion)
{
  const TemporaryFolder folder;
  const Zyx<std::int64_t> size = ObliqueGeometry().size;
  Volume labels = MakeVolume(at::zeros({1, size.z, size.y, size.x}, at::kByte), ObliqueGeometry());
  WriteLabelMap(folder / "a.nii", labels);
  const auto code = [&](std::size_t offset) { return ReadBytesOfFile(folder / "a.nii")[offset]; };
  EXPECT_EQ(code(252), 1); // qform_code
  EXPECT_EQ(code(254), 1); // sform_code
  labels.geometry.directionLps = ImageGeometry().directionLps;
  labels.geometry.directionLps[1][2] = 0.02;
  WriteLabelMap(folder / "a.nii", labels);
  EXPECT_EQ(code(252), 0);
  EXPECT_EQ(code(254), 1);
  labels.geometry.directionLps[1][2] = 0.2; // ReadImage would refuse it
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "b.nii.gz", labels), ErrorKind::BadInput,
                   "b.nii.gz: found a grid whose axes lean by");
  EXPECT_FALSE(std::filesystem::exists(folder / "b.nii.gz"));
}

} // namespace
} // namespace vox
