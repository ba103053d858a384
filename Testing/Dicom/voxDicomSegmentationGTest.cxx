// SPDX-License-Identifier: Apache-2.0
#include "voxDicomSegmentation.h"

#include "voxDicomPhantomPixels.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxLabelTable.h"
#include "voxReadDicom.h"
#include "voxSegmentationExamples.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

#include <gmock/gmock.h>

#include <algorithm>

namespace vox::testing
{
namespace
{

struct ScanCase
{
  std::string name;
  ImageGeometry geometry;
  double tiltDegrees = 0.0;
};

/** Prints the name where a test fails. */
void
PrintTo(const ScanCase & scan, std::ostream * stream)
{
  *stream << scan.name;
}

std::vector<ScanCase>
Scans()
{
  ImageGeometry axial = DicomPhantom().geometry;
  ImageGeometry backwards = axial; // slices numbered against their normal
  backwards.directionLps = {{{0, 0, 1}, {0, 1, 0}, {-1, 0, 0}}};
  ImageGeometry tiny = axial; // frames of 874 pixels, no whole number of bytes
  tiny.size = {3, 38, 23};
  ImageGeometry single = axial;
  single.size.z = 1;
  return {{"Axial", axial},
          {"Oblique", ObliqueGeometry()},
          {"Backwards", backwards},
          {"Tiny", tiny},
          {"Single", single},
          {"Tilted", axial, 12.0},
          {"TiltedOblique", ObliqueGeometry(), -18.5}};
}

class DicomSegmentationScan : public ::testing::TestWithParam<ScanCase>
{};

TEST_P(DicomSegmentationScan, ComesBackOnTheSourceFrames)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.geometry = GetParam().geometry;
  phantom.tiltDegrees = GetParam().tiltDegrees;
  const auto [source, grid] = WriteSeries(folder / "scan", phantom);
  const Segmentation labels = StrewnLabels(grid, 3);
  EXPECT_TRUE(WriteDicomSegmentation(folder / "seg.dcm", labels, source).empty());
  const Segmentation read = ReadDicomSegmentation(folder / "seg.dcm");
  EXPECT_EQ(CountDifferences(labels, read, source), 0);
  ASSERT_EQ(read.layers.size(), 1u);
  for (std::size_t f = 0; f < source.frames.size(); ++f)
  {
    const Vector3 place = WorldFromVoxel(read.layers.front().geometry, {static_cast<double>(f), 0, 0});
    for (std::size_t i = 0; i < 3; ++i)
    {
      EXPECT_NEAR(place[i], source.frames[f].geometry.originLps[i], 1e-6) << f;
    }
  }
  for (std::size_t i = 0; i < 3; ++i)
  {
    EXPECT_EQ(read.segments[i].name, labels.segments[i].name);
    EXPECT_EQ(read.segments[i].color, labels.segments[i].color);
    EXPECT_EQ(read.segments[i].value, static_cast<std::int64_t>(i) + 1);
    ASSERT_TRUE(read.segments[i].codes.has_value());
    EXPECT_EQ(read.segments[i].codes->type, (CodedConcept{"SCT", "85756007", "Tissue"}));
  }
}

INSTANTIATE_TEST_SUITE_P(Scans, DicomSegmentationScan, ::testing::ValuesIn(Scans()),
                         [](const auto & scan) { return scan.param.name; });

TEST(DicomSegmentation, EmptyFramesAreLeftOutAndOverlappingSegmentsKept)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.geometry.size = {9, 5, 11};
  const auto [source, grid] = WriteSeries(folder / "scan", phantom);
  Segmentation labels = StrewnLabels(grid, 2, 2, 5);
  Segmentation above = StrewnLabels(grid, 1, 4, 7);
  above.segments.front() = {1, "Above", {}, {}, 1};
  labels.layers.push_back(above.layers.front());
  labels.segments.push_back(above.segments.front());
  (void)WriteDicomSegmentation(folder / "seg.dcm", labels, source);
  EditDicom(folder / "seg.dcm", [](DcmItem & object) {
    OFString frames;
    EXPECT_TRUE(object.findAndGetOFString(DCM_NumberOfFrames, frames).good());
    EXPECT_EQ(frames, "9");
  });
  const Segmentation read = ReadDicomSegmentation(folder / "seg.dcm");
  EXPECT_EQ(read.layers.size(), 2u);
  EXPECT_EQ(read.layers.front().geometry.size, (Zyx<std::int64_t>{5, 5, 11}));
  EXPECT_EQ(CountDifferences(labels, read, source), 0);
  const Segmentation whole = OnGrid(read, grid);
  EXPECT_EQ(whole.layers.front().geometry, grid);
  EXPECT_EQ(CountDifferences(labels, whole, source), 0);
}

