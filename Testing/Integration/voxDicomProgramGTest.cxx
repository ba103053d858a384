// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxDicomPhantom.h"
#include "voxJson.h"
#include "voxProcess.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"
#include "voxTinyModel.h"
#include "voxWriteVolume.h"

#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include <cmath>

namespace vox
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ProcessResult;

/** A bright box in a dark oblique scan of non-square pixels, by voxel. */
bool
InBox(const Zyx<std::int64_t> & voxel)
{
  return voxel.z >= 2 && voxel.z < 5 && voxel.y >= 3 && voxel.y < 9 && voxel.x >= 4 && voxel.x < 11;
}

testing::DicomPhantom
ObliqueScan()
{
  testing::DicomPhantom phantom;
  phantom.geometry.size = {7, 12, 17};
  phantom.geometry.spacingMm = {4.0, 1.5, 0.75};
  phantom.geometry.originLps = {-33.0, 12.5, 140.0};
  phantom.geometry.directionLps = {{{0.0, 0.6, 0.8}, {0.0, 0.8, -0.6}, {-1.0, 0.0, 0.0}}};
  phantom.value = [](const Zyx<std::int64_t> & voxel, const Vector3 &) { return InBox(voxel) ? 900.0 : -100.0; };
  return phantom;
}

class DicomProgram : public ::testing::Test
{
protected:
  [[nodiscard]] ProcessResult
  Run(const std::vector<std::string> & arguments) const
  {
    return testing::RunProgram(arguments, m_Folder.Path());
  }

  void
  RunWell(const std::vector<std::string> & arguments) const
  {
    const ProcessResult result = Run(arguments);
    ASSERT_EQ(result.exitCode, 0) << result.err;
  }

  void
  ExpectFailure(const std::vector<std::string> & arguments, int exitCode, const std::string & says,
                const std::string & output) const
  {
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.exitCode, exitCode) << result.err;
    EXPECT_THAT(result.err, HasSubstr(says));
    EXPECT_EQ(testing::Lines(result.err).size(), 1U) << result.err;
    EXPECT_FALSE(std::filesystem::exists(m_Folder / output)) << "nothing is written";
  }

  [[nodiscard]] Json
  Inspect(const std::string & subject, const std::vector<std::string> & more = {}) const
  {
    std::vector<std::string> arguments{"inspect", subject, "--json", "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return ParseJson(testing::Lines(result.out).back(), "stdout");
  }

  testing::TemporaryFolder m_Folder;
};

/** Expects 1 in the box and 0 elsewhere, by the place of each voxel in the world, whatever the order of the axes. */
void
ExpectBox(const Volume & labels, const testing::DicomPhantom & phantom)
{
  const std::int32_t * values = ValuesOf<std::int32_t>(labels.voxels);
  const Zyx<std::int64_t> & size = labels.geometry.size;
  ASSERT_EQ(Product(size), Product(phantom.geometry.size));
  for (std::int64_t i = 0; i < Product(size); ++i)
  {
    const Zyx<double> here{static_cast<double>(i / (size.y * size.x)), static_cast<double>(i / size.x % size.y),
                           static_cast<double>(i % size.x)};
    const Zyx<double> there = VoxelFromWorld(phantom.geometry, WorldFromVoxel(labels.geometry, here));
    const Zyx<std::int64_t> voxel{std::lround(there.z), std::lround(there.y), std::lround(there.x)};
    EXPECT_NEAR(there.z, static_cast<double>(voxel.z), 1e-3);
    EXPECT_NEAR(there.y, static_cast<double>(voxel.y), 1e-3);
    EXPECT_NEAR(there.x, static_cast<double>(voxel.x), 1e-3);
    ASSERT_EQ(values[i] != 0, InBox(voxel)) << voxel.z << ", " << voxel.y << ", " << voxel.x;
  }
}

TEST_F(DicomProgram, SegmentsASeriesIntoDicomAndBackVoxelForVoxel)
{
  const testing::DicomPhantom phantom = ObliqueScan();
  WriteDicomSeries(m_Folder / "scan", phantom);
  for (const std::string name : {"seg.dcm", "seg.rtstruct.dcm", "seg.seg.nrrd"})
  {
    SCOPED_TRACE(name);
    RunWell({"segment", "--method", "otsu", "-i", "scan", "-o", name});
    std::vector<std::string> back{"convert", name, "back.nii.gz", "--labels"};
    if (name.ends_with(".dcm"))
    {
      back.insert(back.end(), {"--like", "scan"});
    }
    RunWell(back);
    ExpectBox(ReadLabelMap(m_Folder / "back.nii.gz"), phantom);
  }
  EXPECT_EQ(Inspect("seg.seg.nrrd").at("histogram").at(1).at("name"), "Segment_1");
  EXPECT_EQ(Inspect("seg.dcm").at("annotations").at(0).at("segments").at(0).at("voxels"), 3 * 6 * 7);
}

