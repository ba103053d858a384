// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"

#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <fstream>

using vox::AtomicFile;
using vox::ErrorKind;

TEST(AtomicFile, AppearsOnlyAtCommitAndReplacesTheOldFile)
{
  const vox::testing::TemporaryFolder folder;
  vox::WriteTextFile(folder / "a.txt", "old");
  {
    AtomicFile file(folder / "a.txt");
    std::ofstream(file.TemporaryPath()) << "new";
    EXPECT_EQ(vox::ReadTextFile(folder / "a.txt"), "old");
    file.Commit();
  }
  EXPECT_EQ(vox::ReadTextFile(folder / "a.txt"), "new");
  EXPECT_EQ(folder.EntryCount(), 1);
}

TEST(AtomicFile, LeavesNothingBehindWithoutCommit)
{
  const vox::testing::TemporaryFolder folder;
  {
    AtomicFile file(folder / "case.nii.gz");
    std::ofstream(file.TemporaryPath()) << "half";
  }
  EXPECT_EQ(folder.EntryCount(), 0);
}

TEST(AtomicFile, KeepsAllExtensionsInTheTemporaryName)
{
  const vox::testing::TemporaryFolder folder;
  const AtomicFile file(folder / "case.nii.gz");
  const std::string name = file.TemporaryPath().filename().string();
  EXPECT_TRUE(name.starts_with("case.part-")) << name;
  EXPECT_TRUE(name.ends_with(".nii.gz")) << name;
}

TEST(AtomicFile, NamesTheMissingFolder)
{
  const vox::testing::TemporaryFolder folder;
  VOX_EXPECT_ERROR(AtomicFile(folder / "no" / "a.txt"), ErrorKind::BadInput, "does not exist");
  VOX_EXPECT_ERROR(AtomicFile(folder.Path()), ErrorKind::BadInput, "is a folder");
}

TEST(AtomicFile, ReadingAMissingFileNamesIt)
{
  const vox::testing::TemporaryFolder folder;
  VOX_EXPECT_ERROR((void)vox::ReadTextFile(folder / "none.txt"), ErrorKind::BadInput, "none.txt");
}