TEST(DicomSegmentation, ThreeHundredSegmentsComeBack)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.geometry.size = {2, 31, 29};
  const auto [source, grid] = WriteSeries(folder / "scan", phantom);
  const Segmentation labels = StrewnLabels(grid, 300);
  (void)WriteDicomSegmentation(folder / "seg.dcm", labels, source);
  EXPECT_EQ(CountDifferences(labels, ReadDicomSegmentation(folder / "seg.dcm"), source), 0);
}

TEST(DicomSegmentation, CodesLateralityAndLongNamesTravel)
{
  const TemporaryFolder folder;
  const auto [source, grid] = WriteSeries(folder / "scan", DicomPhantom());
  Segmentation labels = StrewnLabels(grid, 2);
  labels.segments[0].name = "Niere \xc3\xbc links";
  labels.segments[0].codes = SegmentCodes{{"SCT", "123037004", "Anatomical Structure"},
                                          {"SCT", "64033007", "Kidney"},
                                          CodedConcept{"SCT", "7771000", "Left"},
                                          CodedConcept{"SCT", "818983003", "Abdomen"},
                                          CodedConcept{"SCT", "24028007", "Right"}};
  labels.segments[1].name = std::string(70, 'x');
  const std::vector<std::string> notes = WriteDicomSegmentation(folder / "seg.dcm", labels, source);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes.front(), ::testing::HasSubstr("SegmentLabel (0062,0005)"));
  const Segmentation read = ReadDicomSegmentation(folder / "seg.dcm");
  EXPECT_EQ(read.segments[0], (Segment{1, labels.segments[0].name, labels.segments[0].color, labels.segments[0].codes,
                                       0, read.segments[0].tracking}));
  EXPECT_EQ(read.segments[1].name, std::string(64, 'x'));
}

TEST(DicomSegmentation, TrackingIsKeptAndNewWhereThereIsNone)
{
  const TemporaryFolder folder;
  const auto [source, grid] = WriteSeries(folder / "scan", {});
  Segmentation labels = StrewnLabels(grid, 3);
  labels.segments[1].tracking = {"Lesion in segment 8, see 2019", "2.25.1234567890"};
  (void)WriteDicomSegmentation(folder / "seg.dcm", labels, source);
  const Segmentation read = ReadDicomSegmentation(folder / "seg.dcm");
  ASSERT_TRUE(read.segments[0].tracking && read.segments[2].tracking);
  EXPECT_EQ(read.segments[0].tracking->id, "Structure 1");
  EXPECT_NE(read.segments[0].tracking->uid, read.segments[2].tracking->uid);
  EXPECT_EQ(read.segments[1].tracking, labels.segments[1].tracking);

  (void)WriteDicomSegmentation(folder / "again.dcm", read, source);
  EXPECT_EQ(ReadDicomSegmentation(folder / "again.dcm").segments, read.segments);

  EditDicom(folder / "seg.dcm", [](DcmItem & object) {
    DcmItem * item = nullptr;
    ASSERT_TRUE(object.findAndGetSequenceItem(DCM_SegmentSequence, item, 0).good());
    ASSERT_TRUE(item->putAndInsertString(DCM_TrackingUID, "1.2.x").good());
    ASSERT_TRUE(object.findAndGetSequenceItem(DCM_SegmentSequence, item, 2).good());
    ASSERT_TRUE(item->findAndDeleteElement(DCM_TrackingID).good());
  });
  const Segmentation damaged = ReadDicomSegmentation(folder / "seg.dcm");
  EXPECT_FALSE(damaged.segments[0].tracking) << "no UID";
  EXPECT_TRUE(damaged.segments[1].tracking);
  EXPECT_FALSE(damaged.segments[2].tracking) << "an identity without its name";
}

TEST(DicomSegmentation, SegmentsWithoutCodesGetThoseOfTheirNames)
{
  const TemporaryFolder folder;
  const auto [source, grid] = WriteSeries(folder / "scan", DicomPhantom());
  Segmentation labels = StrewnLabels(grid, 2);
  labels.segments[0].name = "kidney_left";
  labels.segments[1].name = "liver";
  (void)WriteDicomSegmentation(folder / "seg.dcm", labels, source);
  const Segmentation read = ReadDicomSegmentation(folder / "seg.dcm");
  EXPECT_EQ(read.segments[0].codes, CodesOfStructure("kidney_left"));
  ASSERT_TRUE(read.segments[1].codes.has_value());
  EXPECT_EQ(read.segments[1].codes->type, (CodedConcept{"SCT", "10200004", "Liver"}));
}