TEST_F(DicomProgram, PredictsFromASeriesAsFromItsVolume)
{
  WriteModel(m_Folder / "model.safetensors", testing::MakeTinyModel());
  WriteDicomSeries(m_Folder / "scan", ObliqueScan());
  RunWell({"convert", "scan", "image.nii.gz"});
  RunWell({"predict", "-m", "model.safetensors", "-i", "image.nii.gz", "-o", "volume.nii.gz"});
  RunWell({"predict", "-m", "model.safetensors", "-i", "scan", "-o", "seg.dcm"});
  RunWell({"convert", "seg.dcm", "series.nii.gz", "--like", "scan"});
  const Volume volume = ReadLabelMap(m_Folder / "volume.nii.gz");
  const Volume series = ReadLabelMap(m_Folder / "series.nii.gz");
  RequireSameGeometry(volume.geometry, "volume", series.geometry, "series");
  const auto count = static_cast<std::size_t>(volume.voxels.numel());
  const std::span<const std::int32_t> one(ValuesOf<std::int32_t>(volume.voxels), count);
  const std::span<const std::int32_t> other(ValuesOf<std::int32_t>(series.voxels), count);
  EXPECT_TRUE(std::ranges::equal(one, other));
  EXPECT_GT(std::ranges::count(one, 1) + std::ranges::count(one, 2), 0) << "a test on empty labels would be none";
}

TEST_F(DicomProgram, PredictsEachFolderOfAFolder)
{
  WriteModel(m_Folder / "model.safetensors", testing::MakeTinyModel());
  testing::DicomPhantom phantom = ObliqueScan();
  WriteDicomSeries(m_Folder / "scans/first", phantom);
  phantom.seriesUid += ".2";
  WriteDicomSeries(m_Folder / "scans/second", phantom);
  RunWell({"predict", "-m", "model.safetensors", "-i", "scans", "-o", "labels", "--format", ".dcm"});
  EXPECT_TRUE(std::filesystem::exists(m_Folder / "labels/first.dcm"));
  EXPECT_TRUE(std::filesystem::exists(m_Folder / "labels/second.dcm"));
}

TEST_F(DicomProgram, BringsLabelsBackToTiltedFrames)
{
  testing::DicomPhantom phantom = ObliqueScan();
  phantom.tiltDegrees = 15.0;
  // As dark as what the shear brings in from outside, so that two classes stay two.
  phantom.value = [](const Zyx<std::int64_t> & voxel, const Vector3 &) { return InBox(voxel) ? 900.0 : -1024.0; };
  WriteDicomSeries(m_Folder / "scan", phantom);
  const ProcessResult result = Run({"segment", "--method", "otsu", "-i", "scan", "-o", "seg.dcm"});
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("15.0"));
  const Json segments = Inspect("seg.dcm").at("annotations").at(0).at("segments");
  ASSERT_EQ(segments.size(), 1U);
  // The shear is resampled: voxels at the border of the box may change sides.
  EXPECT_NEAR(segments[0].at("voxels").get<double>(), 3 * 6 * 7, 3 * 2 * 7);
}

TEST_F(DicomProgram, InspectsWhatAFolderHolds)
{
  testing::DicomPhantom phantom = ObliqueScan();
  WriteDicomSeries(m_Folder / "scan", phantom);
  std::filesystem::create_directories(m_Folder / "scan/notes");
  WriteTextFile(m_Folder / "scan/notes/readme.txt", "no image");
  const Json found = Inspect("scan");
  EXPECT_EQ(found.at("kind"), "dicom");
  ASSERT_EQ(found.at("series").size(), 1U);
  EXPECT_EQ(found.at("series")[0].at("slices"), 7);
  EXPECT_EQ(found.at("series")[0].at("geometry").at("size_zyx"), (Json{7, 12, 17}));
  EXPECT_EQ(found.at("series")[0].at("problem"), nullptr);
  EXPECT_EQ(found.at("files_looked_through"), 7);
  EXPECT_EQ(found.at("series")[0].at("minimum"), -100.0);
  EXPECT_EQ(found.at("series")[0].at("maximum"), 900.0);
  EXPECT_EQ(found.at("skipped").size(), 1U);
  EXPECT_THAT(found.at("personal_tags").dump(), HasSubstr("PatientID"));
  EXPECT_THAT(found.at("lookup_uids").dump(), HasSubstr("StudyInstanceUID"));
  EXPECT_THAT(found.at("lookup_uids").dump(), ::testing::Not(HasSubstr("1.2.")));
  EXPECT_THAT(found.dump(), ::testing::Not(HasSubstr("\"patient"))) << "values never show";
}

