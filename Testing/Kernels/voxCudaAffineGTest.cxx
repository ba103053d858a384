// SPDX-License-Identifier: Apache-2.0
#include "voxCudaTest.h"

namespace
{
using vox::kernels::AffinePoint;
using Size = vox::Zyx<std::int64_t>;

class CudaAffine : public vox::testing::CudaTest
{
protected:
  template <int VDimensions, typename TLaunch>
  void
  ExpectPatchOfTheCpu(AffinePoint<VDimensions> point, TLaunch && launch)
  {
    point.sourceSize = {30, 41, 37};
    point.targetSize = {25, 33, 35};
    point.center = {15.0, 20.3, 18.1};
    point.channels = 2;
    const auto image = vox::testing::NormalValues(2 * Product(point.sourceSize), 1);
    std::vector<std::int16_t> labels;
    for (const float value : vox::testing::NormalValues(Product(point.sourceSize), 2))
    {
      labels.push_back(static_cast<std::int16_t>(value));
    }
    std::vector<float> expected(static_cast<std::size_t>(2 * Product(point.targetSize)));
    std::vector<std::int16_t> expectedLabels(static_cast<std::size_t>(Product(point.targetSize)));
    point.source = image.data();
    point.target = expected.data();
    point.labels = {labels.data(), expectedLabels.data()};
    vox::kernels::ForEachIndex(point, 2);

    const auto deviceImage = OnDevice(image);
    const auto deviceLabels = OnDevice(labels);
    const vox::kernels::DeviceMemory<float> target(Table(), 2 * Product(point.targetSize));
    const vox::kernels::DeviceMemory<std::int16_t> targetLabels(Table(), Product(point.targetSize));
    point.source = deviceImage.Data();
    point.target = target.Data();
    point.labels = {deviceLabels.Data(), targetLabels.Data()};
    ExpectLaunched(launch(point));
    EXPECT_EQ(target.ToHost(), expected);
    EXPECT_EQ(targetLabels.ToHost(), expectedLabels);
  }
};

TEST_F(CudaAffine, RotatesAndScalesAsTheCpu)
{
  AffinePoint<3> point;
  point.matrix = {{{0.9, 0.3, -0.2}, {-0.35, 1.1, 0.15}, {0.1, -0.25, 0.8}}};
  ExpectPatchOfTheCpu(point, [this](const auto & patch) { return Table().affine3(patch, nullptr); });
}

TEST_F(CudaAffine, ReachesOutsideAsTheCpu)
{
  AffinePoint<3> point;
  point.matrix = {{{2.1, 0.3, -0.2}, {-0.35, 1.9, 0.15}, {0.1, -0.25, 2.3}}};
  ExpectPatchOfTheCpu(point, [this](const auto & patch) { return Table().affine3(patch, nullptr); });
}

TEST_F(CudaAffine, KeepsSlicesAsTheCpu)
{
  AffinePoint<2> point;
  point.matrix = {{{1.0, 0.0, 0.0}, {0.0, 1.1, 0.4}, {0.0, -0.4, 1.1}}};
  ExpectPatchOfTheCpu(point, [this](const auto & patch) { return Table().affine2(patch, nullptr); });
}
} // namespace
