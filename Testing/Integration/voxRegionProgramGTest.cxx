// SPDX-License-Identifier: Apache-2.0
#include "voxProcess.h"
#include "voxTemporaryFolder.h"

#include "voxAtomicFile.h"
#include "voxReadVolume.h"
#include "voxTensorMemory.h"
#include "voxWorldBox.h"
#include "voxWriteVolume.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <cmath>
#include <map>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;

const std::filesystem::path example = std::filesystem::path(VOX_EXAMPLES_DIR) / "Hippocampus3d";

class RegionProgram : public ::testing::Test
{
protected:
  [[nodiscard]] static ProcessResult
  Predict(const std::filesystem::path & image, const std::filesystem::path & labels,
          const std::vector<std::string> & more)
  {
    std::vector<std::string> words{
        "predict",       "-m",         (example / "model.safetensors").string(), "-i", image.string(), "-o",
        labels.string(), "--no-mirror"};
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words, ".");
  }

  TemporaryFolder m_Folder;
  Volume m_Image = ReadImage(example / "image.nii.gz");
};

/** Center and half sizes of these voxels, all of them inside with a quarter of a voxel to spare. */
std::string
RegionOf(const ImageGeometry & geometry, const Box & box)
{
  const Vector3 first = WorldFromVoxel(geometry, {double(box.lower.z), double(box.lower.y), double(box.lower.x)});
  const Vector3 last =
      WorldFromVoxel(geometry, {double(box.upper.z - 1), double(box.upper.y - 1), double(box.upper.x - 1)});
  std::vector<double> numbers;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    numbers.push_back((first[axis] + last[axis]) / 2);
  }
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    numbers.push_back(std::abs(last[axis] - first[axis]) / 2 + 0.25);
  }
  return fmt::format("{}", fmt::join(numbers, ","));
}

/** Voxel for voxel, and background around it; labels, probabilities and statistics. */
TEST_F(RegionProgram, IsThePartAsAnImageOfItsOwn)
{
  const Box box{{5, 8, 3}, {30, 44, 29}};
  WriteImage(m_Folder / "part.nii.gz", Crop(m_Image, box));
  const std::vector<std::string> also{"--save-probabilities", "--statistics"};
  auto words = also;
  words.push_back((m_Folder / "alone.csv").string());
  const auto alone = Predict(m_Folder / "part.nii.gz", m_Folder / "alone.nii.gz", words);
  ASSERT_EQ(alone.exitCode, 0) << alone.err;
  words.back() = (m_Folder / "region.csv").string();
  words.insert(words.end(), {"--region", RegionOf(m_Image.geometry, box)});
  const auto region = Predict(example / "image.nii.gz", m_Folder / "region.nii.gz", words);
  ASSERT_EQ(region.exitCode, 0) << region.err;

  const Volume whole = ReadLabelMap(m_Folder / "region.nii.gz");
  RequireSameGeometry(whole.geometry, "labels", m_Image.geometry, "image");
  Volume expected = ReadLabelMap(m_Folder / "alone.nii.gz");
  const Zyx<std::int64_t> & size = m_Image.geometry.size;
  const Box around{{-5, -8, -3}, {size.z - 5, size.y - 8, size.x - 3}};
  expected = Crop(expected, around);
  EXPECT_TRUE(std::equal(ValuesOf<std::int32_t>(whole.voxels),
                         ValuesOf<std::int32_t>(whole.voxels) + whole.voxels.numel(),
                         ValuesOf<std::int32_t>(expected.voxels)));

  const std::vector<std::filesystem::path> regionFile{m_Folder / "probabilities/region.nii.gz"};
  const std::vector<std::filesystem::path> aloneFile{m_Folder / "probabilities/alone.nii.gz"};
  const Volume inside = Crop(ReadCaseImage(regionFile, 3), box);
  const Volume probabilities = ReadCaseImage(aloneFile, 3);
  EXPECT_TRUE(std::equal(ValuesOf<float>(inside.voxels), ValuesOf<float>(inside.voxels) + inside.voxels.numel(),
                         ValuesOf<float>(probabilities.voxels)));
  const Volume corner = Crop(ReadCaseImage(regionFile, 3), {{0, 0, 0}, {1, 1, 1}});
  EXPECT_EQ(std::vector<float>(ValuesOf<float>(corner.voxels), ValuesOf<float>(corner.voxels) + 3),
            (std::vector<float>{1, 0, 0}));

  const auto rows = Lines(ReadTextFile(m_Folder / "region.csv"));
  const auto rowsAlone = Lines(ReadTextFile(m_Folder / "alone.csv"));
  ASSERT_EQ(rows.size(), 3U);
  for (std::size_t i = 1; i < rows.size(); ++i)
  {
    EXPECT_EQ(rows[i].substr(rows[i].find(',')), rowsAlone[i].substr(rowsAlone[i].find(',')));
  }
}