TEST(DicomSegmentation, BrokenValuesOfTheSourceAreMendedAndTold)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.frameOfReferenceUid.clear();
  phantom.edit = [](DcmItem & dataset, int) {
    dataset.putAndInsertString(DCM_StudyTime, "1");
    dataset.putAndInsertString(DCM_StudyDate, "2020.01.02");
    dataset.putAndInsertString(DCM_PatientSex, "m");
    dataset.putAndInsertString(DCM_StudyID, "a number of more than sixteen");
    dataset.putAndInsertString(DCM_PatientName, "M\xfcller^Eva");
    delete dataset.remove(DCM_SpecificCharacterSet);
    delete dataset.remove(DCM_FrameOfReferenceUID);
  };
  const auto [source, grid] = WriteSeries(folder / "scan", phantom);
  const std::vector<std::string> notes = WriteDicomSegmentation(folder / "seg.dcm", StrewnLabels(grid, 1), source);
  EXPECT_THAT(notes, ::testing::UnorderedElementsAre(
                         "StudyTime (0008,0030) of the source breaks its representation TM: left empty",
                         "StudyDate (0008,0020) of the source breaks its representation DA: mended",
                         "PatientSex (0010,0040) of the source breaks its representation CS: mended",
                         "StudyID (0020,0010) of the source breaks its representation SH: mended",
                         "PatientName (0010,0010) of the source breaks its representation PN: mended",
                         "FrameOfReferenceUID (0020,0052) is missing in the source: a new one was made"));
  EditDicom(folder / "seg.dcm", [](DcmItem & object) {
    const auto text = [&](const DcmTagKey & tag) {
      OFString value;
      object.findAndGetOFString(tag, value);
      return std::string(value.c_str());
    };
    EXPECT_EQ(text(DCM_StudyTime), "");
    EXPECT_EQ(text(DCM_StudyDate), "20200102");
    EXPECT_EQ(text(DCM_PatientSex), "M");
    EXPECT_EQ(text(DCM_StudyID), "a number of more");
    EXPECT_EQ(text(DCM_PatientName), "M?ller^Eva");
    EXPECT_THAT(text(DCM_FrameOfReferenceUID), ::testing::StartsWith("2.25."));
    EXPECT_EQ(text(DCM_StudyInstanceUID), DicomPhantom().studyUid);
  });
}

TEST(DicomSegmentation, FramesOfAMultiFrameSourceAreNamed)
{
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "scan");
  WriteEnhancedDicom(folder / "scan" / "image.dcm", DicomPhantom());
  const DicomImage image = ReadDicom(folder / "scan");
  const Segmentation labels = StrewnLabels(image.image.geometry, 1);
  (void)WriteDicomSegmentation(folder / "seg.dcm", labels, image.source);
  EXPECT_EQ(CountDifferences(labels, ReadDicomSegmentation(folder / "seg.dcm"), image.source), 0);
  EditDicom(folder / "seg.dcm", [&](DcmItem & object) {
    for (unsigned frame = 0; frame < 5; ++frame)
    {
      DcmItem * item = nullptr;
      ASSERT_TRUE(object.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, frame).good());
      ASSERT_TRUE(item->findAndGetSequenceItem(DCM_DerivationImageSequence, item).good());
      ASSERT_TRUE(item->findAndGetSequenceItem(DCM_SourceImageSequence, item).good());
      OFString number;
      EXPECT_TRUE(item->findAndGetOFString(DCM_ReferencedFrameNumber, number).good());
      EXPECT_EQ(number, std::to_string(image.source.frames[frame].frameNumber).c_str());
    }
    DcmItem * series = nullptr;
    ASSERT_TRUE(object.findAndGetSequenceItem(DCM_ReferencedSeriesSequence, series).good());
    DcmSequenceOfItems * images = nullptr;
    ASSERT_TRUE(series->findAndGetSequence(DCM_ReferencedInstanceSequence, images).good());
    EXPECT_EQ(images->card(), 1u);
  });
}

