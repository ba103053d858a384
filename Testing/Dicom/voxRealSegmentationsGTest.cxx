// SPDX-License-Identifier: Apache-2.0
#include "voxReadDicom.h"
#include "voxRtStructure.h"

#include "voxDicomSegmentation.h"
#include "voxExpectError.h"
#include "voxFramesOnGrid.h"
#include "voxSegmentationExamples.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"

// Expected numbers: voxRealSegmentations.py in this folder, which reads the files with pydicom 3.0.2 and NumPy alone.

namespace vox::testing
{
namespace
{

struct SegmentFacts
{
  std::string name;
  std::int64_t voxels;
  Vector3 centerLps; ///< mean place of its voxels
};

void
ExpectSegments(const std::filesystem::path & path, std::size_t layers, std::int64_t slices,
               const std::vector<SegmentFacts> & expected)
{
  const Segmentation read = ReadDicomSegmentation(path);
  EXPECT_EQ(read.layers.size(), layers);
  EXPECT_EQ(read.layers.front().geometry.size.z, slices);
  ASSERT_EQ(read.segments.size(), expected.size());
  const std::vector<std::int64_t> counts = VoxelCounts(read);
  for (std::size_t i = 0; i < expected.size(); ++i)
  {
    EXPECT_EQ(read.segments[i].name, expected[i].name);
    EXPECT_EQ(counts[i], expected[i].voxels) << expected[i].name;
    const Vector3 center = CenterOf(read, read.segments[i]);
    for (std::size_t k = 0; k < 3; ++k)
    {
      EXPECT_NEAR(center[k], expected[i].centerLps[k], 1e-3) << expected[i].name;
    }
    EXPECT_TRUE(read.segments[i].color.has_value());
    EXPECT_TRUE(read.segments[i].codes.has_value());
  }
}

TEST(RealSegmentations, SegmentationsOfDcmqi)
{
  VOX_REQUIRE_SHARED("data/dicom/dcmqi/data");
  const std::filesystem::path folder = SharedPath("data/dicom/dcmqi/data/segmentations");
  ExpectSegments(folder / "liver.dcm", 1, 3, {{"Liver", 107098, {-74.0571, -33.262, -127.6995}}});
  ExpectSegments(folder / "partial_overlaps.dcm", 3, 3,
                 {{"GREEN", 9602, {-75.1194, -45.9222, -127.69}},
                  {"ORANGE", 11888, {-11.7116, -22.1172, -127.69}},
                  {"PURPLE", 10743, {-27.3963, -28.0944, -126.7227}},
                  {"LIGHT_BLUE", 6693, {28.5729, 60.8724, -128.69}},
                  {"DARK_BLUE", 4713, {-99.4197, 69.8231, -128.69}}});
  for (const char * name : {"sparse-labelmap-ppv5.dcm", "sparse-labelmap-noppv.dcm"})
  {
    ExpectSegments(folder / name, 1, 3, {{"Liver", 630, {55.8249, 11.8455, -175.25}}});
  }
  ExpectSegments(folder / "23x38x3/seg/label.seg", 1, 3, {{"Liver", 322, {55.6584, 12.071, -175.25}}});
  ExpectSegments(folder / "24x38x3/seg/label.seg", 1, 3, {{"Liver", 315, {55.8249, 11.8455, -175.25}}});
  ExpectSegments(folder / "../sr-example/seg.dcm", 1, 13,
                 {{"Neoplasm, Primary", 795, {-11.7295, -224.8788, -97.0215}}});
}

TEST(RealSegmentations, AStructureOfThePublishedVolume)
{
  VOX_REQUIRE_SHARED("data/dicom/pycerr-ibsi");
  const std::filesystem::path folder = SharedPath("data/dicom/pycerr-ibsi/cerr/datasets/radiomics_phantom_dicom/pat_1");
  const DicomImage image = ReadDicom(folder);
  const RtStructure read = ReadRtStructure(folder / "DCM_RS_00060.dcm", image.image.geometry, image.source);
  ASSERT_EQ(read.segmentation.segments.size(), 1u);
  EXPECT_EQ(read.segmentation.segments.front().name, "GTV-1");
  EXPECT_EQ(read.segmentation.segments.front().color, (Rgb{0, 230, 0}));
  const std::int64_t voxels = VoxelCounts(read.segmentation).front();
  EXPECT_EQ(voxels, 125256);
  EXPECT_NEAR(static_cast<double>(voxels) * VoxelVolumeMm3(image.image.geometry), 359000.0, 5000.0); // IBSI 1, A
}

TEST(RealSegmentations, StructureSetsWithReferencesOfAllKinds)
{
  VOX_REQUIRE_SHARED("data/dicom/rt-utils");
  const std::filesystem::path folder = SharedPath("data/dicom/rt-utils/tests/mock_data");
  const DicomImage image = ReadDicom(folder);
  const RtStructure read = ReadRtStructure(folder / "rt.dcm", image.image.geometry, image.source);
  EXPECT_EQ(VoxelCounts(read.segmentation), std::vector<std::int64_t>{1443});
  EXPECT_THAT(read.notes, ::testing::ElementsAre(::testing::HasSubstr("another frame of reference")));
  for (const char * name : {"invalid_reference_rt.dcm", "non_existent_reference_rt.dcm"}) // a slice that is not there
  {
    VOX_EXPECT_ERROR((void)ReadRtStructure(folder / name, image.image.geometry, image.source), ErrorKind::BadInput,
                     "expected it within half a slice of an image");
  }
}

TEST(RealSegmentations, LabelsOfRealSeriesComeBack)
{
  VOX_REQUIRE_SHARED("data/dicom");
  VOX_REQUIRE_SHARED("data/hippocampus-dicom");
  const TemporaryFolder folder;
  for (const char * name :
       {"dicom/rt-utils/tests/oriented_data", "dicom/rt-utils/tests/one_slice_data/0.dcm",
        "dicom/dcmqi/data/segmentations/23x38x3/image", "dicom/dcmqi/data/segmentations/24x38x3/multiframe",
        "dicom/dcm_qa_ct/In/GE", "hippocampus-dicom/Study1"})
  {
    SCOPED_TRACE(name);
    const DicomImage image = ReadDicom(SharedPath("data") / name);
    const Segmentation labels = BallLabels(image.image.geometry);
    (void)WriteDicomSegmentation(folder / "seg.dcm", labels, image.source);
    const Segmentation seg = ReadDicomSegmentation(folder / "seg.dcm", image.image.geometry, image.source);
    (void)WriteRtStructure(folder / "rt.dcm", labels, image.source);
    const RtStructure rt = ReadRtStructure(folder / "rt.dcm", image.image.geometry, image.source);
    Segmentation expected{{}, labels.segments};
    for (const Volume & layer : labels.layers)
    {
      const at::Tensor drawn = LabelsOnFrames(layer, image.source);
      expected.layers.push_back(FramesOnGrid(drawn, image.source, image.image.geometry));
    }
    EXPECT_EQ(CountDifferences(expected, seg, image.source), 0);
    EXPECT_EQ(CountDifferences(expected, rt.segmentation, image.source), 0);
  }
}

} // namespace
} // namespace vox::testing
