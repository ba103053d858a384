// SPDX-License-Identifier: Apache-2.0
#include "voxBitSurface.h"
#include "voxLesionMap.h"
#include "voxMaskExamples.h"
#include "voxSkeleton.h"

#include <gtest/gtest.h>

namespace
{

using namespace vox;
using namespace vox::testing;

BitMask
BitsOf(const at::Tensor & mask)
{
  BitMask bits({mask.size(0), mask.size(1), mask.size(2)});
  const at::Tensor bytes = mask.contiguous();
  for (std::int64_t row = 0; row < mask.size(0) * mask.size(1); ++row)
  {
    bits.AddToRow(row / mask.size(1), row % mask.size(1), 0,
                  {bytes.const_data_ptr<std::uint8_t>() + row * mask.size(2), static_cast<std::size_t>(mask.size(2))});
  }
  return bits;
}

at::Tensor
Skeleton(const at::Tensor & mask)
{
  const BitMask skeleton = SkeletonOf(BitsOf(mask), MeasuredAxes({mask.size(0), mask.size(1), mask.size(2)}));
  at::Tensor result = at::zeros_like(mask);
  for (std::int64_t z = 0; z < mask.size(0); ++z)
  {
    ForEachVoxelOfSlice(skeleton, z, [&](std::int64_t y, std::int64_t x) { result[z][y][x] = 1; });
  }
  return result;
}

at::Tensor
WithMargin(const at::Tensor & mask)
{
  return at::constant_pad_nd(mask, {1, 1, 1, 1, 1, 1});
}

/** Vertices minus edges plus faces minus cubes. */
std::int64_t
EulerCharacteristic(const at::Tensor & mask)
{
  std::int64_t sum = 0;
  for (unsigned int between = 0; between < 8; ++between)
  {
    at::Tensor cells = WithMargin(mask);
    std::int64_t sign = -1;
    for (std::int64_t axis = 0; axis < 3; ++axis)
    {
      if ((between >> axis & 1U) != 0)
      {
        const std::int64_t length = cells.size(axis) - 1;
        cells = at::maximum(cells.narrow(axis, 0, length), cells.narrow(axis, 1, length));
        sign = -sign;
      }
    }
    sum += sign * cells.sum().item<std::int64_t>();
  }
  return sum;
}

struct Topology
{
  std::int64_t components = 0;
  std::int64_t componentsOutside = 0;
  std::int64_t eulerCharacteristic = 0;

