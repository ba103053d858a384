// SPDX-License-Identifier: Apache-2.0
#include "voxPhantom.h"
#include "voxProcess.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <fstream>
#include <sys/mount.h>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;

/** A disk of 64 KiB with a file on it that leaves next to nothing. */
class FullDisk
{
public:
  explicit FullDisk(const fs::path & folder) : m_Folder(folder)
  {
    fs::create_directories(folder);
    m_Mounted = ::mount("voxtome-test", folder.c_str(), "tmpfs", 0, "size=64k") == 0;
    if (m_Mounted)
    {
      std::ofstream(folder / "filling") << std::string(60000, 'x');
    }
  }
  ~FullDisk()
  {
    if (m_Mounted)
    {
      ::umount(m_Folder.c_str());
    }
  }
  FullDisk(const FullDisk &) = delete;
  FullDisk & operator=(const FullDisk &) = delete;

  [[nodiscard]] bool
  IsMounted() const
  {
    return m_Mounted;
  }

private:
  fs::path m_Folder;
  bool m_Mounted;
};

std::vector<std::string>
FilesIn(const fs::path & folder)
{
  std::vector<std::string> names;
  for (const auto & entry : fs::recursive_directory_iterator(folder))
  {
    if (entry.is_regular_file())
    {
      names.push_back(entry.path().filename().string());
    }
  }
  return names;
}

class WriteToAFullDisk : public ::testing::TestWithParam<std::vector<std::string>>
{};

TEST_P(WriteToAFullDisk, IsOneLineAndLeavesNothing)
{
  const TemporaryFolder folder;
  const FullDisk disk(folder / "disk");
  if (!disk.IsMounted())
  {
    GTEST_SKIP() << "a small disk can be mounted by root only";
  }
  const Phantom phantom = MakePhantom({40, 41, 42}, 4);
  Volume labels = phantom.labels;
  labels.voxels = (phantom.image.voxels * 1000).to(at::kInt); // noise, which compression does not shorten
  WriteImage(folder / "image.nii.gz", phantom.image);
  WriteLabelMap(folder / "label.nii.gz", labels);
  WriteLabelMap(folder / "truth.nii.gz", phantom.labels);
  fs::copy_file(PhantomWorkplace() / "run/model.safetensors", folder / "model.safetensors");

  const ProcessResult result = RunProgram(GetParam(), folder.Path());
  EXPECT_EQ(result.exitCode, 5) << result.err;
  const std::vector<std::string> lines = Lines(result.err);
  ASSERT_FALSE(lines.empty());
  EXPECT_THAT(lines.back(),
              ::testing::AllOf(::testing::StartsWith("voxtome: disk/"), ::testing::HasSubstr("disk full")));
  EXPECT_THAT(FilesIn(folder / "disk"), ::testing::ElementsAre("filling"));
}

INSTANTIATE_TEST_SUITE_P(
    Program, WriteToAFullDisk,
    ::testing::Values(
        std::vector<std::string>{"convert", "label.nii.gz", "disk/label.nii.gz", "--labels"},
        std::vector<std::string>{"convert", "label.nii.gz", "disk/label.nii", "--labels"},
        std::vector<std::string>{"convert", "label.nii.gz", "disk/label.nrrd", "--labels"},
        std::vector<std::string>{"convert", "image.nii.gz", "disk/image.mha"},
        std::vector<std::string>{"convert", "model.safetensors", "disk/model.safetensors", "--weights", "fp32"},
        std::vector<std::string>{"evaluate", "-r", "truth.nii.gz", "-p", "truth.nii.gz", "-o", "disk/summary.json"},
        std::vector<std::string>{"predict", "-m", "model.safetensors", "-i", "image.nii.gz", "-o", "disk/label.nii",
                                 "--save-probabilities"}));

} // namespace
} // namespace vox::testing
