// SPDX-License-Identifier: Apache-2.0
#include "voxPhantom.h"
#include "voxProcess.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

TEST(ManyCases, GiveWhatEachGivesAlone)
{
  const TemporaryFolder folder;
  const std::string model = (PhantomWorkplace() / "run/model.safetensors").string();
  const std::vector<std::string> names{"a", "b", "c", "d"};
  std::filesystem::create_directories(folder / "images");
  for (std::size_t i = 0; i < names.size(); ++i)
  {
    const auto size = static_cast<std::int64_t>(18 + i);
    WriteImage(folder / ("images/" + names[i] + ".nii.gz"), MakePhantom({size, 20, 21}, i).image);
  }
  const ProcessResult together = RunProgram({"predict", "-m", model, "-i", "images", "-o", "labels"}, folder.Path());
  ASSERT_EQ(together.exitCode, 0) << together.err;
  const std::vector<std::string> lines = Lines(together.out);
  ASSERT_EQ(lines.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i)
  {
    const std::string file = names[i] + ".nii.gz";
    EXPECT_THAT(lines[i], ::testing::StartsWith("labels/" + file));
    const ProcessResult alone = RunProgram({"predict", "-m", model, "-i", "images/" + file, "-o", file}, folder.Path());
    ASSERT_EQ(alone.exitCode, 0) << alone.err;
    EXPECT_TRUE(at::equal(ReadLabelMap(folder / file).voxels, ReadLabelMap(folder / ("labels/" + file)).voxels))
        << file;
  }
}

TEST(ManyCases, BadOnesAreNamedInOrderAndDoNotStopTheOthers)
{
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "images");
  for (const char * name : {"a", "c", "e"})
  {
    WriteImage(folder / (std::string("images/") + name + ".nii.gz"), MakePhantom({18, 20, 21}, 1).image);
  }
  for (const char * name : {"b", "d"})
  {
    const auto file = folder / (std::string("images/") + name + ".nii.gz");
    std::filesystem::copy_file(folder / "images/a.nii.gz", file);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  }
  const ProcessResult result = RunProgram(
      {"predict", "-m", (PhantomWorkplace() / "run/model.safetensors").string(), "-i", "images", "-o", "labels"},
      folder.Path());
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(Lines(result.err).back(), ::testing::HasSubstr("2 of 5 cases could not be segmented: b, d"));
  for (const char * name : {"a", "c", "e"})
  {
    EXPECT_TRUE(std::filesystem::exists(folder / (std::string("labels/") + name + ".nii.gz"))) << name;
  }
}

} // namespace
} // namespace vox::testing
