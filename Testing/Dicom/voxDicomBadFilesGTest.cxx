// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxDicomFiles.h"
#include "voxDicomFolder.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"
#include "voxZipFile.h"

#include <sys/stat.h>

namespace vox
{
namespace
{

using namespace testing;

std::string
ReasonFor(const std::filesystem::path & folder)
{
  const DicomFolder found = ScanDicom(folder);
  EXPECT_TRUE(found.series.empty());
  EXPECT_EQ(found.skipped.size(), 1U);
  return found.skipped.empty() ? std::string() : found.skipped.front().reason;
}

TEST(DicomBadFiles, FilesThatAreNoneAreSkippedWithTheirReason)
{
  const TemporaryFolder folder;
  WriteTextFile(folder / "image.dcm", "");
  EXPECT_EQ(ReasonFor(folder.Path()), "empty file");
  for (const char * text :
       {"a", "these are notes about the patients", "{\"json\": true}", "\x89PNG\r\n\x1a\n0000000000"})
  {
    WriteTextFile(folder / "image.dcm", text);
    EXPECT_EQ(ReasonFor(folder.Path()), "not DICOM");
  }
  std::filesystem::remove(folder / "image.dcm");
  WriteZip(folder / "images.zip", {{"a.dcm", "x"}});
  EXPECT_EQ(ReasonFor(folder.Path()), "zip archive within the folder; unpack it to read it");
}

TEST(DicomBadFiles, AHeaderThatIsCutOffIsSkippedAndCutPixelsAreLeftToTheReader)
{
  const TemporaryFolder folder;
  WriteSlice(folder / "whole", 0);
  const std::string bytes = ReadTextFile(folder / "whole");
  const std::size_t pixels = bytes.find(std::string("\xe0\x7f\x10\x00", 4));
  ASSERT_NE(pixels, std::string::npos);
  std::filesystem::remove(folder / "whole");
  constexpr std::size_t headOfPixels = 12; // tag, representation and length of the element
  for (std::size_t count = 1; count < bytes.size(); count += 2)
  {
    WriteTextFile(folder / "cut", std::string_view(bytes).substr(0, count));
    const DicomFolder found = ScanDicom(folder.Path());
    EXPECT_EQ(found.series.size() + found.skipped.size(), 1U) << count;
    if (count >= pixels + headOfPixels)
    {
      EXPECT_EQ(found.series.size(), 1U) << count;
    }
  }
}

TEST(DicomBadFiles, DamagedHeadersNeverEndTheProgram)
{
  const TemporaryFolder folder;
  WriteSlice(folder / "whole", 0);
  const std::string bytes = ReadTextFile(folder / "whole");
  for (std::size_t i = 128; i < bytes.size(); i += 3)
  {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0xff);
    WriteTextFile(folder / "whole", damaged);
    EXPECT_NO_THROW((void)ScanDicom(folder.Path())) << i;
  }
}

TEST(DicomBadFiles, LinksAreFollowedOnceSoThatLoopsEnd)
{
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  WriteSlice(folder / "sub/a", 0);
  WriteSlice(elsewhere / "b", 1);
  std::filesystem::create_directory_symlink(folder.Path(), folder / "sub/loop");
  std::filesystem::create_directory_symlink(elsewhere.Path(), folder / "elsewhere");
  std::filesystem::create_directory_symlink(elsewhere.Path(), folder / "elsewhere again");
  std::filesystem::create_symlink(folder / "sub/a", folder / "link to a");
  std::filesystem::create_symlink(folder / "self", folder / "self");
  std::filesystem::create_symlink(folder / "nothing", folder / "dangling");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const DicomFolder found = ScanDicom(folder.Path());
  EXPECT_EQ(found.files, 2U);
  ASSERT_EQ(found.series.size(), 1U);
  EXPECT_EQ(found.series.front().instances.size(), 2U);
  ASSERT_EQ(found.skipped.size(), 3U);
  EXPECT_EQ(found.skipped[0].file, folder / "dangling");
  EXPECT_EQ(found.skipped[0].reason, "cannot be read (No such file or directory)");
  EXPECT_EQ(found.skipped[1].reason, "cannot be read (no regular file)");
  EXPECT_EQ(found.skipped[2].reason, "cannot be read (Too many levels of symbolic links)");
}

TEST(DicomBadFiles, AFolderThatIsNotThereIsRefused)
{
  const TemporaryFolder folder;
  VOX_EXPECT_ERROR((void)ScanDicom(folder / "missing"), ErrorKind::BadInput,
                   "missing: cannot be read (No such file or directory)");
  EXPECT_FALSE(HoldsDicom(folder / "missing"));
}

TEST(DicomBadFiles, EveryWayToWriteAFileIsKnown)
{
  const TemporaryFolder folder;
  for (const E_TransferSyntax syntax :
       {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit})
  {
    for (const bool metaHeader : {true, false})
    {
      if (!metaHeader && syntax == EXS_DeflatedLittleEndianExplicit)
      {
        continue; // nothing would say that it is deflated
      }
      WriteSlice(folder / "file", 3, {}, {syntax, metaHeader});
      EXPECT_TRUE(IsDicomFile(folder / "file")) << DcmXfer(syntax).getXferName() << metaHeader;
      EXPECT_TRUE(HoldsDicom(folder.Path()));
      const DicomFolder found = ScanDicom(folder.Path());
      ASSERT_EQ(found.series.size(), 1U) << DcmXfer(syntax).getXferName() << metaHeader;
      EXPECT_EQ(found.series.front().rows, 4);
      EXPECT_EQ(found.series.front().instances.front().positionLps, (Vector3{-10.0, -20.0, 7.5}));
      EXPECT_EQ(found.series.front().instances.front().transferSyntaxUid, DcmXfer(syntax).getXferID());
    }
  }
}

TEST(DicomBadFiles, ElementsWrittenAsUnknownAreReadByTheDictionary)
{
  const TemporaryFolder folder;
  WriteSlice(folder / "file", 3);
  std::string bytes = ReadTextFile(folder / "file");
  // PixelSpacing, DS of 8 bytes ("0.5\0.25"), becomes UN with its length in four bytes.
  const std::size_t at = bytes.find(std::string("\x28\x00\x30\x00"
                                                "DS",
                                                6));
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at + 4, 4, std::string("UN\0\0\x08\0\0\0", 8));
  WriteTextFile(folder / "file", bytes);
  EXPECT_EQ(ScanDicom(folder.Path()).series.at(0).pixelSpacingMm, (std::vector<double>{0.5, 0.25}));
}