TEST(DicomSegmentation, ProbabilitiesCountFromOneHalf)
{
  const TemporaryFolder folder;
  const auto [source, grid] = WriteSeries(folder / "scan", DicomPhantom());
  Segmentation labels = StrewnLabels(grid, 2);
  const at::Tensor voxels =
      NewTensor(std::array<std::int64_t, 4>{2, grid.size.z, grid.size.y, grid.size.x}, at::kFloat);
  const std::int32_t * label = ValuesOf<std::int32_t>(labels.layers.front().voxels);
  float * value = MutableValuesOf<float>(voxels);
  for (std::int64_t channel = 0; channel < 2; ++channel)
  {
    for (std::int64_t i = 0; i < Product(grid.size); ++i)
    {
      *value++ = label[i] == channel + 1 ? 0.51f : 0.49f;
    }
  }
  (void)WriteDicomProbabilities(folder / "seg.dcm", {voxels, grid}, labels.segments, source);
  EXPECT_EQ(CountDifferences(labels, ReadDicomSegmentation(folder / "seg.dcm"), source), 0);
  EditDicom(folder / "seg.dcm", [&](DcmItem & object) {
    const Uint8 * pixels = nullptr;
    unsigned long count = 0;
    ASSERT_TRUE(object.findAndGetUint8Array(DCM_PixelData, pixels, &count).good());
    ASSERT_EQ(count, static_cast<unsigned long>(2 * Product(grid.size)));
    EXPECT_EQ(pixels[0], label[0] == 1 ? 130 : 125);
  });
  VOX_EXPECT_ERROR((void)WriteDicomProbabilities(folder / "no.dcm", {voxels, grid}, {}, source), ErrorKind::BadInput,
                   "2 segments, expected 0");
}

TEST(DicomSegmentation, EveryLosslessEncodingHoldsTheSameSegments)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.geometry.size = {3, 34, 37};
  const auto [source, grid] = WriteSeries(folder / "scan", phantom);
  const Segmentation labels = StrewnLabels(grid, 1);
  const at::Tensor voxels = NewTensor(labels.layers.front().voxels.sizes(), at::kFloat);
  const std::int32_t * label = ValuesOf<std::int32_t>(labels.layers.front().voxels);
  std::transform(label, label + voxels.numel(), MutableValuesOf<float>(voxels),
                 [](std::int32_t value) { return value == 1 ? 0.8f : 0.2f; });
  (void)WriteDicomProbabilities(folder / "seg.dcm", {voxels, grid}, labels.segments, source);
  for (const PhantomSyntax syntax : {PhantomSyntax::Deflated, PhantomSyntax::Rle, PhantomSyntax::JpegLossless,
                                     PhantomSyntax::JpegLs, PhantomSyntax::Jpeg2000})
  {
    SCOPED_TRACE(static_cast<int>(syntax));
    DcmFileFormat file;
    ASSERT_TRUE(file.loadFile((folder / "seg.dcm").c_str()).good());
    SaveDicom(file, folder / "encoded.dcm", syntax);
    DcmFileFormat encoded;
    ASSERT_TRUE(encoded.loadFile((folder / "encoded.dcm").c_str()).good());
    ASSERT_NE(encoded.getDataset()->getOriginalXfer(), EXS_LittleEndianExplicit);
    EXPECT_EQ(CountDifferences(labels, ReadDicomSegmentation(folder / "encoded.dcm"), source), 0);
  }
}

TEST(DicomSegmentation, NothingFoundIsAResult)
{
  const TemporaryFolder folder;
  const auto [source, grid] = WriteSeries(folder / "scan", DicomPhantom());
  const Segmentation nothing = StrewnLabels(grid, 2, 9);
  EXPECT_THAT(WriteDicomSegmentation(folder / "seg.dcm", nothing, source),
              ::testing::ElementsAre(::testing::HasSubstr("no voxel belongs to any segment")));
  const Segmentation read = ReadDicomSegmentation(folder / "seg.dcm", grid, source);
  EXPECT_EQ(read.segments.size(), nothing.segments.size());
  const at::Tensor & voxels = read.layers.front().voxels;
  const std::int32_t * values = ValuesOf<std::int32_t>(voxels);
  EXPECT_EQ(std::count(values, values + voxels.numel(), 0), voxels.numel());
}

TEST(DicomSegmentation, ThatOfAnotherPatientSpaceIsRefused)
{
  const TemporaryFolder folder;
  const auto [source, grid] = WriteSeries(folder / "scan", DicomPhantom());
  const Segmentation labels = StrewnLabels(grid, 2);
  (void)WriteDicomSegmentation(folder / "seg.dcm", labels, source);
  EditDicom(folder / "seg.dcm", [](DcmItem & object) { object.putAndInsertString(DCM_FrameOfReferenceUID, "1.2.3"); });
  EXPECT_EQ(CountDifferences(labels, ReadDicomSegmentation(folder / "seg.dcm", grid, source), source), 0)
      << "it names the series";
  DicomSource other = source;
  other.seriesUid = "1.2.4";
  VOX_EXPECT_ERROR((void)ReadDicomSegmentation(folder / "seg.dcm", grid, other), ErrorKind::BadInput,
                   "seg.dcm: its segments lie in");
}

