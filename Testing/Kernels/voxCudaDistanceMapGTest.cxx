// SPDX-License-Identifier: Apache-2.0
#include "voxCudaTest.h"
#include "voxDistanceMap.h"

namespace
{
class CudaDistanceMap : public vox::testing::CudaTest
{
protected:
  void
  ExpectDistancesOfTheCpu(const vox::Zyx<std::int64_t> & size, double density)
  {
    const auto mask = vox::testing::RandomMask(Product(size), 1, density);
    const vox::Zyx<double> spacingMm{5.0, 0.8, 0.7};
    std::vector<double> expected(mask.size());
    vox::kernels::SquaredDistanceMap(mask.data(), size, spacingMm, expected.data(), 2);

    const auto deviceMask = OnDevice(mask);
    const vox::kernels::DeviceMemory<double> distances(Table(), Product(size));
    const vox::kernels::DeviceMemory<std::uint8_t> scratch(Table(), vox::kernels::DistanceMapScratchBytes(size));
    vox::kernels::DistanceMapBuffers buffers;
    buffers.marked = deviceMask.Data();
    buffers.size = size;
    buffers.spacingMm = spacingMm;
    buffers.squaredDistances = distances.Data();
    vox::kernels::PlaceScratch(buffers, scratch.Data());
    ExpectLaunched(Table().distanceMap(buffers, nullptr));
    EXPECT_EQ(distances.ToHost(), expected);
  }
};

TEST_F(CudaDistanceMap, IsThatOfTheCpu)
{
  ExpectDistancesOfTheCpu({40, 61, 70}, 0.001);
  ExpectDistancesOfTheCpu({3, 130, 257}, 0.05);
}

TEST_F(CudaDistanceMap, OfASliceOrALineIsThatOfTheCpu)
{
  ExpectDistancesOfTheCpu({1, 61, 70}, 0.01);
  ExpectDistancesOfTheCpu({1, 1, 70}, 0.05);
  ExpectDistancesOfTheCpu({70, 1, 1}, 0.05);
}

TEST_F(CudaDistanceMap, OfNothingIsInfinite)
{
  ExpectDistancesOfTheCpu({4, 5, 40}, 0.0);
}
} // namespace