TEST(DicomBadFiles, AWrongTransferSyntaxIsTold)
{
  const TemporaryFolder folder;
  WriteSlice(folder / "file", 0, {}, {EXS_LittleEndianImplicit, true});
  std::string bytes = ReadTextFile(folder / "file");
  const std::string implicitly("1.2.840.10008.1.2\0", 18);
  const std::string explicitly = "1.2.840.10008.1.2.1";
  const std::size_t at = bytes.find(implicitly);
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at - 2, implicitly.size() + 2, std::string("\x14\x00", 2) + explicitly + std::string(1, '\0'));
  bytes[140] = static_cast<char>(bytes[140] + 2); // length of group 2
  WriteTextFile(folder / "file", bytes);
  EXPECT_EQ(ReasonFor(folder.Path()),
            "its elements are not written in the transfer syntax that it names (Little Endian Explicit)");
}

TEST(DicomBadFiles, FoldersWithoutDicomAreToldFromOthers)
{
  const TemporaryFolder folder;
  EXPECT_FALSE(HoldsDicom(folder.Path()));
  WriteTextFile(folder / "notes.txt", "text");
  EXPECT_FALSE(HoldsDicom(folder.Path()));
  EXPECT_FALSE(HoldsDicom(folder / "notes.txt"));
  WriteZip(folder / "images.zip", {{"a.dcm", "x"}});
  EXPECT_TRUE(HoldsDicom(folder / "images.zip"));
  EXPECT_FALSE(HoldsDicom(folder.Path()));
  WriteSlice(folder / "z/deep/file", 0);
  EXPECT_TRUE(HoldsDicom(folder.Path()));
  EXPECT_TRUE(HoldsDicom(folder / "z/deep/file"));
}

} // namespace
} // namespace vox
