// SPDX-License-Identifier: Apache-2.0
#include "voxLabelStatistics.h"

#include "voxTensorMemory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

Volume
VolumeOf(std::int64_t channels, at::ScalarType type)
{
  return MakeVolume(NewTensor(std::array<std::int64_t, 4>{channels, 1, 2, 3}, type), {{1, 2, 3}, {10, 10, 5}});
}

/** Two channels of six voxels of half a milliliter; one structure has none. */
TEST(LabelStatistics, AreWrittenForEveryStructureAndChannel)
{
  const Volume labels = VolumeOf(1, at::kByte);
  std::ranges::copy(std::array<std::uint8_t, 6>{0, 1, 1, 3, 3, 3}, MutableValuesOf<std::uint8_t>(labels.voxels));
  const Volume image = VolumeOf(2, at::kFloat);
  std::ranges::copy(std::array<float, 12>{9, 1, 3, 2, 2, 2, 90, -1, -3, 5, 6, 7}, MutableValuesOf<float>(image.voxels));
  const std::vector<Segment> segments{
      {1, "left, \"upper\"", {}, {}, 0}, {2, "none", {}, {}, 0}, {3, "right", {}, {}, 0}};
  EXPECT_EQ(StatisticsCsv(MeasureLabels("a", labels, image, segments)),
            "case,label,name,voxels,ml,mean,sd,min,max,mean_2,sd_2,min_2,max_2\n"
            "a,1,\"left, \"\"upper\"\"\",2,1,2,1,1,3,-2,1,-3,-1\n"
            "a,2,none,0,0,,,,,,,,\n"
            "a,3,right,3,1.5,2,0,2,2,6,0.816497,5,7\n");
}

TEST(LabelStatistics, OfNoCaseAreAHeadAlone)
{
  EXPECT_EQ(StatisticsCsv({}), "case,label,name,voxels,ml,mean,sd,min,max\n");
}

} // namespace
} // namespace vox
