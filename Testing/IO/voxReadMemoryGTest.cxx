// SPDX-License-Identifier: Apache-2.0
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <fstream>
#include <string>

namespace vox
{
namespace
{

using testing::TemporaryFolder;

constexpr std::int64_t kMiB = 1 << 20;

/** Bytes of memory of this process as the kernel counts them: VmRSS, or VmHWM, the most since the last reset. */
std::int64_t
Memory(const std::string & key)
{
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
  {
    if (line.starts_with(key + ":"))
    {
      return std::stoll(line.substr(key.size() + 1)) * 1024;
    }
  }
  return 0;
}

bool
ResetMostMemory()
{
  std::ofstream file("/proc/self/clear_refs");
  file << 5 << std::flush;
  return file.good();
}

/** Bytes that `work` needs beyond those in use before. */
template <typename TWork>
std::int64_t
MostBytesOf(TWork && work)
{
  const std::int64_t before = Memory("VmRSS");
  work();
  return Memory("VmHWM") - before;
}

/** 8 Mi voxels whose rows differ and reach beyond a byte, so that files hold them as 16-bit numbers. */
Volume
LargeLabels()
{
  ImageGeometry geometry;
  geometry.size = {32, 512, 512};
  const at::Tensor rows = at::arange(32 * 512, at::kInt).remainder(771).reshape({1, 32, 512, 1});
  return MakeVolume(rows.expand({1, 32, 512, 512}).contiguous(), geometry);
}

class ReadMemory : public ::testing::TestWithParam<const char *>
{};

TEST_P(ReadMemory, IsOneVolumeAndALittleMore)
{
  if (!ResetMostMemory())
  {
    GTEST_SKIP() << "this kernel does not count the most memory of a part of a process";
  }
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / (std::string("large") + GetParam());
  WriteLabelMap(file, LargeLabels());
  (void)ReadImage(file); // what is allocated once
  const std::int64_t volume = Product(ReadImageInfo(file).geometry.size) * 4;

  at::Tensor image;
  ResetMostMemory();
  EXPECT_LT(MostBytesOf([&] { image = ReadImage(file).voxels; }), volume + 12 * kMiB);
  EXPECT_TRUE(at::equal(image, LargeLabels().voxels.to(at::kFloat)));
  image = at::Tensor();

  at::Tensor labels;
  ResetMostMemory();
  EXPECT_LT(MostBytesOf([&] { labels = ReadLabelMap(file).voxels; }), volume + 12 * kMiB);
  EXPECT_TRUE(at::equal(labels, LargeLabels().voxels));
  labels = at::Tensor();

  at::Tensor channels;
  ResetMostMemory();
  const std::vector<std::filesystem::path> files{file, file};
  EXPECT_LT(MostBytesOf([&] { channels = ReadCaseImage(files).voxels; }), 2 * volume + 12 * kMiB);
  EXPECT_TRUE(at::equal(channels[1], channels[0]));
}

TEST_P(ReadMemory, OfWritingIsWhatTheFileHolds)
{
  if (!ResetMostMemory())
  {
    GTEST_SKIP() << "this kernel does not count the most memory of a part of a process";
  }
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / (std::string("large") + GetParam());
  Volume labels = LargeLabels();
  labels.voxels = labels.voxels.remainder(5).to(at::kByte);
  WriteLabelMap(file, labels);
  ResetMostMemory();
  // Compressed text formats are compressed in memory by ITK; bytes are never widened.
  EXPECT_LT(MostBytesOf([&] { WriteLabelMap(file, labels); }), labels.voxels.numel() + 12 * kMiB);
  EXPECT_TRUE(at::equal(ReadLabelMap(file).voxels, labels.voxels.to(at::kInt)));
}

INSTANTIATE_TEST_SUITE_P(Formats, ReadMemory, ::testing::Values(".nii", ".nii.gz", ".nrrd", ".mha"),
                         [](const auto & ending) {
                           std::string name = ending.param;
                           std::erase(name, '.');
                           return name;
                         });

} // namespace
} // namespace vox