/** Also what one slice alone holds, and what lies in a capture beside the series. */
TEST_F(DicomProgram, LooksForPersonsInEveryFile)
{
  testing::DicomPhantom phantom = ObliqueScan();
  phantom.edit = [](DcmItem & slice, int number) {
    if (number == 4)
    {
      slice.putAndInsertString(DCM_OperatorsName, "Nobody^At^All");
      slice.putAndInsertString(DCM_BurnedInAnnotation, "YES");
    }
  };
  WriteDicomSeries(m_Folder / "scan", phantom, "a");
  EXPECT_THAT(Inspect("scan").at("personal_tags").dump(),
              AllOf(HasSubstr("OperatorsName (0008,1070)"), HasSubstr("text burned into the pixels"),
                    Not(HasSubstr("Nobody")), Not(HasSubstr("InstitutionName"))));
  testing::DicomPhantom capture = ObliqueScan();
  capture.modality = "OT";
  capture.seriesUid += ".7";
  capture.edit = [](DcmItem & slice, int) { slice.putAndInsertString(DCM_InstitutionName, "Nowhere"); };
  WriteDicomSeries(m_Folder / "scan", capture, "b");
  EXPECT_THAT(Inspect("scan").at("personal_tags").dump(), HasSubstr("InstitutionName (0008,0080)"));
  std::filesystem::create_directory(m_Folder / "other");
  WriteTextFile(m_Folder / "other/scan.zip", "PK");
  WriteTextFile(m_Folder / "other/readme", "no image");
  const ProcessResult nothing = Run({"inspect", "other/readme"});
  EXPECT_THAT(nothing.out, Not(HasSubstr("none of the tags"))) << "nobody has looked";
}

TEST_F(DicomProgram, ReadsTrainingCasesByTheNamesOfTheirSegments)
{
  const testing::DicomPhantom phantom = ObliqueScan();
  WriteDicomSeries(m_Folder / "scan", phantom);
  RunWell({"segment", "--method", "otsu", "-i", "scan", "-o", "seg.dcm"});
  const std::string name = Inspect("seg.dcm").at("annotations").at(0).at("segments").at(0).at("name");
  WriteTextFile(m_Folder / "cases.csv", "case,image,labels\none,scan,seg.dcm\n");
  const auto describe = [&](const std::string & label) {
    WriteJson(m_Folder / "dataset.json", {{"channel_names", {{"0", "CT"}}},
                                          {"labels", {{"background", 0}, {"other", 1}, {label, 2}}},
                                          {"numTraining", 1},
                                          {"file_ending", ".nii.gz"}});
    return Inspect("cases.csv", {"--check"}).at("cases").at(0);
  };
  const Json known = describe(name);
  EXPECT_EQ(known.at("problem"), nullptr);
  EXPECT_EQ(known.at("histogram").at(1).at("value"), 2) << "by its name, not by its number";
  EXPECT_EQ(known.at("histogram").at(1).at("voxels"), 3 * 6 * 7);
  EXPECT_THAT(describe("unknown").at("problem").get<std::string>(), HasSubstr(name));
}

