// SPDX-License-Identifier: Apache-2.0
#include "voxReadDicom.h"

#include "voxDicomPhantom.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"
#include "voxZipFile.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

namespace vox::testing
{
namespace
{

/** Largest distance in mm between where the image and the phantom place the voxels of every counted value. Fails unless
 * each value of the phantom is in the image exactly once. */
double
WorstPlace(const DicomImage & image, const DicomPhantom & phantom)
{
  const Zyx<std::int64_t> & from = phantom.geometry.size;
  const Zyx<std::int64_t> & size = image.image.geometry.size;
  std::vector<int> seen(static_cast<std::size_t>(from.z * from.y * from.x), 0);
  const float * values = ValuesOf<float>(image.image.voxels);
  double worst = 0.0;
  for (std::int64_t i = 0; i < size.z * size.y * size.x; ++i)
  {
    const auto value = static_cast<std::int64_t>(values[i]);
    ++seen.at(static_cast<std::size_t>(value));
    const Vector3 truth = WorldOf(phantom, {value / (from.y * from.x), value / from.x % from.y, value % from.x});
    const Vector3 found = WorldFromVoxel(image.image.geometry,
                                         {static_cast<double>(i / (size.y * size.x)),
                                          static_cast<double>(i / size.x % size.y), static_cast<double>(i % size.x)});
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      worst = std::max(worst, std::abs(found[axis] - truth[axis]));
    }
  }
  EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 1; }));
  return worst;
}

DicomImage
ReadBack(const DicomPhantom & phantom)
{
  const TemporaryFolder folder;
  return ReadDicom(PathOfSeries(WriteDicomSeries(folder / "series", phantom)));
}

/** Grids of one phantom in an axis order of the world, axis-aligned or oblique. */
ImageGeometry
Turned(const AxisOrder & order, bool oblique, const Zyx<std::int64_t> & size)
{
  const Matrix3 base = oblique ? RotatedDirection(0.25, -0.125, 0.375) : Matrix3{{{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}};
  ImageGeometry geometry{size, {3.25, 1.5, 0.75}, {-120.5, 35.25, 310.125}, base};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    for (std::size_t row = 0; row < 3; ++row)
    {
      geometry.directionLps[row][axis] =
          base[row][static_cast<std::size_t>(order.source[axis])] * (order.flipped[axis] ? -1.0 : 1.0);
    }
  }
  return geometry;
}

TEST(ReadDicom, EveryVoxelKeepsItsPlaceInAnyOrderOfAxes)
{
  for (const AxisOrder & order : AllAxisOrders())
  {
    for (const bool oblique : {false, true})
    {
      DicomPhantom phantom;
      phantom.geometry = Turned(order, oblique, {3, 5, 4});
      phantom.reverseInstanceNumbers = order.flipped[0];
      const DicomImage image = ReadBack(phantom);
      ASSERT_LT(WorstPlace(image, phantom), 1e-3);
      EXPECT_TRUE(image.notes.empty()) << image.notes.front();
    }
  }
}

TEST(ReadDicom, SizesOfOneAndOddSizesKeepTheirPlaces)
{
  const Zyx<std::int64_t> sizes[] = {{1, 5, 4}, {2, 1, 3}, {3, 7, 1}, {1, 1, 1}, {7, 3, 3}};
  for (const Zyx<std::int64_t> & size : sizes)
  {
    for (const bool oblique : {false, true})
    {
      DicomPhantom phantom;
      phantom.geometry = Turned({}, oblique, size);
      const DicomImage image = ReadBack(phantom);
      EXPECT_EQ(image.image.geometry.size, size);
      EXPECT_LT(WorstPlace(image, phantom), 1e-3);
      EXPECT_NEAR(image.image.geometry.spacingMm.z, 3.25, 1e-9);
      EXPECT_EQ(image.notes.size(), size.z == 1 ? 1u : 0u); // the thickness of one slice is told
    }
  }
}

TEST(ReadDicom, ThePixelSpacingOfRowsComesFirst)
{
  const DicomImage image = ReadBack({});
  EXPECT_EQ(image.image.geometry.spacingMm, (Zyx<double>{3.0, 1.5, 0.75}));
  EXPECT_EQ(image.image.geometry.size, (Zyx<std::int64_t>{5, 6, 7}));
}

TEST(ReadDicom, FramesOfTheSourceLieWhereTheirPixelsAre)
{
  DicomPhantom phantom;
  phantom.geometry = Turned({{2, 0, 1}, {true, false, false}}, true, {4, 5, 6}); // against the normal
  const DicomImage image = ReadBack(phantom);
  ASSERT_EQ(image.source.frames.size(), 4u);
  EXPECT_EQ(image.source.seriesUid, phantom.seriesUid);
  EXPECT_EQ(image.source.studyUid, phantom.studyUid);
  EXPECT_EQ(image.source.frameOfReferenceUid, phantom.frameOfReferenceUid);
  EXPECT_EQ(image.source.modality, "CT");
  for (std::size_t i = 0; i < 4; ++i)
  {
    const DicomSourceFrame & frame = image.source.frames[i];
    EXPECT_FALSE(frame.sopInstanceUid.empty());
    EXPECT_EQ(frame.sopClassUid, UID_CTImageStorage);
    EXPECT_LT(
        LargestDifference(frame.geometry, Cropped(image.image.geometry, {{static_cast<std::int64_t>(i), 0, 0},
                                                                         {static_cast<std::int64_t>(i) + 1, 5, 6}})),
        1e-9);
  }
}