TEST(DicomSegmentation, RefusesWhatCannotBeWritten)
{
  const TemporaryFolder folder;
  const auto [source, grid] = WriteSeries(folder / "scan", DicomPhantom());
  const std::filesystem::path path = folder / "seg.dcm";
  Segmentation labels = StrewnLabels(grid, 2);
  Segmentation nameless = labels;
  nameless.segments.pop_back();
  VOX_EXPECT_ERROR((void)WriteDicomSegmentation(path, nameless, source), ErrorKind::BadInput, "the value 2, which no");
  Segmentation unnamed = StrewnLabels(grid, 2, 9);
  unnamed.segments.clear();
  VOX_EXPECT_ERROR((void)WriteDicomSegmentation(path, unnamed, source), ErrorKind::BadInput, "have no segments");
  VOX_EXPECT_ERROR((void)WriteDicomSegmentation(path, labels, {}), ErrorKind::BadInput, "found no frames");
  DicomSource turned = source;
  turned.frames.back().geometry.spacingMm.x += 0.1;
  VOX_EXPECT_ERROR((void)WriteDicomSegmentation(path, labels, turned), ErrorKind::BadInput, "PixelSpacing (0028,0030)");
  std::filesystem::remove(source.frames[1].file);
  VOX_EXPECT_ERROR((void)WriteDicomSegmentation(path, labels, source), ErrorKind::BadInput, "source image is gone");
  EXPECT_EQ(folder.EntryCount(), 1);
}

TEST(DicomSegmentation, RefusesWhatCannotBeRead)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  const auto [source, grid] = WriteSeries(folder / "scan", phantom);
  const std::filesystem::path path = folder / "seg.dcm";
  const auto refused = [&](const std::string & message, const std::function<void(DcmItem &)> & edit) {
    (void)WriteDicomSegmentation(path, StrewnLabels(grid, 1), source);
    EditDicom(path, edit);
    VOX_EXPECT_ERROR((void)ReadDicomSegmentation(path), ErrorKind::BadInput, message);
  };
  const auto ofFrame = [](DcmItem & object, unsigned frame, const DcmTagKey & group) {
    DcmItem * item = nullptr;
    object.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, frame);
    DcmItem * made = nullptr;
    item->findOrCreateSequenceItem(group, made);
    return made;
  };
  refused("unevenly spaced", [&](DcmItem & object) {
    ofFrame(object, 1, DCM_PlanePositionSequence)->putAndInsertString(DCM_ImagePositionPatient, "-20\\35.5\\114.25");
  });
  refused("beside the line of the others", [&](DcmItem & object) {
    ofFrame(object, 1, DCM_PlanePositionSequence)->putAndInsertString(DCM_ImagePositionPatient, "-21\\35.5\\113.25");
  });
  refused("ImagePositionPatient (0020,0032) has 0 numbers", [&](DcmItem & object) {
    ofFrame(object, 1, DCM_PlanePositionSequence)->findAndDeleteElement(DCM_ImagePositionPatient);
  });
  refused("frame 2 is turned", [&](DcmItem & object) {
    ofFrame(object, 1, DCM_PlaneOrientationSequence)
        ->putAndInsertString(DCM_ImageOrientationPatient, "0\\1\\0\\-1\\0\\0");
  });
  refused("frame 1 refers to segment 7", [&](DcmItem & object) {
    ofFrame(object, 0, DCM_SegmentIdentificationSequence)->putAndInsertUint16(DCM_ReferencedSegmentNumber, 7);
  });
  refused("describes no segment", [](DcmItem & object) { object.findAndDeleteElement(DCM_SegmentSequence); });
  refused("expected one for each of 6 frames",
          [](DcmItem & object) { object.putAndInsertString(DCM_NumberOfFrames, "6"); });
  refused("is 12, expected 1, 8 or 16", [](DcmItem & object) { object.putAndInsertUint16(DCM_BitsAllocated, 12); });
  refused("holds 4 bytes, expected 27 for 5 frames", [](DcmItem & object) {
    const std::array<Uint8, 4> few{};
    object.putAndInsertUint8Array(DCM_PixelData, few.data(), few.size());
  });
  VOX_EXPECT_ERROR((void)ReadDicomSegmentation(source.frames.front().file), ErrorKind::BadInput,
                   "Modality (0008,0060)");
  (void)WriteDicomSegmentation(path, StrewnLabels(grid, 1), source);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 10);
  VOX_EXPECT_ERROR((void)ReadDicomSegmentation(path), ErrorKind::BadInput, "seg.dcm");
}

} // namespace
} // namespace vox::testing
