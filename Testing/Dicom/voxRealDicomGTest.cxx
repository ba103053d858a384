// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"
#include "voxExpectError.h"
#include "voxJson.h"
#include "voxReadDicom.h"
#include "voxSharedFolder.h"
#include "voxTensorMemory.h"

#include <cmath>

namespace vox::testing
{
namespace
{

/** What pydicom and nibabel read: see Testing/Golden/voxDicomValues.py. */
Json
GoldenSets()
{
  return ReadJson(VOX_DICOM_GOLDEN)["sets"];
}

/** The folder, or the file itself where it is the only one: a folder of one slice is refused. */
std::filesystem::path
PathToRead(const std::filesystem::path & path)
{
  const DicomFolder folder = ScanDicom(path);
  const bool isOne = folder.series.size() == 1 && folder.series.front().instances.size() == 1;
  return isOne ? folder.series.front().instances.front().file : path;
}

void
ExpectPoints(const DicomImage & image, const Json & set)
{
  const Zyx<std::int64_t> & size = image.image.geometry.size;
  if (!set["size"].is_null())
  {
    EXPECT_EQ(size, (Zyx<std::int64_t>{set["size"][0], set["size"][1], set["size"][2]}));
  }
  // Points between the pixels are sums of eight; the direction cosines of the header have six digits.
  const double tolerance = set["source"] == "resampled" ? 0.1 : 1e-5;
  for (const Json & point : set["points"])
  {
    const Zyx<double> found = VoxelFromWorld(image.image.geometry, {point[0], point[1], point[2]});
    const Zyx<std::int64_t> voxel{std::llround(found.z), std::llround(found.y), std::llround(found.x)};
    const double off =
        std::max({std::abs(found.z - static_cast<double>(voxel.z)), std::abs(found.y - static_cast<double>(voxel.y)),
                  std::abs(found.x - static_cast<double>(voxel.x))});
    EXPECT_LT(off, 1e-3) << point;
    ASSERT_TRUE(voxel.z >= 0 && voxel.z < size.z && voxel.y >= 0 && voxel.y < size.y && voxel.x >= 0 &&
                voxel.x < size.x)
        << point;
    ASSERT_EQ(point.size(), 3 + static_cast<std::size_t>(image.image.voxels.size(0)));
    for (std::int64_t channel = 0; channel < image.image.voxels.size(0); ++channel)
    {
      const std::int64_t at = ((channel * size.z + voxel.z) * size.y + voxel.y) * size.x + voxel.x;
      EXPECT_NEAR(ValuesOf<float>(image.image.voxels)[at], point[3 + static_cast<std::size_t>(channel)].get<double>(),
                  tolerance)
          << point;
    }
  }
}

TEST(RealDicom, PlacesAndValuesAreThoseOfOtherReaders)
{
  VOX_REQUIRE_SHARED("data/dicom");
  VOX_REQUIRE_SHARED("data/hippocampus-dicom");
  for (const Json & set : GoldenSets())
  {
    SCOPED_TRACE(set["path"].get<std::string>());
    const std::filesystem::path path = SharedPath("data") / set["path"].get<std::string>();
    ExpectPoints(ReadDicom(PathToRead(path), set["series"].get<std::string>()), set);
  }
}

TEST(RealDicom, WhatIsMendedIsTold)
{
  VOX_REQUIRE_SHARED("data/dicom/dcm_qa_ct");
  VOX_REQUIRE_SHARED("data/dicom/dicom2nifti");
  const DicomImage tilted = ReadDicom(SharedPath("data/dicom/dcm_qa_ct"));
  EXPECT_THAT(tilted.notes,
              ::testing::IsSupersetOf({::testing::HasSubstr("tilt of 18.50 degrees (GantryDetectorTilt says 18.5)"),
                                       ::testing::HasSubstr("distances of 1.08109 to 6.99863 mm")}));
  EXPECT_EQ(tilted.source.frames.size(), 28u);
  const std::filesystem::path failing = SharedPath("data/dicom/dicom2nifti/tests/data/failing");
  EXPECT_THAT(ReadDicom(failing / "gantrytilting").notes,
              ::testing::ElementsAre(::testing::HasSubstr("14.00 degrees")));
  EXPECT_THAT(ReadDicom(failing / "sliceincrement").notes, ::testing::ElementsAre(::testing::HasSubstr("1 missing")));
}

TEST(RealDicom, WhatCannotBeReadIsRefused)
{
  VOX_REQUIRE_SHARED("data/dicom/pydicom");
  VOX_REQUIRE_SHARED("data/dicom/dicom2nifti");
  VOX_REQUIRE_SHARED("data/dicom/rt-utils");
  const std::filesystem::path zoo = SharedPath("data/dicom/pydicom/src/pydicom/data/test_files");
  const auto read = [](const std::filesystem::path & path) { static_cast<void>(ReadDicom(path)); };
  VOX_EXPECT_ERROR(read(zoo / "MR_truncated.dcm"), ErrorKind::BadInput, "cut off");
  VOX_EXPECT_ERROR(read(zoo / "examples_palette.dcm"), ErrorKind::BadInput, "PALETTE COLOR");
  VOX_EXPECT_ERROR(read(zoo / "examples_rgb_color.dcm"), ErrorKind::BadInput, "(0028,0030)");
  VOX_EXPECT_ERROR(read(zoo / "dicomdirtests/77654033/CT2"), ErrorKind::BadInput, "gap of 202.5 mm");
  VOX_EXPECT_ERROR(read(SharedPath("data/dicom/dicom2nifti/tests/data/failing/notavolume")), ErrorKind::BadInput,
                   "found 4 series");
  VOX_EXPECT_ERROR(read(SharedPath("data/dicom/rt-utils/tests/one_slice_data")), ErrorKind::BadInput,
                   "found a series of one slice (CT");
}

} // namespace
} // namespace vox::testing
