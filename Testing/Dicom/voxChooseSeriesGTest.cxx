// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFiles.h"
#include "voxDicomFolder.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

namespace vox
{
namespace
{

using namespace testing;

class ChooseSeriesTest : public ::testing::Test
{
protected:
  /** One file each, so that a series is told by its UID alone. */
  void
  Write(const std::string & seriesUid, DicomTags changes = {})
  {
    changes.emplace_back(DCM_SeriesInstanceUID, seriesUid);
    changes.emplace_back(DCM_SOPInstanceUID, "1.9." + std::to_string(++m_Files));
    WriteSlice(m_Folder / std::to_string(m_Files), m_Files, changes);
  }

  [[nodiscard]] std::string
  Chosen(const std::string & name = {}) const
  {
    const DicomFolder folder = ScanDicom(m_Folder.Path());
    return SelectorOf(ChooseSeries(folder, name));
  }

  TemporaryFolder m_Folder;
  int m_Files = 0;
};

TEST_F(ChooseSeriesTest, TheOnlySeriesIsChosen)
{
  Write("1.1");
  Write("1.1");
  Write("1.2", {{DCM_ImageType, "ORIGINAL\\PRIMARY\\LOCALIZER"}});
  EXPECT_EQ(Chosen(), "1.1");
  EXPECT_EQ(Chosen("1.1"), "1.1");
}

TEST_F(ChooseSeriesTest, PicturesWithoutAPlaceDoNotCompeteWithVolumes)
{
  const DicomTags radiograph{{DCM_SOPClassUID, UID_ComputedRadiographyImageStorage},
                             {DCM_ImagePositionPatient, ""},
                             {DCM_ImageOrientationPatient, ""}};
  Write("1.2", radiograph);
  EXPECT_EQ(Chosen(), "1.2");
  Write("1.1");
  EXPECT_EQ(Chosen(), "1.1");
  EXPECT_EQ(Chosen("1.2"), "1.2");
}

TEST_F(ChooseSeriesTest, SurveysWithoutTheNameDoNotCompeteWithVolumes)
{
  Write("1.2");
  Write("1.2", {{DCM_ImageOrientationPatient, "1\\0\\0\\0\\0\\-1"}});
  Write("1.2", {{DCM_ImageOrientationPatient, "0\\1\\0\\0\\0\\-1"}});
  const auto choose = [&] { (void)Chosen(); };
  VOX_EXPECT_ERROR(choose(), ErrorKind::BadInput, "found 3 series");
  VOX_EXPECT_ERROR(choose(), ErrorKind::BadInput, "survey");
  Write("1.1");
  EXPECT_EQ(Chosen(), "1.1");
  EXPECT_EQ(Chosen("1.2:axial"), "1.2:axial") << "who asks for it gets it";
}

TEST_F(ChooseSeriesTest, OrientationsThatLieAlongEachOtherAreNoSurvey)
{
  Write("1.2");
  Write("1.2", {{DCM_ImageOrientationPatient, "1\\0\\0\\0\\0.96\\0.28"}});
  Write("1.1");
  const auto choose = [&] { (void)Chosen(); };
  VOX_EXPECT_ERROR(choose(), ErrorKind::BadInput, "found 3 series");
}

TEST_F(ChooseSeriesTest, SeveralAreListedWithWhatToSay)
{
  Write("1.1", {{DCM_Modality, "MR"}});
  Write("1.2");
  Write("1.2");
  VOX_EXPECT_ERROR((void)Chosen(), ErrorKind::BadInput,
                   "found 2 series, expected one; choose by --series: \"1.2\" (CT, 2 slices of 4x4), \"1.1\" (MR, 1 "
                   "slice of 4x4)");
  EXPECT_EQ(Chosen("1.1"), "1.1");
  VOX_EXPECT_ERROR((void)Chosen("1.3"), ErrorKind::BadInput, "found no series '1.3', expected one of \"1.2\"");
}

TEST_F(ChooseSeriesTest, PartsOfASeriesAreChosenByNumberAndName)
{
  Write("1.1", {{DCM_EchoNumbers, "1"}});
  Write("1.1", {{DCM_EchoNumbers, "2"}});
  VOX_EXPECT_ERROR((void)Chosen(), ErrorKind::BadInput, "\"1.1:echo 2\" (CT, 1 slice of 4x4)");
  VOX_EXPECT_ERROR((void)Chosen("1.1"), ErrorKind::BadInput, "found 2 volumes in the series");
  EXPECT_EQ(Chosen("1.1:echo 2"), "1.1:echo 2");
}

TEST_F(ChooseSeriesTest, TwoPatientsAreToldWithoutTheirNames)
{
  Write("1.1");
  Write("1.2", {{DCM_PatientID, "secret-8"}, {DCM_PatientName, "Somebody^Else"}});
  try
  {
    (void)Chosen();
    ADD_FAILURE() << "did not throw";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadInput);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("found images of 2 patients, expected one"));
    for (const char * personal : {"secret", "Nobody", "Somebody", "Thorax"})
    {
      EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr(personal)));
    }
  }
  EXPECT_EQ(Chosen("1.2"), "1.2");
}

TEST_F(ChooseSeriesTest, AFolderWithoutImagesSaysWhatIsInIt)
{
  VOX_EXPECT_ERROR((void)Chosen(), ErrorKind::BadInput, "found no series of images in no files, expected one");
  Write("1.1", {{DCM_SOPClassUID, UID_ComprehensiveSRStorage}});
  Write("1.1", {{DCM_SOPClassUID, UID_ComprehensiveSRStorage}});
  Write("1.2", {{DCM_SOPClassUID, UID_SegmentationStorage}});
  VOX_EXPECT_ERROR((void)Chosen(), ErrorKind::BadInput, "in 3 files: 1 SEG, 2 structured report, expected one");
}

} // namespace
} // namespace vox