TEST(ReadDicom, GapsAreFilledByResamplingAtTheMedianDistance)
{
  DicomPhantom phantom;
  phantom.slicePositionsMm = {0.0, 3.0, 6.0, 12.0, 15.0}; // the slice at 9 is missing
  phantom.value = [](const Zyx<std::int64_t> &, const Vector3 & world) { return 10.0 * world[2]; };
  phantom.slopes = {0.5};
  const DicomImage image = ReadBack(phantom);
  ASSERT_EQ(image.image.geometry.size, (Zyx<std::int64_t>{6, 6, 7}));
  ASSERT_EQ(image.notes.size(), 1u);
  EXPECT_THAT(image.notes.front(), ::testing::HasSubstr("1 missing"));
  EXPECT_THAT(image.notes.front(), ::testing::HasSubstr("3 to 6 mm"));
  for (std::int64_t z = 0; z < 6; ++z)
  {
    EXPECT_NEAR(ValuesOf<float>(image.image.voxels)[z * 42], 10.0 * (110.25 + 3.0 * static_cast<double>(z)), 0.26);
  }
  EXPECT_EQ(image.source.frames.size(), 5u);
  EXPECT_DOUBLE_EQ(image.source.frames[2].geometry.spacingMm.z, 4.5); // half way to both neighbors
}

TEST(ReadDicom, AGapThatIsTooLargeIsRefused)
{
  DicomPhantom phantom;
  phantom.slicePositionsMm = {0.0, 3.0, 6.0, 15.0, 18.0};
  VOX_EXPECT_ERROR(ReadBack(phantom), ErrorKind::BadInput, "gap of 9 mm");
}

TEST(ReadDicom, DistancesWithinTheToleranceCountAsEven)
{
  DicomPhantom phantom;
  phantom.slicePositionsMm = {0.0, 3.01, 5.99, 9.005, 12.0};
  const DicomImage image = ReadBack(phantom);
  EXPECT_TRUE(image.notes.empty());
  EXPECT_NEAR(image.image.geometry.spacingMm.z, 3.0, 1e-9);
}

TEST(ReadDicom, AnEnhancedFileIsTheSameImageAsItsSlices)
{
  for (const char * modality : {"CT", "MR", "PT"})
  {
    const TemporaryFolder folder;
    DicomPhantom phantom;
    phantom.modality = modality;
    phantom.geometry = Turned({{1, 2, 0}, {true, false, false}}, true, {4, 5, 6});
    phantom.slopes = {1.0, 2.0, 0.5};
    phantom.intercepts = {-10.0, 3.0};
    WriteEnhancedDicom(folder / "enhanced.dcm", phantom);
    const DicomImage image = ReadDicom(folder / "enhanced.dcm");
    const DicomImage slices = ReadBack(phantom);
    EXPECT_LT(LargestDifference(image.image.geometry, slices.image.geometry), 1e-9);
    ASSERT_EQ(image.image.voxels.sizes(), slices.image.voxels.sizes());
    for (std::int64_t i = 0; i < image.image.voxels.numel(); ++i)
    {
      ASSERT_EQ(ValuesOf<float>(image.image.voxels)[i], ValuesOf<float>(slices.image.voxels)[i]);
    }
    ASSERT_EQ(image.source.frames.size(), 4u);
    EXPECT_EQ(image.source.frames[0].frameNumber, 4); // written against the normal
    EXPECT_EQ(image.source.frames[3].frameNumber, 1);
  }
}

TEST(ReadDicom, SeveralImagesInOneEnhancedFileAreListedAndChosen)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.modality = "MR";
  phantom.geometry.size = {6, 3, 4};
  phantom.slicePositionsMm = {0, 3, 6, 0, 3, 6};
  phantom.editFrame = [](DcmItem & groups, int frame) {
    DcmItem * content = nullptr;
    ASSERT_TRUE(groups.findAndGetSequenceItem(DCM_FrameContentSequence, content).good());
    content->putAndInsertUint32(DCM_TemporalPositionIndex, frame < 3 ? 1 : 2);
  };
  WriteEnhancedDicom(folder / "two.dcm", phantom);
  VOX_EXPECT_ERROR(static_cast<void>(ReadDicom(folder / "two.dcm")), ErrorKind::BadInput,
                   "'temporal position 1' (3 frames), 'temporal position 2' (3 frames)");
  const DicomImage second = ReadDicom(folder / "two.dcm", phantom.seriesUid + ":temporal position 2");
  EXPECT_EQ(second.image.geometry.size, (Zyx<std::int64_t>{3, 3, 4}));
  EXPECT_EQ(ValuesOf<float>(second.image.voxels)[0], StoredValue(phantom, {3, 0, 0}));
}

TEST(ReadDicom, AnArchiveIsTheSameImageAsItsFiles)
{
  const TemporaryFolder folder;
  const DicomPhantom phantom;
  std::vector<ZipRecord> records;
  for (const std::filesystem::path & file : WriteDicomSeries(folder / "series", phantom))
  {
    std::ifstream stream(file, std::ios::binary);
    records.push_back({"scan/" + file.filename().string(), std::string(std::istreambuf_iterator<char>(stream), {})});
  }
  WriteZip(folder / "scan.zip", records);
  EXPECT_LT(WorstPlace(ReadDicom(folder / "scan.zip"), phantom), 1e-3);
}

} // namespace
} // namespace vox::testing