  friend bool operator==(const Topology &, const Topology &) = default;
};

Topology
TopologyOf(const at::Tensor & mask)
{
  const auto count = [](const at::Tensor & of, LesionConnectivity connectivity) {
    return LabelLesions(of, connectivity, 0.0).max().item<std::int64_t>();
  };
  return {count(mask, LesionConnectivity::Full), count(1 - WithMargin(mask), LesionConnectivity::Face),
          EulerCharacteristic(mask)};
}

std::vector<std::pair<std::string, at::Tensor>>
Shapes()
{
  const Zyx<std::int64_t> size{21, 22, 90};
  const Zyx<double> unit{1, 1, 1};
  at::Tensor ring = BoxMask(size, {{6, 3, 3}, {11, 20, 80}});
  Fill(ring, {{0, 9, 20}, {21, 14, 66}}, 0);
  at::Tensor hollow = BallMask(size, unit, {10, 10, 40}, 9);
  hollow -= BallMask(size, unit, {10, 10, 40}, 4);
  return {{"ball", BallMask(size, unit, {10, 10, 40}, 9)},
          {"box", BoxMask(size, {{0, 0, 0}, {21, 22, 90}})},
          {"ring", ring},
          {"hollow ball", hollow},
          {"sparse", NoiseMask({9, 10, 130}, 0.1, 1)},
          {"half", NoiseMask({9, 10, 130}, 0.5, 2)},
          {"dense", NoiseMask({9, 10, 130}, 0.9, 3)},
          {"plane", NoiseMask({1, 40, 129}, 0.7, 4)},
          {"upright plane", NoiseMask({40, 1, 70}, 0.7, 5)},
          {"line", NoiseMask({1, 1, 200}, 0.8, 6)}};
}

TEST(Skeleton, KeepsTheTopologyAndLiesInTheMask)
{
  for (const auto & [name, mask] : Shapes())
  {
    SCOPED_TRACE(name);
    const at::Tensor skeleton = Skeleton(mask);
    EXPECT_TRUE((skeleton <= mask).all().item<bool>());
    EXPECT_EQ(TopologyOf(skeleton), TopologyOf(mask));
  }
}

TEST(Skeleton, IsThin)
{
  for (const auto & [name, mask] : Shapes())
  {
    SCOPED_TRACE(name);
    const at::Tensor skeleton = Skeleton(mask);
    EXPECT_TRUE(Skeleton(skeleton).equal(skeleton));
  }
  EXPECT_LE(Skeleton(BallMask({21, 21, 21}, {1, 1, 1}, {10, 10, 10}, 9)).sum().item<int>(), 2);
}

TEST(Skeleton, OfATubeIsALineOfItsLength)
{
  const at::Tensor skeleton = Skeleton(BoxMask({9, 9, 80}, {{2, 2, 3}, {7, 7, 77}}));
  EXPECT_EQ(skeleton.sum().item<int>(), skeleton[4][4].sum().item<int>());
  EXPECT_GE(skeleton.sum().item<int>(), 74 - 2 * 3);
}

TEST(Skeleton, IsSimpleWhereRemovalChangesNoTopology)
{
  Random random(7);
  int simple = 0;
  for (int i = 0; i < 400; ++i)
  {
    const double density = 0.1 + 0.002 * i;
    at::Tensor mask = EmptyMask({3, 3, 3});
    Neighborhood neighborhood = 0;
    for (int place = 0; place < 27; ++place)
    {
      const bool inside = place == 13 || random.Bernoulli(density);
      mask.data_ptr<std::uint8_t>()[place] = inside;
      neighborhood |= static_cast<Neighborhood>(inside) << place;
    }
    const Topology before = TopologyOf(mask);
    mask[1][1][1] = 0;
    const bool expected = TopologyOf(mask) == before;
    EXPECT_EQ(IsSimple(neighborhood), expected) << neighborhood;
    simple += expected;
  }
  EXPECT_GT(simple, 50);
  EXPECT_LT(simple, 350);
}

// From here on: skimage.morphology.skeletonize(mask, method='lee'), scikit-image 0.26.0.
TEST(SkeletonBesideScikitImage, OfAPlane)
{
  const Zyx<std::int64_t> size{1, 18, 30};
  at::Tensor mask = BoxMask(size, Rectangle(2, 7, 2, 28));
  Fill(mask, Rectangle(2, 16, 12, 18));
  Fill(mask, Rectangle(9, 15, 20, 28));
  Fill(mask, Rectangle(11, 13, 23, 25), 0);
  const at::Tensor skeleton = Skeleton(mask)[0];
  const std::vector<std::string> expected{
      "..............................", "..............................", "..............................",
      "..............................", "...###########..###########...", "..............##..............",
      "..............#...............", "..............#...............", "..............#...............",
      "..............#...............", "..............#.......####....", "..............#......#....#...",
      "..............#......#....#...", "......................#..#....", ".......................##.....",
      "..............................", "..............................", ".............................."};
  for (std::size_t row = 0; row < expected.size(); ++row)
  {
    std::string found;
    for (int column = 0; column < 30; ++column)
    {
      found += skeleton[static_cast<std::int64_t>(row)][column].item<bool>() ? '#' : '.';
    }
    EXPECT_EQ(found, expected[row]) << row;
  }
}

TEST(SkeletonBesideScikitImage, OfABentTube)
{
  const Zyx<std::int64_t> size{14, 16, 20};
  at::Tensor mask = BoxMask(size, {{2, 2, 2}, {7, 7, 18}});
  Fill(mask, {{2, 2, 13}, {7, 14, 18}});
  Fill(mask, {{2, 9, 13}, {12, 14, 18}});
  const std::vector<std::array<std::int64_t, 3>> expected{
      {4, 4, 4},   {4, 4, 5},   {4, 4, 6},   {4, 4, 7},   {4, 4, 8},   {4, 4, 9},   {4, 4, 10},  {4, 4, 11},
      {4, 4, 12},  {4, 4, 13},  {4, 4, 14},  {4, 5, 15},  {4, 6, 15},  {4, 7, 15},  {4, 8, 15},  {4, 9, 15},
      {4, 10, 15}, {5, 11, 15}, {6, 11, 15}, {7, 11, 15}, {8, 11, 15}, {9, 11, 15}, {10, 11, 15}};
  at::Tensor line = EmptyMask(size);
  for (const auto & [z, y, x] : expected)
  {
    line[z][y][x] = 1;
  }
  EXPECT_TRUE(Skeleton(mask).equal(line));
}

/** Voxels where 3 z^2 + 5 y^2 + 7 x^2 + z y + 11 x y + 2 x z has a remainder below `below`. */
at::Tensor
RemainderMask(const Zyx<std::int64_t> & size, std::int64_t divisor, std::int64_t below)
{
  const at::Tensor z = at::arange(size.z).view({-1, 1, 1});
  const at::Tensor y = at::arange(size.y).view({-1, 1});
  const at::Tensor x = at::arange(size.x);
  return (3 * z * z + 5 * y * y + 7 * x * x + z * y + 11 * x * y + 2 * x * z)
      .remainder(divisor)
      .lt(below)
      .to(at::kByte);
}

TEST(SkeletonBesideScikitImage, OfAllKindsOfNeighborhoods)
{
  struct Example
  {
    Zyx<std::int64_t> size;
    std::int64_t divisor;
    std::int64_t below;
    std::int64_t voxels; ///< of the skeleton; then the sums of their positions and of the squares of these
    std::int64_t sum;
    std::int64_t squares;
  };
  for (const auto & [size, divisor, below, voxels, sum, squares] :
       {Example{{10, 12, 70}, 13, 8, 1987, 8452503, 42711310035},
        Example{{10, 12, 70}, 13, 11, 3447, 14414495, 75693437217},
        Example{{12, 14, 66}, 17, 5, 1929, 10928831, 81588458479},
        Example{{1, 40, 70}, 13, 9, 1163, 1622895, 3004824837}})
  {
    const at::Tensor found = at::nonzero(Skeleton(RemainderMask(size, divisor, below)).flatten());
    EXPECT_EQ(found.numel(), voxels);
    EXPECT_EQ(found.sum().item<std::int64_t>(), sum);
    EXPECT_EQ(found.square().sum().item<std::int64_t>(), squares);
  }
}

} // namespace
