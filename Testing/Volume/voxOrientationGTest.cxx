// SPDX-License-Identifier: Apache-2.0
#include "voxOrientation.h"

#include "voxGeometryExamples.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <set>

namespace vox
{
namespace
{

using testing::AllAxisOrders;
using testing::LargestDifference;
using testing::ObliqueGeometry;
using testing::RotatedDirection;

Volume
Numbered(const ImageGeometry & geometry)
{
  const auto & size = geometry.size;
  return MakeVolume(at::arange(2 * Product(size), at::kFloat).reshape({2, size.z, size.y, size.x}), geometry);
}

/** The value of channel 0 at the voxel that lies at this place in the world. */
float
ValueAt(const Volume & volume, const Vector3 & world)
{
  const Zyx<double> voxel = VoxelFromWorld(volume.geometry, world);
  const auto index = [](double continuous) { return static_cast<std::int64_t>(std::lround(continuous)); };
  return volume.voxels[0][index(voxel.z)][index(voxel.y)][index(voxel.x)].item<float>();
}

TEST(Orientation, ThereAre48Orders)
{
  EXPECT_EQ(AllAxisOrders().size(), 48u);
}

TEST(Orientation, VoxelsKeepTheirWorldPositionInAll48Orders)
{
  const Volume volume = Numbered(ObliqueGeometry());
  for (const AxisOrder & order : AllAxisOrders())
  {
    const Volume reordered = Reordered(volume, order);
    ASSERT_TRUE(reordered.voxels.is_contiguous());
    const auto & size = volume.geometry.size;
    for (std::int64_t z = 0; z < size.z; ++z)
    {
      const Zyx<double> voxel{double(z), double((z * 3) % size.y), double((z * 5 + 1) % size.x)};
      const Vector3 world = WorldFromVoxel(volume.geometry, voxel);
      ASSERT_EQ(ValueAt(reordered, world), ValueAt(volume, world));
    }
  }
}

TEST(Orientation, TheInverseOrderRestoresVoxelsAndGeometry)
{
  const Volume volume = Numbered(ObliqueGeometry());
  for (const AxisOrder & order : AllAxisOrders())
  {
    const Volume back = Reordered(Reordered(volume, order), Inverse(order));
    ASSERT_TRUE(at::equal(back.voxels, volume.voxels));
    ASSERT_LT(LargestDifference(back.geometry, volume.geometry), 1e-12);
    ASSERT_EQ(Compose(order, Inverse(order)), AxisOrder{});
    ASSERT_EQ(Compose(Inverse(order), order), AxisOrder{});
  }
}

TEST(Orientation, AComposedOrderEqualsTwoSteps)
{
  const Volume volume = Numbered(ObliqueGeometry());
  const auto orders = AllAxisOrders();
  for (std::size_t i = 0; i < orders.size(); ++i)
  {
    const AxisOrder & first = orders[i];
    const AxisOrder & second = orders[(i * 29 + 17) % orders.size()];
    const Volume once = Reordered(volume, Compose(first, second));
    const Volume twice = Reordered(Reordered(volume, first), second);
    ASSERT_TRUE(at::equal(once.voxels, twice.voxels));
    ASSERT_LT(LargestDifference(once.geometry, twice.geometry), 1e-12);
  }
}

TEST(Orientation, TheIdentityReturnsTheSameTensor)
{
  const Volume volume = Numbered(ObliqueGeometry());
  EXPECT_TRUE(Reordered(volume, {}).voxels.is_same(volume.voxels));
}

TEST(Orientation, AFlipOfOneAxisIsAsWrittenByHand)
{
  ImageGeometry geometry;
  geometry.size = {1, 1, 3};
  geometry.spacingMm.x = 2.0;
  const Volume volume = MakeVolume(at::tensor({1.0F, 2.0F, 3.0F}).reshape({1, 1, 1, 3}), geometry);
  const Volume flipped = Reordered(volume, {{0, 1, 2}, {false, false, true}});
  EXPECT_TRUE(at::equal(flipped.voxels.flatten(), at::tensor({3.0F, 2.0F, 1.0F})));
  EXPECT_EQ(flipped.geometry.originLps, (Vector3{4.0, 0.0, 0.0}));
  EXPECT_EQ(flipped.geometry.directionLps[0][2], -1.0);
  EXPECT_EQ(OrientationCode(flipped.geometry), "RPS");
}

TEST(Orientation, APermutedCopyOfOneSliceDoesNotShareMemory)
{
  ImageGeometry geometry;
  geometry.size = {1, 1, 3};
  const Volume volume = MakeVolume(at::zeros({1, 1, 1, 3}), geometry);
  const Volume permuted = Reordered(volume, {{1, 0, 2}, {}});
  permuted.voxels.fill_(7.0);
  EXPECT_EQ(volume.voxels.sum().item<float>(), 0.0F);
}

TEST(Orientation, CodeNamesWhereTheAxesPoint)
{
  EXPECT_EQ(OrientationCode(ImageGeometry{}), "LPS");
  ImageGeometry geometry;
  // Tensor z to posterior, y to inferior, x to the right: x, y, z = R, I, P.
  geometry.directionLps = {{{0, 0, -1}, {1, 0, 0}, {0, -1, 0}}};
  EXPECT_EQ(OrientationCode(geometry), "RIP");
}

TEST(Orientation, All48OrdersHaveTheirOwnCodeAndReturnToRas)
{
  std::set<std::string> codes;
  ImageGeometry oblique = ObliqueGeometry();
  for (const AxisOrder & order : AllAxisOrders())
  {
    const ImageGeometry reordered = Reordered(oblique, order);
    codes.insert(OrientationCode(reordered));
    const ImageGeometry ras = Reordered(reordered, OrderToRas(reordered));
    ASSERT_EQ(OrientationCode(ras), "RAS");
    ASSERT_LT(LargestDifference(ras, Reordered(oblique, OrderToRas(oblique))), 1e-12);
  }
  EXPECT_EQ(codes.size(), 48u);
}

TEST(Orientation, TheLargestSumOfCosinesWinsAmongObliqueDirections)
{
  ImageGeometry geometry;
  geometry.directionLps = RotatedDirection(0.0, 0.0, 40.0 * M_PI / 180.0);
  EXPECT_EQ(OrientationCode(geometry), "LPS");
  geometry.directionLps = RotatedDirection(0.0, 0.0, 50.0 * M_PI / 180.0);
  EXPECT_EQ(OrientationCode(geometry), "PRS");
}

} // namespace
} // namespace vox