TEST_F(RegionProgram, MayBeRotated)
{
  const Vector3 center = WorldFromVoxel(m_Image.geometry, {17, 25, 17});
  const double c = std::cos(0.6);
  const double s = std::sin(0.6);
  const std::vector<double> numbers{center[0], center[1], center[2], 8, 14, 12, c, -s, 0, s, c, 0, 0, 0, 1};
  const auto run = Predict(example / "image.nii.gz", m_Folder / "labels.nii.gz",
                           {fmt::format("--region={}", fmt::join(numbers, ","))});
  ASSERT_EQ(run.exitCode, 0) << run.err;
  const Volume labels = ReadLabelMap(m_Folder / "labels.nii.gz");
  const WorldBox box = ParseWorldBox(numbers, "--region");
  const auto * value = ValuesOf<std::int32_t>(labels.voxels);
  std::int64_t foreground = 0;
  for (std::int64_t z = 0; z < labels.geometry.size.z; ++z)
  {
    for (std::int64_t y = 0; y < labels.geometry.size.y; ++y)
    {
      for (std::int64_t x = 0; x < labels.geometry.size.x; ++x, ++value)
      {
        const bool isInside = box.Holds(WorldFromVoxel(labels.geometry, {double(z), double(y), double(x)}));
        EXPECT_TRUE(isInside || *value == 0);
        foreground += *value != 0 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(foreground, 100);
}

/** Counted and summed here by themselves. */
TEST_F(RegionProgram, StatisticsAreThoseOfTheVoxels)
{
  const auto run =
      Predict(example / "image.nii.gz", m_Folder / "labels.nii.gz", {"--statistics", (m_Folder / "s.csv").string()});
  ASSERT_EQ(run.exitCode, 0) << run.err;
  const Volume labels = ReadLabelMap(m_Folder / "labels.nii.gz");
  const auto rows = Lines(ReadTextFile(m_Folder / "s.csv"));
  ASSERT_EQ(rows.size(), 3U);
  for (std::int32_t label = 1; label <= 2; ++label)
  {
    std::vector<double> inside;
    for (std::int64_t i = 0; i < labels.voxels.numel(); ++i)
    {
      if (ValuesOf<std::int32_t>(labels.voxels)[i] == label)
      {
        inside.push_back(ValuesOf<float>(m_Image.voxels)[i]);
      }
    }
    double sum = 0.0;
    double squares = 0.0;
    for (const double value : inside)
    {
      sum += value;
      squares += value * value;
    }
    const double count = static_cast<double>(inside.size());
    const double mean = sum / count;
    const auto [low, high] = std::ranges::minmax(inside);
    EXPECT_EQ(rows[static_cast<std::size_t>(label)],
              fmt::format("image,{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g}", label,
                          label == 1 ? "Anterior" : "Posterior", inside.size(),
                          count * VoxelVolumeMm3(labels.geometry) / 1000.0, mean,
                          std::sqrt(squares / count - mean * mean), low, high));
  }
}

TEST_F(RegionProgram, OutsideIsRefusedAndLeavesNothing)
{
  const auto run = Predict(example / "image.nii.gz", m_Folder / "labels.nii.gz",
                           {"--region", "-500,-500,-500,5,5,5", "--statistics", (m_Folder / "s.csv").string()});
  EXPECT_EQ(run.exitCode, 3);
  EXPECT_THAT(run.err, HasSubstr("no voxel lies in the region with center (-500, -500, -500)"));
  EXPECT_EQ(m_Folder.EntryCount(), 0);
}

} // namespace
} // namespace vox::testing
