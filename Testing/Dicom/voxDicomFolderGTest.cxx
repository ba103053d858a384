// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"

#include "voxAtomicFile.h"
#include "voxDicomFiles.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <atomic>
#include <sys/stat.h>

namespace vox
{
namespace
{

using namespace testing;

std::vector<std::string>
Parts(const DicomFolder & folder)
{
  std::vector<std::string> parts;
  std::ranges::transform(folder.series, std::back_inserter(parts), &DicomSeries::part);
  std::ranges::sort(parts);
  return parts;
}

std::vector<double>
HeightsOf(const DicomSeries & series)
{
  std::vector<double> heights;
  for (const DicomInstance & instance : series.instances)
  {
    heights.push_back(instance.positionLps.value()[2]);
  }
  return heights;
}

/** UIDs of their own for a second set of slices in the same series. */
DicomTags
Second(int index, DicomTags changes)
{
  changes.emplace_back(DCM_SOPInstanceUID, "1.2.3.5." + std::to_string(index));
  return changes;
}

class DicomFolderTest : public ::testing::Test
{
protected:
  /** Two sets of three slices at the same positions. */
  void
  WriteTwoSets(const DicomTags & first, const DicomTags & second)
  {
    for (int i = 0; i < 3; ++i)
    {
      WriteSlice(m_Folder / ("a" + std::to_string(i)), i, first);
      WriteSlice(m_Folder / ("b" + std::to_string(i)), i, Second(i, second));
    }
  }

  [[nodiscard]] DicomFolder
  Scan() const
  {
    return ScanDicom(m_Folder.Path());
  }

