// SPDX-License-Identifier: Apache-2.0
#include "voxPlanarShape.h"

#include "voxRandom.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vox
{
namespace
{

using Mask = std::vector<std::uint8_t>;

Mask
Drawn(const std::vector<std::string> & rows)
{
  Mask mask;
  for (const std::string & row : rows)
  {
    for (const char c : row)
    {
      mask.push_back(c == '#' ? 1 : 0);
    }
  }
  return mask;
}

Mask
Filled(const std::vector<PlaneContour> & contours, std::int64_t rows, std::int64_t columns)
{
  Mask mask(static_cast<std::size_t>(rows * columns));
  FillEvenOdd(contours, rows, columns, mask);
  return mask;
}

TEST(PlanarShape, FillTakesCentersInsideAndLeavesHolesOpen)
{
  const PlaneContour outer{{-0.4, -0.4}, {-0.4, 4.4}, {4.4, 4.4}, {4.4, -0.4}};
  const PlaneContour hole{{1.2, 0.9}, {1.2, 3.1}, {2.7, 3.1}, {2.7, 0.9}};
  const Mask expected = Drawn({"#####", "#####", "#...#", "#####", "#####"});
  EXPECT_EQ(Filled({outer, hole}, 5, 5), expected);
  // The same hole at the end of a keyhole, which is walked twice.
  PlaneContour keyhole = outer;
  keyhole.insert(keyhole.end(), {outer[0], hole[0], hole[3], hole[2], hole[1], hole[0], outer[0]});
  EXPECT_EQ(Filled({keyhole}, 5, 5), expected);
}

TEST(PlanarShape, CentersOnAnEdgeBelongToTheRightAndLowerShape)
{
  const PlaneContour left{{0, 0}, {0, 2}, {2, 2}, {2, 0}};
  const PlaneContour right{{0, 2}, {0, 4}, {2, 4}, {2, 2}};
  EXPECT_EQ(Filled({left}, 3, 5), Drawn({"##...", "##...", "....."}));
  EXPECT_EQ(Filled({right}, 3, 5), Drawn({"..##.", "..##.", "....."}));
  PlaneContour noisy = left;
  noisy[1].column -= 1e-9;
  noisy[2].column += 1e-9;
  EXPECT_EQ(Filled({noisy}, 3, 5), Filled({left}, 3, 5));
}

TEST(PlanarShape, ContoursBeyondTheSliceAreCutOff)
{
  EXPECT_EQ(Filled({{{-9, -9}, {-9, 1.5}, {9, 1.5}, {9, -9}}}, 2, 3), Drawn({"##.", "##."}));
  EXPECT_EQ(Filled({{{-9, 5}, {-9, 9}, {9, 9}, {9, 5}}}, 2, 3), Drawn({"...", "..."}));
}

TEST(PlanarShape, EachConnectedShapeIsOneContour)
{
  const Mask rings = Drawn({"########.", "#......#.", "#.####.#.", "#.#..#.##", "#.####.#.", "#......#.", "########."});
  const std::vector<PlaneContour> contours = TraceContours(rings, 7, 9);
  EXPECT_EQ(contours.size(), 2u);
  EXPECT_EQ(Filled(contours, 7, 9), rings);
  const Mask corners = Drawn({"#.", ".#"});
  EXPECT_EQ(TraceContours(corners, 2, 2).size(), 2u);
  EXPECT_EQ(TraceContours(Drawn({"#"}), 1, 1), (std::vector<PlaneContour>{{{-0.5, 0}, {0, 0.5}, {0.5, 0}, {0, -0.5}}}));
  EXPECT_TRUE(TraceContours(Mask(6), 2, 3).empty());
}

TEST(PlanarShape, AnyMaskIsFilledAgain)
{
  Random random(20);
  for (int i = 0; i < 300; ++i)
  {
    const std::int64_t rows = 1 + i % 13;
    const std::int64_t columns = 1 + i * 7 % 17;
    const double density = 0.1 + 0.8 * (i % 10) / 9.0;
    Mask mask(static_cast<std::size_t>(rows * columns));
    for (std::uint8_t & pixel : mask)
    {
      pixel = random.Uniform() < density ? 1 : 0;
    }
    ASSERT_EQ(Filled(TraceContours(mask, rows, columns), rows, columns), mask) << i;
  }
}

} // namespace
} // namespace vox
