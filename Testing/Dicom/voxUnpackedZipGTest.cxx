// SPDX-License-Identifier: Apache-2.0
#include "voxUnpackedZip.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"
#include "voxZipFile.h"

#include <atomic>
#include <optional>
#include <stdlib.h>

namespace vox
{
namespace
{

using testing::TemporaryFolder;
using testing::WriteZip;
using testing::ZipRecord;

/** Temporary folders are made within a folder of the test, where what is left can be counted. */
class UnpackedZipTest : public ::testing::Test
{
protected:
  UnpackedZipTest()
  {
    std::filesystem::create_directory(m_Temporary);
    if (const char * before = ::getenv("TMPDIR"))
    {
      m_Before = before;
    }
    ::setenv("TMPDIR", m_Temporary.c_str(), 1);
  }
  ~UnpackedZipTest() override
  {
    EXPECT_TRUE(std::filesystem::is_empty(m_Temporary));
    EXPECT_FALSE(std::filesystem::exists(m_Folder / "escaped"));
    m_Before ? ::setenv("TMPDIR", m_Before->c_str(), 1) : ::unsetenv("TMPDIR");
  }

  void
  ExpectRefused(const std::vector<ZipRecord> & records, const char * why, const ZipLimits & limits = {})
  {
    WriteZip(m_Archive, records);
    VOX_EXPECT_ERROR(UnpackedZip(m_Archive, limits), ErrorKind::BadInput, why);
    VOX_EXPECT_ERROR(UnpackedZip(m_Archive, limits), ErrorKind::BadInput, m_Archive.string());
  }

  TemporaryFolder m_Folder;
  std::filesystem::path m_Temporary = m_Folder / "temporary";
  std::filesystem::path m_Archive = m_Folder / "images.zip";
  std::optional<std::string> m_Before;
};

TEST_F(UnpackedZipTest, FilesAppearInAPrivateFolderAndGoWithTheObject)
{
  const std::string large(300'000, 'x');
  WriteZip(m_Archive, {{"a.dcm", "stored", false}, {"sub/", ""}, {"sub/deep/b.dcm", large}, {"old\\c.dcm", "windows"}});
  {
    const UnpackedZip zip(m_Archive);
    EXPECT_EQ(ReadTextFile(zip.Folder() / "a.dcm"), "stored");
    EXPECT_EQ(ReadTextFile(zip.Folder() / "sub/deep/b.dcm"), large);
    EXPECT_EQ(ReadTextFile(zip.Folder() / "old/c.dcm"), "windows");
    EXPECT_EQ(std::filesystem::status(zip.Folder()).permissions(), std::filesystem::perms::owner_all);
  }
  EXPECT_TRUE(std::filesystem::is_empty(m_Temporary));
}

TEST_F(UnpackedZipTest, NamesThatLeadOutOfTheFolderAreRefused)
{
  for (const char * name : {"../escaped", "a/../../escaped", "..\\escaped", "a/..", ".."})
  {
    ExpectRefused({{"fine.dcm", "x"}, {name, "x"}}, "leads out of the folder by '..'");
  }
  for (const char * name : {"/escaped", "\\escaped", "C:\\escaped", ""})
  {
    ExpectRefused({{name, "x"}}, "has an absolute or impossible name");
  }
  ExpectRefused({{std::string("a\0b", 3), "x"}}, "has an absolute or impossible name");
}

TEST_F(UnpackedZipTest, LinksAndDevicesAreRefused)
{
  ExpectRefused({{"link", "/etc/passwd", false, 0, 0120777}}, "'link' is a link or device");
  ExpectRefused({{"pipe", "", false, 0, 0010600}}, "'pipe' is a link or device");
  WriteZip(m_Archive, {{"file", "x", false, 0, 0100644}, {"folder/", "", false, 0, 0040755}});
  EXPECT_NO_THROW(UnpackedZip{m_Archive});
}

TEST_F(UnpackedZipTest, EncryptedRecordsAreRefused)
{
  ExpectRefused({{"a.dcm", "secret", true, 1}}, "write the file again without a password");
}

TEST_F(UnpackedZipTest, BombsAreRefusedBeforeTheyGoOff)
{
  const ZipRecord zeros{"zeros", std::string(1'000'000, '\0')};
  ExpectRefused({zeros}, "found more than 999999 bytes when unpacked", {.bytes = 999'999});
  ExpectRefused({zeros}, "times as many", {.ratio = 100});
  ExpectRefused({zeros, {"b", "b"}}, "found 2 records", {.entries = 1});
  ExpectRefused({{"a", std::string(100'000, '\0'), true, 0, 0, 0, 0xF0000000}}, "times as many");
  WriteZip(m_Archive, {zeros});
  EXPECT_NO_THROW(UnpackedZip{m_Archive});
}

TEST_F(UnpackedZipTest, RecordsThatAreNotWhatTheDirectorySaysAreRefused)
{
  ExpectRefused({{"a.dcm", "content", true, 0, 0, 1}}, "'a.dcm' is damaged");
  ExpectRefused({{"a.dcm", "content", false, 0, 0, 1}}, "'a.dcm' is damaged");
  ExpectRefused({{"a.dcm", "content", true, 0, 0, 0, 1}}, "'a.dcm' is damaged: not the 8 bytes");
  ExpectRefused({{"a.dcm", std::string(200'000, 'x'), true, 0, 0, 0, -100'000}}, "'a.dcm' is damaged");
  ExpectRefused({{"a", "file"}, {"a/b", "file in a file"}}, "'a' cannot be written");
  ExpectRefused({{"a/b", "x"}, {"a//b", "y"}}, "cannot be made beside the others");
}

TEST_F(UnpackedZipTest, ArchivesThatAreCutOffOrNoneAreRefused)
{
  WriteZip(m_Archive, {{"a.dcm", std::string(1000, 'x'), false}});
  for (const std::uintmax_t bytes : {1100U, 1000U, 30U, 0U})
  {
    std::filesystem::resize_file(m_Archive, bytes);
    VOX_EXPECT_ERROR(UnpackedZip{m_Archive}, ErrorKind::BadInput, "cut off");
  }
  VOX_EXPECT_ERROR(UnpackedZip(m_Folder / "missing.zip"), ErrorKind::BadInput, "missing.zip: cannot be read");
}

TEST_F(UnpackedZipTest, ACancelledRunLeavesNothing)
{
  WriteZip(m_Archive, {{"a.dcm", "x"}});
  const std::atomic<bool> cancelled = true;
  RunContext context;
  context.cancelled = &cancelled;
  EXPECT_THROW(UnpackedZip(m_Archive, {}, context), Cancelled);
}

TEST_F(UnpackedZipTest, ArchivesAreKnownByTheirFirstBytes)
{
  WriteZip(m_Archive, {{"a.dcm", "x"}});
  EXPECT_TRUE(IsZipArchive(m_Archive));
  WriteZip(m_Archive, {});
  EXPECT_TRUE(IsZipArchive(m_Archive));
  WriteTextFile(m_Folder / "text", "PK");
  EXPECT_FALSE(IsZipArchive(m_Folder / "text"));
  EXPECT_FALSE(IsZipArchive(m_Folder / "missing"));
  EXPECT_FALSE(IsZipArchive(m_Temporary));
}

} // namespace
} // namespace vox
