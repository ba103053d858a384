// SPDX-License-Identifier: Apache-2.0
#include "voxWriteVolume.h"

#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>

namespace vox
{
namespace
{

using namespace testing;

const std::vector<std::string> volumeEndings{".nii", ".nii.gz", ".nrrd", ".seg.nrrd", ".mha"};

/** NIfTI stores its geometry as float32; the text formats keep all digits of a double. */
double
GeometryTolerance(const std::string & ending)
{
  return ending.starts_with(".nii") ? 5e-6 : 1e-12;
}

Volume
Labels(const ImageGeometry & geometry, std::int64_t modulus)
{
  const auto & size = geometry.size;
  return MakeVolume((at::arange(Product(size), at::kInt) % modulus).reshape({1, size.z, size.y, size.x}), geometry);
}

TEST(WriteVolume, All48ObliqueOrdersSurviveEveryFormat)
{
  const TemporaryFolder folder;
  for (const AxisOrder & order : AllAxisOrders())
  {
    const Volume labels = Labels(Reordered(ObliqueGeometry(), order), 7);
    for (const std::string & ending : volumeEndings)
    {
      WriteLabelMap(folder / ("a" + ending), labels);
      const Volume read = ReadLabelMap(folder / ("a" + ending));
      ASSERT_TRUE(at::equal(read.voxels, labels.voxels)) << ending;
      ASSERT_LT(LargestDifference(read.geometry, labels.geometry), GeometryTolerance(ending)) << ending;
      ASSERT_LT(CornerDistanceVoxels(labels.geometry, read.geometry), 1e-5) << ending;
    }
  }
}

TEST(WriteVolume, OneSliceAndOneColumnKeepAllThreeAxes)
{
  const TemporaryFolder folder;
  for (const Zyx<std::int64_t> & size : {Zyx<std::int64_t>{1, 4, 5}, {4, 1, 5}, {4, 5, 1}, {1, 1, 1}})
  {
    ImageGeometry geometry = ObliqueGeometry();
    geometry.size = size;
    for (const std::string & ending : volumeEndings)
    {
      WriteLabelMap(folder / ("a" + ending), Labels(geometry, 3));
      const Volume read = ReadLabelMap(folder / ("a" + ending));
      EXPECT_LT(LargestDifference(read.geometry, geometry), GeometryTolerance(ending)) << ending;
    }
  }
}

TEST(WriteVolume, LabelsTakeTheSmallestTypeThatHoldsThem)
{
  const TemporaryFolder folder;
  ImageGeometry geometry;
  geometry.size = {1, 1, 2};
  const std::vector<std::pair<std::vector<std::int32_t>, std::string>> cases{{{0, 255}, "unsigned_char"},
                                                                             {{0, 256}, "unsigned_short"},
                                                                             {{3, 65535}, "unsigned_short"},
                                                                             {{0, 65536}, "int"},
                                                                             {{-1, 2}, "int"}};
  for (const auto & [values, type] : cases)
  {
    const Volume labels = MakeVolume(at::tensor(values, at::kInt).reshape({1, 1, 1, 2}), geometry);
    for (const std::string & ending : volumeEndings)
    {
      WriteLabelMap(folder / ("a" + ending), labels);
      EXPECT_EQ(ReadImageInfo(folder / ("a" + ending)).componentType, type) << ending;
      EXPECT_TRUE(at::equal(ReadLabelMap(folder / ("a" + ending)).voxels, labels.voxels)) << ending;
    }
  }
}

TEST(WriteVolume, LabelMapsAreCompressed)
{
  const TemporaryFolder folder;
  ImageGeometry geometry;
  geometry.size = {40, 40, 40};
  const Volume labels = MakeVolume(at::zeros({1, 40, 40, 40}, at::kByte), geometry);
  for (const char * ending : {".nii.gz", ".nrrd", ".mha"})
  {
    const std::filesystem::path path = folder / (std::string("a") + ending);
    WriteLabelMap(path, labels);
    EXPECT_LT(std::filesystem::file_size(path), 2000u) << ending;
  }
}

TEST(WriteVolume, ImagesKeepEveryBitInEveryFormat)
{
  const TemporaryFolder folder;
  const ImageGeometry geometry = ObliqueGeometry();
  at::manual_seed(7);
  for (const std::int64_t channels : {1, 2, 3, 5})
  {
    const Volume image = MakeVolume(at::randn({channels, 5, 4, 7}) * 1e3, geometry);
    for (const std::string & ending : volumeEndings)
    {
      const std::filesystem::path path = folder / ("a" + ending);
      WriteImage(path, image);
      const Volume read = ReadCaseImage(std::span(&path, 1), channels);
      EXPECT_TRUE(at::equal(read.voxels, image.voxels)) << ending << ' ' << channels;
      EXPECT_LT(LargestDifference(read.geometry, geometry), GeometryTolerance(ending)) << ending;
    }
  }
}

TEST(WriteVolume, ATensorThatIsNotContiguousIsWrittenAsItLooks)
{
  const TemporaryFolder folder;
  ImageGeometry geometry;
  geometry.size = {4, 3, 2};
  const at::Tensor turned = at::arange(24, at::kFloat).reshape({1, 2, 3, 4}).permute({0, 3, 2, 1});
  WriteImage(folder / "a.nrrd", MakeVolume(turned, geometry));
  EXPECT_TRUE(at::equal(ReadImage(folder / "a.nrrd").voxels, turned));
  WriteLabelMap(folder / "b.nrrd", MakeVolume(turned.to(at::kInt), geometry));
  EXPECT_TRUE(at::equal(ReadLabelMap(folder / "b.nrrd").voxels, turned.to(at::kInt)));
}

TEST(WriteVolume, OneSliceOfLabelsFitsAPicture)
{
  const TemporaryFolder folder;
  ImageGeometry geometry;
  geometry.size = {1, 20, 30};
  for (const char * name : {"a.png", "a.tif", "a.bmp"})
  {
    const Volume labels = Labels(geometry, 200);
    WriteLabelMap(folder / name, labels);
    EXPECT_TRUE(at::equal(ReadLabelMap(folder / name).voxels, labels.voxels)) << name;
    EXPECT_EQ(ReadImageInfo(folder / name).dimensions, 2) << name;
  }
  for (const char * name : {"b.png", "b.tif"})
  {
    const Volume labels = MakeVolume(at::arange(600, at::kInt).reshape({1, 1, 20, 30}), geometry);
    WriteLabelMap(folder / name, labels);
    EXPECT_TRUE(at::equal(ReadLabelMap(folder / name).voxels, labels.voxels)) << name;
  }
}

TEST(WriteVolume, APictureKeepsItsColors)
{
  const TemporaryFolder folder;
  const at::Tensor rgb = (at::arange(3 * 5 * 7, at::kInt) * 2).to(at::kByte).reshape({3, 1, 5, 7});
  WritePicture(folder / "a.png", rgb);
  EXPECT_TRUE(at::equal(ReadImage(folder / "a.png").voxels, rgb.to(at::kFloat)));
}

TEST(WriteVolume, WhatAFormatCannotHoldIsRefused)
{
  const TemporaryFolder folder;
  const Volume labels = Labels(ObliqueGeometry(), 7);
  const Volume image = MakeVolume(labels.voxels.to(at::kFloat), labels.geometry);
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.txt", labels), ErrorKind::BadInput, "its ending names no image format");
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.mhd", labels), ErrorKind::BadInput, ".mhd is read but not written");
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.nhdr", labels), ErrorKind::BadInput, ".nhdr is read but not written");
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.jpg", labels), ErrorKind::BadInput, ".jpg is read but not written");
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.png", labels), ErrorKind::BadInput, "a volume of 5 slices");
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "no/a.nii", labels), ErrorKind::BadInput, "does not exist");
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.nii", image), ErrorKind::Internal, "of whole numbers");
  VOX_EXPECT_ERROR(WriteImage(folder / "a.nii", labels), ErrorKind::Internal, "expected float32");
  ImageGeometry flat;
  flat.size = {1, 20, 30};
  Volume slice = MakeVolume(at::full({1, 1, 20, 30}, 300, at::kInt), flat);
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.bmp", slice), ErrorKind::BadInput, "expected 0 to 255 in a BMP file");
  slice.voxels.fill_(-1);
  VOX_EXPECT_ERROR(WriteLabelMap(folder / "a.png", slice), ErrorKind::BadInput, "expected 0 to 65535 in a PNG file");
  const Volume flatImage = MakeVolume(slice.voxels.to(at::kFloat), flat);
  VOX_EXPECT_ERROR(WriteImage(folder / "a.png", flatImage), ErrorKind::BadInput, "holds no 32-bit floating point");
  VOX_EXPECT_ERROR(WritePicture(folder / "a.png", flatImage.voxels), ErrorKind::Internal,
                   "expected uint8 [3, 1, H, W]");
  VOX_EXPECT_ERROR(WritePicture(folder / "a.bmp", at::zeros({3, 1, 4, 4}, at::kByte)), ErrorKind::BadInput, "as PNG");
  EXPECT_EQ(folder.EntryCount(), 0);
}

TEST(WriteVolume, AFullDiskLeavesTheOldFileAndNothingElse)
{
  const TemporaryFolder folder;
  ImageGeometry geometry;
  geometry.size = {16, 64, 64};
  at::manual_seed(7);
  const Volume noise = MakeVolume(at::randint(0, 255, {1, 16, 64, 64}, at::kInt), geometry);
  const Volume before = MakeVolume(at::ones({1, 16, 64, 64}, at::kInt), geometry);
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
  for (const std::string & ending : volumeEndings)
  {
    const std::filesystem::path path = folder / ("a" + ending);
    ::setrlimit(RLIMIT_FSIZE, &old);
    WriteLabelMap(path, before);
    const rlimit small{20000, old.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    VOX_EXPECT_ERROR(WriteLabelMap(path, noise), ErrorKind::Resource, "is the disk full?");
    EXPECT_TRUE(at::equal(ReadLabelMap(path).voxels, before.voxels)) << ending;
  }
  ::setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, oldHandler);
  EXPECT_EQ(folder.EntryCount(), static_cast<std::ptrdiff_t>(volumeEndings.size()));
}

} // namespace
} // namespace vox