/** A radiologist's labels must not come back as those of a program, nor the other way round. */
TEST_F(DicomProgram, SaysWhoMadeTheLabels)
{
  WriteModel(m_Folder / "model.safetensors", testing::MakeTinyModel());
  WriteDicomSeries(m_Folder / "scan", ObliqueScan());
  const auto bytes = [&](const std::string & name) { return ReadTextFile(m_Folder / name); };
  RunWell({"predict", "-m", "model.safetensors", "-i", "scan", "-o", "seg.dcm"});
  EXPECT_THAT(bytes("seg.dcm"), AllOf(HasSubstr("AUTOMATIC"), HasSubstr("Voxtome"), Not(HasSubstr("MANUAL"))));
  RunWell({"convert", "seg.dcm", "drawn.nii.gz", "--like", "scan"});
  for (const std::string name : {"drawn.dcm", "drawn.rtstruct.dcm"})
  {
    const ProcessResult guessed = Run({"convert", "drawn.nii.gz", name, "--like", "scan"});
    ASSERT_EQ(guessed.exitCode, 0) << guessed.err;
    EXPECT_THAT(guessed.err, HasSubstr("made by hand; if not, say so by --origin"));
    EXPECT_THAT(bytes(name), AllOf(HasSubstr("MANUAL"), Not(HasSubstr("AUTOMATIC"))));
    RunWell({"convert", "drawn.nii.gz", name, "--like", "scan", "--origin", "semiautomatic"});
    EXPECT_THAT(bytes(name), HasSubstr("SEMIAUTOMATIC"));
  }
}

TEST_F(DicomProgram, TakesNoOptionThatChangesNothing)
{
  WriteDicomSeries(m_Folder / "scan", ObliqueScan());
  RunWell({"convert", "scan", "image.nii.gz"});
  ExpectFailure({"convert", "scan", "a.nii.gz", "--volume", "1"}, 2, "--volume: volumes of DICOM are series",
                "a.nii.gz");
  ExpectFailure({"convert", "scan", "a.nii.gz", "--weights", "bf16"}, 2, "--weights: scan is not a model", "a.nii.gz");
  ExpectFailure({"convert", "scan", "a.nii.gz", "--labels"}, 2, "found a series of images, expected labels",
                "a.nii.gz");
  ExpectFailure({"convert", "scan", "a.nii.gz", "--origin", "manual"}, 2, "is no DICOM", "a.nii.gz");
  ExpectFailure({"convert", "image.nii.gz", "a.nrrd", "--like", "scan"}, 2, "--like: neither image.nii.gz nor a.nrrd",
                "a.nrrd");
}

TEST_F(DicomProgram, APictureBesideASeriesIsNoCaseAndAVolumeIsRefused)
{
  WriteModel(m_Folder / "model.safetensors", testing::MakeTinyModel());
  WriteDicomSeries(m_Folder / "scan", ObliqueScan());
  RunWell({"convert", "scan", "image.nii.gz"});
  WriteTextFile(m_Folder / "scan/thumbnail.png", "not even read");
  RunWell({"predict", "-m", "model.safetensors", "-i", "scan", "-o", "seg.nii.gz"});
  std::filesystem::copy_file(m_Folder / "image.nii.gz", m_Folder / "scan/case_0000.nii.gz");
  ExpectFailure({"predict", "-m", "model.safetensors", "-i", "scan", "-o", "again.nii.gz"}, 3,
                "scan: found both images (case_0000.nii.gz) and DICOM (", "again.nii.gz");
}

TEST_F(DicomProgram, RefusesWhatDoesNotFitInOneLine)
{
  testing::DicomPhantom phantom = ObliqueScan();
  WriteDicomSeries(m_Folder / "scans", phantom, "a");
  phantom.seriesUid += ".2";
  phantom.firstInstanceNumber = 100;
  WriteDicomSeries(m_Folder / "scans", phantom, "b");
  WriteDicomSeries(m_Folder / "scan", phantom);
  RunWell({"segment", "--method", "otsu", "-i", "scan", "-o", "label.nii.gz"});
  RunWell({"segment", "--method", "otsu", "-i", "scan", "-o", "seg.rtstruct.dcm"});

  ExpectFailure({"convert", "scans", "image.nii.gz"}, 3, "--series", "image.nii.gz");
  RunWell({"convert", "scans", "image.nii.gz", "--series", phantom.seriesUid});
  ExpectFailure({"convert", "label.nii.gz", "out.dcm"}, 2, "--like", "out.dcm");
  ExpectFailure({"convert", "seg.rtstruct.dcm", "out.nii.gz"}, 2, "--like", "out.nii.gz");
  ExpectFailure({"convert", "scan", "out.dcm"}, 2, "found a series of images", "out.dcm");
  ExpectFailure({"segment", "--method", "otsu", "-i", "image.nii.gz", "-o", "out.dcm"}, 3, "no DICOM", "out.dcm");
}

} // namespace
} // namespace vox
