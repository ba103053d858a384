// SPDX-License-Identifier: Apache-2.0
// Numbers of images and their places: counted by voxDicomFolders.py with pydicom 3.0.2.
#include "voxDicomFolder.h"
#include "voxExpectError.h"
#include "voxSharedFolder.h"

#include <algorithm>
#include <numeric>

namespace vox
{
namespace
{

using testing::SharedPath;

struct Expected
{
  std::string uidEnd; ///< last digits of the series' UID
  int rows;
  int columns;
  std::size_t images;
  double firstMm; ///< along the normal
  double lastMm;
};

double
Distance(const DicomSeries & series, const DicomInstance & instance)
{
  const auto & o = series.orientationPatient;
  const Vector3 & p = instance.positionLps.value();
  return (o[1] * o[5] - o[2] * o[4]) * p[0] + (o[2] * o[3] - o[0] * o[5]) * p[1] + (o[0] * o[4] - o[1] * o[3]) * p[2];
}

const DicomSeries *
Find(const DicomFolder & folder, const std::string & uidEnd)
{
  const auto found = std::ranges::find_if(
      folder.series, [&uidEnd](const DicomSeries & series) { return series.seriesUid.ends_with(uidEnd); });
  return found == folder.series.end() ? nullptr : &*found;
}

void
ExpectSeries(const DicomFolder & folder, const std::vector<Expected> & expected)
{
  for (const Expected & one : expected)
  {
    const DicomSeries * series = Find(folder, one.uidEnd);
    ASSERT_NE(series, nullptr) << one.uidEnd;
    EXPECT_EQ(series->part, "") << one.uidEnd;
    EXPECT_EQ(series->rows, one.rows) << one.uidEnd;
    EXPECT_EQ(series->columns, one.columns) << one.uidEnd;
    ASSERT_EQ(series->instances.size(), one.images) << one.uidEnd;
    EXPECT_NEAR(Distance(*series, series->instances.front()), one.firstMm, 1e-4) << one.uidEnd;
    EXPECT_NEAR(Distance(*series, series->instances.back()), one.lastMm, 1e-4) << one.uidEnd;
  }
}

TEST(DicomRealFolders, ATiltedHeadOfManyAcquisitionsIsOneVolume)
{
  VOX_REQUIRE_SHARED("data/dicom/dcm_qa_ct");
  const DicomFolder folder = ScanDicom(SharedPath("data/dicom/dcm_qa_ct"));
  EXPECT_EQ(folder.series.size(), 1U);
  ExpectSeries(folder, {{"714813892", 512, 512, 28, -33.6655, 110.4228}});
  EXPECT_EQ(ChooseSeries(folder).gantryTiltDegrees, 18.5);
}

TEST(DicomRealFolders, MosaicsAreVolumesOfTheirOwn)
{
  VOX_REQUIRE_SHARED("data/dicom/dcm_qa_nih");
  const DicomFolder folder = ScanDicom(SharedPath("data/dicom/dcm_qa_nih"));
  EXPECT_EQ(folder.files, 16U);
  EXPECT_EQ(folder.series.size(), 8U);
  EXPECT_EQ(folder.skipped.size(), 8U);
  for (const DicomSeries & series : folder.series)
  {
    EXPECT_TRUE(series.mosaic);
    EXPECT_EQ(series.instances.size(), 1U);
    EXPECT_TRUE(series.part == "acquisition 1" || series.part == "acquisition 2") << series.part;
  }
}

TEST(DicomRealFolders, ScansAndWhatRefersToThem)
{
  VOX_REQUIRE_SHARED("data/dicom");
  const DicomFolder lung = ScanDicom(SharedPath("data/dicom/pycerr-ibsi"));
  ExpectSeries(lung, {{"841519593982", 201, 204, 60, -100.4, 76.6}});
  ASSERT_EQ(lung.annotations.size(), 1U);
  EXPECT_EQ(lung.annotations.front().modality, "RTSTRUCT");
  EXPECT_EQ(lung.annotations.front().referencedSeriesUid, ChooseSeries(lung).seriesUid);

  const DicomFolder liver = ScanDicom(SharedPath("data/dicom/dcmqi"));
  EXPECT_EQ(liver.series.size(), 5U);
  ExpectSeries(liver, {{"9050794718", 38, 23, 3, -177.75, -172.75},
                       {"2700569139", 38, 24, 3, -177.75, -172.75},
                       {"23430.1", 512, 512, 3, -128.69, -126.69}});
  EXPECT_EQ(std::ranges::count_if(liver.series, &DicomSeries::enhanced), 2);
  EXPECT_EQ(liver.annotations.size(), 7U);
  EXPECT_EQ(std::ranges::count(liver.annotations, ChooseSeries(liver, Find(liver, "23430.1")->seriesUid).seriesUid,
                               &DicomAnnotation::referencedSeriesUid),
            2);

  const DicomFolder oblique = ScanDicom(SharedPath("data/dicom/rt-utils"));
  EXPECT_EQ(oblique.series.size(), 2U);
  EXPECT_EQ(oblique.annotations.size(), 3U); // of four, two of the same bytes
  ExpectSeries(oblique, {{"71.893.88", 512, 512, 2, 60.0, 65.0}, {"0721.1101329", 50, 100, 3, -170.8533, -161.8533}});
}

TEST(DicomRealFolders, BrainsInBothOrientations)
{
  VOX_REQUIRE_SHARED("data/hippocampus-dicom");
  const DicomFolder folder = ScanDicom(SharedPath("data/hippocampus-dicom"));
  EXPECT_EQ(folder.files, 54U);
  EXPECT_EQ(folder.series.size(), 2U);
  ExpectSeries(folder, {{"153146185462", 51, 35, 32, 1.0, 32.0}, {"7218670", 320, 280, 22, -26.8294, 109.6706}});
  VOX_EXPECT_ERROR((void)ChooseSeries(folder), ErrorKind::BadInput, "expected one");
}

TEST(DicomRealFolders, SlicesThatMakeNoVolumeAreToldApart)
{
  VOX_REQUIRE_SHARED("data/dicom/dicom2nifti");
  const DicomFolder folder = ScanDicom(SharedPath("data/dicom/dicom2nifti/tests/data/failing"));
  ExpectSeries(folder, {{"512040321185", 512, 512, 4, -122.1934, -107.6390},
                        {"43974030", 256, 256, 2, 102.7942, 103.7942},
                        {"227417197937", 512, 512, 4, 18.1075, 38.1075}});
  // Four images of one position, as a bolus is watched.
  EXPECT_EQ(std::ranges::count_if(folder.series,
                                  [](const DicomSeries & series) { return series.part.starts_with("acquisition 1"); }),
            4);
  EXPECT_EQ(folder.series.size(), 7U);
}

TEST(DicomRealFolders, CompressedCopiesOfASeriesAreKeptOnce)
{
  VOX_REQUIRE_SHARED("data/dicom/dicom2nifti");
  const DicomFolder folder = ScanDicom(SharedPath("data/dicom/dicom2nifti/tests/data/generic"));
  ExpectSeries(folder, {{"43974030", 256, 256, 4, 100.7942, 103.7942},
                        {"44257421", 256, 256, 4, 100.7942, 103.7942},
                        {"326015805567", 28, 64, 4, -141.8883, -140.3883},
                        {"9515224", 77, 52, 4, -49.8958, -40.8958}});
  EXPECT_EQ(std::ranges::count(folder.skipped, "copy of an object with the same SOPInstanceUID", &DicomSkipped::reason),
            16);
}

TEST(DicomRealFolders, AnyDicomFileIsSortedWithoutHarm)
{
  VOX_REQUIRE_SHARED("data/dicom/pydicom");
  const DicomFolder folder = ScanDicom(SharedPath("data/dicom/pydicom"));
  const std::size_t images =
      std::accumulate(folder.series.begin(), folder.series.end(), std::size_t{0},
                      [](std::size_t sum, const DicomSeries & series) { return sum + series.instances.size(); });
  EXPECT_EQ(images + folder.annotations.size() + folder.skipped.size(), folder.files);
  const auto reasonOf = [&folder](std::string_view name) {
    const auto found = std::ranges::find_if(
        folder.skipped, [name](const DicomSkipped & skipped) { return skipped.file.filename() == name; });
    return found == folder.skipped.end() ? std::string("not skipped") : found->reason;
  };
  EXPECT_EQ(reasonOf("ExplVR_BigEndNoMeta.dcm"), "radiotherapy plan");
  EXPECT_EQ(reasonOf("image_dfl.dcm"), "secondary capture without a place in the patient");
  EXPECT_EQ(reasonOf("waveform_ecg.dcm"), "waveform");
  EXPECT_EQ(reasonOf("reportsi.dcm"), "structured report");
  EXPECT_EQ(reasonOf("rtdose_rle.dcm"), "radiotherapy dose");
  EXPECT_EQ(reasonOf("SC_rgb_jpeg.dcm"),
            "its elements are not written in the transfer syntax that it names (JPEG Baseline)");
  EXPECT_EQ(reasonOf("DICOMDIR"), "DICOMDIR");
  EXPECT_EQ(reasonOf("6293"), "localizer");
  EXPECT_EQ(reasonOf("test1.json"), "not DICOM");
  EXPECT_EQ(reasonOf("MR_truncated.dcm"), "copy of an object with the same SOPInstanceUID");
  VOX_EXPECT_ERROR((void)ChooseSeries(folder), ErrorKind::BadInput, "patients, expected one");
}

} // namespace
} // namespace vox
