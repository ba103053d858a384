// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxDicomPhantom.h"
#include "voxProcess.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"
#include "voxTinyModel.h"
#include "voxWriteVolume.h"
#include "voxZipFile.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include <cstring>
#include <fstream>
#include <limits>
#include <set>

namespace vox
{
namespace
{

namespace fs = std::filesystem;
using testing::DicomPhantom;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Volume
SmallImage()
{
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{1, 3, 4, 5}, at::kFloat);
  std::fill_n(MutableValuesOf<float>(voxels), voxels.numel(), 7.0F);
  ImageGeometry geometry;
  geometry.size = {3, 4, 5};
  return MakeVolume(voxels, geometry);
}

void
CutInHalf(const fs::path & file)
{
  fs::resize_file(file, fs::file_size(file) / 2);
}

/** A NIfTI file with other numbers at these bytes of its header. */
void
WriteNifti(const fs::path & file, const std::vector<std::pair<std::streamoff, float>> & numbers, bool sform = true)
{
  WriteImage(file, SmallImage());
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  const std::int16_t none = 0;
  if (!sform)
  {
    stream.seekp(254); // sform_code
    stream.write(reinterpret_cast<const char *>(&none), sizeof(none));
  }
  for (const auto & [offset, number] : numbers)
  {
    stream.seekp(offset);
    stream.write(reinterpret_cast<const char *>(&number), sizeof(number));
  }
}

std::string
Nrrd(const std::string & lastAxis)
{
  return "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 2 2\n"
         "space directions: (1,0,0) (0,1,0) " +
         lastAxis + "\nkinds: domain domain domain\nendian: little\nencoding: raw\nspace origin: (0,0,0)\n\n" +
         std::string(16, '\1');
}

std::string
MetaImage(const std::string & line)
{
  return "ObjectType = Image\nNDims = 3\nDimSize = 2 2 2\n" + line +
         "\nElementType = MET_SHORT\nBinaryData = True\nBinaryDataByteOrderMSB = False\nElementDataFile = LOCAL\n" +
         std::string(16, '\1');
}

/** Slices with another text in one element of each. */
void
WriteSlices(const fs::path & folder, const DcmTagKey & tag, const std::string & value)
{
  DicomPhantom phantom;
  phantom.edit = [&](DcmItem & dataset, int) {
    dataset.findAndDeleteElement(tag);
    if (!value.empty())
    {
      dataset.putAndInsertString(tag, value.c_str());
    }
  };
  WriteDicomSeries(folder, phantom);
}

/** What is wrong: how it is made in a folder, what is given to the program, and the words its line must hold. */
struct BadFile
{
  std::string subject;
  std::function<void(const fs::path & file)> make;
  std::vector<std::string> words;
};

std::vector<BadFile>
CutOffFiles()
{
  std::vector<BadFile> files;
  for (const std::string name : {"cut.nii", "cut.nii.gz", "cut.nrrd", "cut.mha"})
  {
    files.push_back({name,
                     [](const fs::path & file) {
                       WriteImage(file, SmallImage());
                       CutInHalf(file);
                     },
                     {name}});
    files.push_back({"empty" + name.substr(3), [](const fs::path & file) { WriteTextFile(file, ""); }, {"empty"}});
  }
  files.push_back({"cut.dcm",
                   [](const fs::path & file) {
                     const fs::path folder = file.parent_path() / "series";
                     fs::rename(WriteDicomSeries(folder, DicomPhantom()).front(), file);
                     fs::remove_all(folder);
                     fs::resize_file(file, fs::file_size(file) - 40);
                   },
                   {"cut.dcm", "cut off"}});
  files.push_back({"series",
                   [](const fs::path & file) {
                     for (const fs::path & slice : WriteDicomSeries(file, DicomPhantom()))
                     {
                       fs::resize_file(slice, 300);
                     }
                   },
                   {"series", "cut off or damaged"}});
  files.push_back({"empty",
                   [](const fs::path & file) {
                     fs::create_directories(file);
                     WriteTextFile(file / "IM0", "");
                     WriteTextFile(file / "IM1", "");
                   },
                   {"empty", "found no series of images in 2 files: 2 empty file"}});
  return files;
}

std::vector<BadFile>
MislabelledFiles()
{
  const auto write = [](const std::string & as) {
    return [as](const fs::path & file) {
      const fs::path right = file.parent_path() / ("image" + as);
      WriteImage(right, SmallImage());
      fs::rename(right, file);
    };
  };
  return {{"image.nrrd", write(".nii"), {"image.nrrd", "NRRD"}},
          {"image.nii", write(".mha"), {"image.nii", "found", "expected"}},
          {"image.mha", write(".nrrd"), {"image.mha", "MetaImage"}},
          {"image.png", write(".nii.gz"), {"image.png", "PNG"}},
          {"series.nii.gz",
           [](const fs::path & file) {
             const fs::path folder = file.parent_path() / "series";
             fs::rename(WriteDicomSeries(folder, DicomPhantom()).front(), file);
             fs::remove_all(folder);
           },
           {"series.nii.gz", "NIfTI"}},
          {"text.dcm", [](const fs::path & file) { WriteTextFile(file, std::string(500, 'x')); }, {"text.dcm"}}};
}

std::vector<BadFile>
BadGeometries()
{
  const auto text = [](const std::string & content) {
    return [content](const fs::path & file) { WriteTextFile(file, content); };
  };
  const auto slices = [](const DcmTagKey & tag, const std::string & value) {
    return [tag, value](const fs::path & file) { WriteSlices(file, tag, value); };
  };
  return {
      {"zero.nii",
       [](const fs::path & file) {
         WriteNifti(file, {{80, 0.0F}});
       },
       {"zero.nii", "pixdim[1]", "is 0"}},
      {"minus.nii",
       [](const fs::path & file) {
         WriteNifti(file, {{84, -1.0F}}, false);
       },
       {"minus.nii", "pixdim[2]", "is -1"}},
      {"nan.nii",
       [](const fs::path & file) {
         WriteNifti(file, {{284, kNan}});
       },
       {"nan.nii", "srow_x"}},
      {"quatern.nii",
       [](const fs::path & file) {
         WriteNifti(file, {{256, kNan}}, false);
       },
       {"quatern", "nan"}},
      {"zero.nrrd", text(Nrrd("(0,0,0)")), {"zero.nrrd"}},
      {"nan.nrrd", text(Nrrd("(0,0,nan)")), {"nan.nrrd"}},
      {"zero.mha", text(MetaImage("ElementSpacing = 1 1 0")), {"zero.mha"}},
      {"nan.mha", text(MetaImage("Offset = 0 nan 0")), {"nan.mha", "Offset = 0 nan 0", "finite"}},
      {"infinite.mha", text(MetaImage("ElementSpacing = 1 1 inf")), {"infinite.mha", "ElementSpacing = 1 1 inf"}},
      {"none", slices(DCM_PixelSpacing, ""), {"(0028,0030)", "found none"}},
      {"zero", slices(DCM_PixelSpacing, "0\\0.5"), {"(0028,0030)", "found 0\\0.5"}},
      {"minus", slices(DCM_PixelSpacing, "-1\\1"), {"(0028,0030)", "found -1\\1"}},
      {"nan", slices(DCM_ImageOrientationPatient, "nan\\0\\0\\0\\1\\0"), {"(0020,0037)"}},
      {"place", slices(DCM_ImagePositionPatient, "0\\nan\\0"), {"(0020,0032)"}},
  };
}

std::vector<BadFile>
BadFolders()
{
  const auto zip = [](const testing::ZipRecord & record) {
    return [record](const fs::path & file) { testing::WriteZip(file, {record}); };
  };
  return {
      {"patients",
       [](const fs::path & file) {
         DicomPhantom phantom;
         WriteDicomSeries(file / "a", phantom);
         phantom.patient = "2";
         phantom.studyUid += ".2";
         phantom.seriesUid += ".2";
         WriteDicomSeries(file / "b", phantom);
       },
       {"patients", "2 patients", "--series"}},
      {"password.zip", zip({"a.dcm", "secret", true, 1}), {"password.zip", "password"}},
      {"way.zip", zip({"../out.nii.gz", "x"}), {"way.zip", "leads out of the folder by '..'"}},
      {"bomb.zip", zip({"zeros", std::string(8'000'000, '\0')}), {"bomb.zip", "times as many"}},
      {"link", [](const fs::path & file) { fs::create_symlink("link", file); }, {"link"}},
      {"loop",
       [](const fs::path & file) {
         fs::create_directories(file / "deep");
         fs::create_directory_symlink("..", file / "deep/up");
         WriteTextFile(file / "deep/readme.txt", "no image");
       },
       {"loop", "found no series of images in 1 files: 1 not DICOM"}},
  };
}

std::set<fs::path>
Listing(const fs::path & folder)
{
  std::set<fs::path> paths;
  for (const auto & entry : fs::recursive_directory_iterator(folder))
  {
    paths.insert(entry.path());
  }
  return paths;
}

/** Converting it ends with exit code 3 and one line, and leaves nothing. */
void
ExpectRefused(const std::vector<std::string> & arguments, const fs::path & folder,
              const std::vector<std::string> & words)
{
  const std::set<fs::path> before = Listing(folder);
  const testing::ProcessResult result = testing::RunProgram(arguments, folder);
  EXPECT_EQ(result.exitCode, 3) << result.err;
  EXPECT_EQ(result.out, "");
  const std::vector<std::string> lines = testing::Lines(result.err);
  ASSERT_EQ(lines.size(), 1U) << result.err;
  EXPECT_THAT(lines.front(), ::testing::StartsWith("voxtome: "));
  for (const std::string & word : words)
  {
    EXPECT_THAT(lines.front(), ::testing::HasSubstr(word));
  }
  EXPECT_EQ(Listing(folder), before);
}

class BadFilesTest : public ::testing::TestWithParam<BadFile>
{};

TEST_P(BadFilesTest, AreRefusedInOneLineAndNothingIsWritten)
{
  const testing::TemporaryFolder folder;
  GetParam().make(folder / GetParam().subject);
  ExpectRefused({"convert", GetParam().subject, "out.nii.gz"}, folder.Path(), GetParam().words);
}

std::string
NameOf(const ::testing::TestParamInfo<BadFile> & info)
{
  std::string name = info.param.subject;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(CutOff, BadFilesTest, ::testing::ValuesIn(CutOffFiles()), NameOf);
INSTANTIATE_TEST_SUITE_P(Mislabelled, BadFilesTest, ::testing::ValuesIn(MislabelledFiles()), NameOf);
INSTANTIATE_TEST_SUITE_P(Geometry, BadFilesTest, ::testing::ValuesIn(BadGeometries()), NameOf);
INSTANTIATE_TEST_SUITE_P(Folder, BadFilesTest, ::testing::ValuesIn(BadFolders()), NameOf);

TEST(BadChannels, OfAnotherFrameOfReferenceAreRefused)
{
  const testing::TemporaryFolder folder;
  testing::TinyModel tiny;
  tiny.channelNames = {"T1", "T2"};
  WriteModel(folder / "model.safetensors", MakeTinyModel(tiny));
  DicomPhantom phantom;
  WriteDicomSeries(folder / "t1", phantom);
  phantom.seriesUid += ".2";
  phantom.frameOfReferenceUid += ".2";
  WriteDicomSeries(folder / "t2", phantom);
  ExpectRefused({"predict", "-m", "model.safetensors", "-i", "t1", "t2", "-o", "out.nii.gz", "--quiet"}, folder.Path(),
                {"t2", "frame of reference", "expected", "t1"});
}

TEST(NegativeSpacing, OfMetaImageIsAnAxisThatRunsBackwardsAndIsTold)
{
  const testing::TemporaryFolder folder;
  WriteTextFile(folder / "minus.mha", MetaImage("ElementSpacing = 1 1 -2"));
  const testing::ProcessResult result = testing::RunProgram({"convert", "minus.mha", "out.nii.gz"}, folder.Path());
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, ::testing::HasSubstr("along z is -2, below 0"));
  EXPECT_EQ(testing::Lines(result.err).size(), 1U) << result.err;
}

TEST(OneSlice, OfAFolderIsRefusedAndTheFileItselfIsReadAndItsThicknessTold)
{
  const testing::TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.geometry.size.z = 1;
  const std::filesystem::path file = WriteDicomSeries(folder / "series", phantom).front();
  ExpectRefused({"convert", "series", "out.nii.gz"}, folder.Path(),
                {"series: found a series of one slice (CT", "expected the slices of a volume", "name the file itself"});
  EXPECT_EQ(testing::RunProgram({"inspect", "series"}, folder.Path()).exitCode, 0);
  const testing::ProcessResult result = testing::RunProgram({"convert", file.string(), "out.nii.gz"}, folder.Path());
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, ::testing::HasSubstr("one slice"));
  EXPECT_EQ(testing::Lines(result.err).size(), 1U) << result.err;
}

} // namespace
} // namespace vox