  TemporaryFolder m_Folder;
};

TEST_F(DicomFolderTest, SlicesAreSortedAlongTheirNormal)
{
  for (const int i : {2, 0, 4, 1, 3})
  {
    WriteSlice(m_Folder / ("sub" + std::to_string(i % 2)) / std::to_string(7 * i % 5), i,
               {{DCM_GantryDetectorTilt, "-3"}});
  }
  const DicomFolder folder = Scan();
  EXPECT_EQ(folder.files, 5U);
  EXPECT_TRUE(folder.skipped.empty());
  ASSERT_EQ(folder.series.size(), 1U);
  const DicomSeries & series = folder.series.front();
  EXPECT_EQ(HeightsOf(series), (std::vector<double>{0.0, 2.5, 5.0, 7.5, 10.0}));
  EXPECT_EQ(series.studyUid, "1.2.3");
  EXPECT_EQ(series.seriesUid, "1.2.3.4");
  EXPECT_EQ(series.part, "");
  EXPECT_EQ(series.frameOfReferenceUid, "1.2.3.9");
  EXPECT_EQ(series.modality, "CT");
  EXPECT_EQ(series.description, "Thorax");
  EXPECT_EQ(series.sopClassUid, UID_CTImageStorage);
  EXPECT_EQ(series.rows, 4);
  EXPECT_EQ(series.columns, 4);
  EXPECT_EQ(series.pixelSpacingMm, (std::vector<double>{0.5, 0.25}));
  EXPECT_EQ(series.orientationPatient, (std::vector<double>{1, 0, 0, 0, 1, 0}));
  EXPECT_EQ(series.gantryTiltDegrees, -3.0);
  EXPECT_EQ(series.instances[1].instanceNumber, 99);
  EXPECT_EQ(series.instances[1].sopInstanceUid, "1.2.3.4.1");
  EXPECT_EQ(series.instances[1].transferSyntaxUid, UID_LittleEndianExplicitTransferSyntax);
  EXPECT_EQ(series.patientKey.find("secret"), std::string::npos);
}

TEST_F(DicomFolderTest, SlicesThatPointDownAreSortedDownwards)
{
  for (int i = 0; i < 3; ++i)
  {
    WriteSlice(m_Folder / std::to_string(i), i, {{DCM_ImageOrientationPatient, "1\\0\\0\\0\\-1\\0"}});
  }
  EXPECT_EQ(HeightsOf(Scan().series.at(0)), (std::vector<double>{5.0, 2.5, 0.0}));
}

TEST_F(DicomFolderTest, AcquisitionsAlongTheTableAreOneVolume)
{
  for (int i = 0; i < 6; ++i)
  {
    WriteSlice(m_Folder / std::to_string(i), i,
               {{DCM_AcquisitionNumber, std::to_string(i / 2)}, {DCM_ContentTime, "10150" + std::to_string(i)}});
  }
  ASSERT_EQ(Scan().series.size(), 1U);
  EXPECT_EQ(Scan().series.front().instances.size(), 6U);
}

TEST_F(DicomFolderTest, RepeatedPositionsAreSplitByWhatTellsThemApart)
{
  struct Case
  {
    DicomTags first;
    DicomTags second;
    std::vector<std::string> parts;
  };
  const std::vector<Case> cases{
      {{{DCM_TemporalPositionIdentifier, "1"}},
       {{DCM_TemporalPositionIdentifier, "2"}},
       {"temporal position 1", "temporal position 2"}},
      {{{DCM_AcquisitionNumber, "4"}}, {{DCM_AcquisitionNumber, "12"}}, {"acquisition 12", "acquisition 4"}},
      {{{DCM_EchoNumbers, "1"}, {DCM_EchoTime, "4.6"}},
       {{DCM_EchoNumbers, "2"}, {DCM_EchoTime, "9.2"}},
       {"echo 1 time 4.6", "echo 2 time 9.2"}},
      {{}, {{DCM_DiffusionBValue, "1000"}}, {"b 1000", "b unknown"}},
      {{{DCM_ImageType, "ORIGINAL\\PRIMARY\\M"}},
       {{DCM_ImageType, "ORIGINAL\\PRIMARY\\P"}},
       {"type ORIGINAL/PRIMARY/M", "type ORIGINAL/PRIMARY/P"}},
      {{{DCM_ImageOrientationPatient, "0\\1\\0\\0\\0\\-1"}}, {}, {"axial", "sagittal"}},
      {{{DCM_PixelSpacing, "0.5\\0.5"}}, {}, {"0.5x0.25 mm", "0.5x0.5 mm"}},
  };
  for (const Case & one : cases)
  {
    WriteTwoSets(one.first, one.second);
    const DicomFolder folder = Scan();
    EXPECT_EQ(Parts(folder), one.parts);
    for (const DicomSeries & series : folder.series)
    {
      EXPECT_EQ(series.instances.size(), 3U) << series.part;
    }
  }
}

TEST_F(DicomFolderTest, TimesCountByTheirOrderAtEachPosition)
{
  for (int i = 0; i < 3; ++i)
  {
    // Every image has a time of its own; the second round begins after the first.
    WriteSlice(m_Folder / ("a" + std::to_string(i)), i, {{DCM_ContentTime, "10000" + std::to_string(i)}});
    WriteSlice(m_Folder / ("b" + std::to_string(i)), i, Second(i, {{DCM_ContentTime, "10001" + std::to_string(i)}}));
  }
  const DicomFolder folder = Scan();
  EXPECT_EQ(Parts(folder), (std::vector<std::string>{"time 1", "time 2"}));
  for (const DicomSeries & series : folder.series)
  {
    const char set = series.part == "time 1" ? 'a' : 'b';
    for (const DicomInstance & instance : series.instances)
    {
      EXPECT_EQ(instance.file.filename().string().front(), set);
    }
  }
}

TEST_F(DicomFolderTest, TwoMarksSplitWhatOneCannot)
{
  int number = 0;
  for (const char * phase : {"1", "2"})
  {
    for (const char * kind : {"ORIGINAL\\PRIMARY\\M", "ORIGINAL\\PRIMARY\\P"})
    {
      for (int i = 0; i < 2; ++i)
      {
        WriteSlice(m_Folder / std::to_string(++number), i,
                   {{DCM_TemporalPositionIdentifier, phase},
                    {DCM_ImageType, kind},
                    {DCM_SOPInstanceUID, "1.2.3.4.5." + std::to_string(number)}});
      }
    }
  }
  EXPECT_EQ(Parts(Scan()), (std::vector<std::string>{"temporal position 1, type ORIGINAL/PRIMARY/M",
                                                     "temporal position 1, type ORIGINAL/PRIMARY/P",
                                                     "temporal position 2, type ORIGINAL/PRIMARY/M",
                                                     "temporal position 2, type ORIGINAL/PRIMARY/P"}));
}

TEST_F(DicomFolderTest, ImagesThatNothingTellsApartStayTogether)
{
  WriteTwoSets({}, {});
  ASSERT_EQ(Scan().series.size(), 1U);
  EXPECT_EQ(Scan().series.front().instances.size(), 6U);
}

TEST_F(DicomFolderTest, CopiesAreKeptOnceAndTold)
{
  WriteSlice(m_Folder / "a", 0);
  WriteSlice(m_Folder / "b", 0);
  WriteSlice(m_Folder / "c", 1, {{DCM_SOPInstanceUID, "1.2.3.4.0"}}); // the same UID, but another image
  const DicomFolder folder = Scan();
  ASSERT_EQ(folder.series.size(), 1U);
  EXPECT_EQ(HeightsOf(folder.series.front()), (std::vector<double>{0.0, 2.5}));
  ASSERT_EQ(folder.skipped.size(), 1U);
  EXPECT_EQ(folder.skipped.front().file, m_Folder / "b");
  EXPECT_EQ(folder.skipped.front().reason, "copy of an object with the same SOPInstanceUID");
}

TEST_F(DicomFolderTest, OfAWholeFileAndACutOneTheWholeIsKept)
{
  WriteSlice(m_Folder / "a", 0);
  WriteSlice(m_Folder / "b", 0);
  std::filesystem::resize_file(m_Folder / "a", std::filesystem::file_size(m_Folder / "a") - 10);
  EXPECT_EQ(Scan().series.at(0).instances.at(0).file, m_Folder / "b");
  EXPECT_EQ(Scan().skipped.at(0).file, m_Folder / "a");
}

TEST_F(DicomFolderTest, ObjectsWithoutAVolumeAreSkippedWithTheirReason)
{
  const std::vector<std::pair<DicomTags, std::string>> cases{
      {{{DCM_ImageType, "ORIGINAL\\PRIMARY\\LOCALIZER"}}, "localizer"},
      {{{DCM_SOPClassUID, UID_SecondaryCaptureImageStorage}, {DCM_ImagePositionPatient, ""}},
       "secondary capture without a place in the patient"},
      {{{DCM_SOPClassUID, UID_ComprehensiveSRStorage}}, "structured report"},
      {{{DCM_SOPClassUID, UID_GrayscaleSoftcopyPresentationStateStorage}}, "presentation state"},
      {{{DCM_SOPClassUID, UID_RTDoseStorage}}, "radiotherapy dose"},
      {{{DCM_SOPClassUID, UID_RTPlanStorage}}, "radiotherapy plan"},
      {{{DCM_SOPClassUID, UID_TwelveLeadECGWaveformStorage}}, "waveform"},
      {{{DCM_SOPClassUID, UID_EncapsulatedPDFStorage}}, "encapsulated document"},
      {{{DCM_SOPClassUID, UID_MediaStorageDirectoryStorage}}, "DICOMDIR"},
      {{{DCM_Rows, ""}}, "no image: Rows (0028,0010) or Columns (0028,0011) are missing"},
  };
  for (const auto & [changes, reason] : cases)
  {
    WriteSlice(m_Folder / "file", 0, changes);
    const DicomFolder folder = Scan();
    EXPECT_TRUE(folder.series.empty()) << reason;
    ASSERT_EQ(folder.skipped.size(), 1U) << reason;
    EXPECT_EQ(folder.skipped.front().reason, reason);
  }
  WriteSlice(m_Folder / "file", 0, {{DCM_SOPClassUID, UID_SecondaryCaptureImageStorage}});
  EXPECT_EQ(Scan().series.size(), 1U) << "a secondary capture that says where it lies is a slice";
}

TEST_F(DicomFolderTest, AnnotationsNameTheSeriesTheyReferTo)
{
  DcmDataset segmentation;
  PutTags(segmentation, {{DCM_SOPClassUID, UID_SegmentationStorage}, {DCM_SeriesInstanceUID, "1.2.6"}});
  PutTags(NewItem(segmentation, DCM_ReferencedSeriesSequence), {{DCM_SeriesInstanceUID, "1.2.3.4"}});
  WriteDataset(m_Folder / "a.dcm", segmentation);
  DcmDataset structures;
  PutTags(structures, {{DCM_SOPClassUID, UID_RTStructureSetStorage}, {DCM_SeriesInstanceUID, "1.2.7"}});
  DcmItem & frame = NewItem(structures, DCM_ReferencedFrameOfReferenceSequence);
  PutTags(NewItem(NewItem(frame, DCM_RTReferencedStudySequence), DCM_RTReferencedSeriesSequence),
          {{DCM_SeriesInstanceUID, "1.2.3.5"}});
  WriteDataset(m_Folder / "b.dcm", structures);
  DcmDataset bare;
  PutTags(bare, {{DCM_SOPClassUID, UID_RTStructureSetStorage}, {DCM_SeriesInstanceUID, "1.2.8"}});
  WriteDataset(m_Folder / "c.dcm", bare);

  const DicomFolder folder = Scan();
  EXPECT_TRUE(folder.series.empty());
  ASSERT_EQ(folder.annotations.size(), 3U);
  EXPECT_EQ(folder.annotations[0].modality, "SEG");
  EXPECT_EQ(folder.annotations[0].seriesUid, "1.2.6");
  EXPECT_EQ(folder.annotations[0].referencedSeriesUid, "1.2.3.4");
  EXPECT_EQ(folder.annotations[1].modality, "RTSTRUCT");
  EXPECT_EQ(folder.annotations[1].referencedSeriesUid, "1.2.3.5");
  EXPECT_EQ(folder.annotations[2].referencedSeriesUid, "");
}

TEST_F(DicomFolderTest, MosaicsAreMarkedAndEachIsAVolume)
{
  for (const char * number : {"1", "2"})
  {
    WriteSlice(m_Folder / number, 0,
               {{DCM_ImageType, "ORIGINAL\\PRIMARY\\M\\MOSAIC"},
                {DCM_AcquisitionNumber, number},
                {DCM_SOPInstanceUID, std::string("1.2.3.6.") + number}});
  }
  const DicomFolder folder = Scan();
  EXPECT_EQ(Parts(folder), (std::vector<std::string>{"acquisition 1", "acquisition 2"}));
  EXPECT_TRUE(folder.series.at(0).mosaic);
}

TEST_F(DicomFolderTest, EnhancedImagesAreKnownByTheirClassOrTheirGroups)
{
  for (const char * uid : {UID_EnhancedCTImageStorage, UID_XRay3DAngiographicImageStorage, UID_CTImageStorage})
  {
    DcmDataset dataset;
    PutTags(dataset, SliceTags(0));
    PutTags(dataset, {{DCM_SOPClassUID, uid},
                      {DCM_NumberOfFrames, "5"},
                      {DCM_ImagePositionPatient, ""},
                      {DCM_ImageOrientationPatient, ""},
                      {DCM_PixelSpacing, ""}});
    dataset.putAndInsertUint16(DCM_Rows, 4);
    dataset.putAndInsertUint16(DCM_Columns, 6);
    DcmItem & shared = NewItem(dataset, DCM_SharedFunctionalGroupsSequence);
    PutTags(NewItem(shared, DCM_PlaneOrientationSequence), {{DCM_ImageOrientationPatient, "0\\1\\0\\0\\0\\-1"}});
    PutTags(NewItem(shared, DCM_PixelMeasuresSequence), {{DCM_PixelSpacing, "0.7\\0.8"}});
    NewItem(dataset, DCM_PerFrameFunctionalGroupsSequence);
    WriteDataset(m_Folder / "file", dataset);
    const DicomFolder folder = Scan();
    ASSERT_EQ(folder.series.size(), 1U) << uid;
    EXPECT_TRUE(folder.series.front().enhanced) << uid;
    EXPECT_EQ(folder.series.front().instances.front().frames, 5);
    EXPECT_EQ(folder.series.front().orientationPatient, (std::vector<double>{0, 1, 0, 0, 0, -1}));
    EXPECT_EQ(folder.series.front().pixelSpacingMm, (std::vector<double>{0.7, 0.8}));
  }
}

TEST_F(DicomFolderTest, TheSameFolderGivesTheSameOnAnyNumberOfThreads)
{
  for (int i = 0; i < 60; ++i)
  {
    WriteSlice(m_Folder / std::to_string(i), i, {{DCM_SeriesInstanceUID, "1.2." + std::to_string(i % 3)}});
  }
  RunContext one;
  one.threads = 1;
  RunContext four;
  four.threads = 4;
  const DicomFolder a = ScanDicom(m_Folder.Path(), one);
  const DicomFolder b = ScanDicom(m_Folder.Path(), four);
  ASSERT_EQ(a.series.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i)
  {
    EXPECT_EQ(a.series[i].seriesUid, b.series[i].seriesUid);
    EXPECT_EQ(HeightsOf(a.series[i]), HeightsOf(b.series[i]));
  }
}

TEST_F(DicomFolderTest, ProgressRunsToOneAndCancellingStops)
{
  WriteSlice(m_Folder / "a", 0);
  std::vector<double> fractions;
  RunContext context;
  context.onProgress = [&fractions](double fraction, std::string_view) { fractions.push_back(fraction); };
  (void)ScanDicom(m_Folder.Path(), context);
  EXPECT_EQ(fractions, (std::vector<double>{0.0, 1.0}));
  const std::atomic<bool> cancelled = true;
  context.cancelled = &cancelled;
  EXPECT_THROW((void)ScanDicom(m_Folder.Path(), context), Cancelled);
}

} // namespace
} // namespace vox
