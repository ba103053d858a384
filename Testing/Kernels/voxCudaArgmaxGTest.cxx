// SPDX-License-Identifier: Apache-2.0
#include "voxCudaTest.h"

namespace
{
using vox::kernels::ArgmaxPoint;

class CudaArgmax : public vox::testing::CudaTest
{
protected:
  void
  ExpectLabelsOfTheCpu(ArgmaxPoint point, const std::vector<std::int32_t> & regionValues = {})
  {
    const auto scores =
        vox::testing::NormalValues(point.channels * point.planes * point.inputSize.y * point.inputSize.x, 1);
    std::vector<std::int32_t> expected(static_cast<std::size_t>(Product(point.Extent())));
    point.SetDense();
    point.scores = scores.data();
    point.labels = expected.data();
    point.regionValues = regionValues.empty() ? nullptr : regionValues.data();
    vox::kernels::ForEachIndex(point, 2);

    const auto deviceScores = OnDevice(scores);
    const auto deviceLabels = OnDevice(std::vector<std::int32_t>(expected.size(), -7));
    const auto deviceRegions = OnDevice(regionValues.empty() ? std::vector<std::int32_t>{0} : regionValues);
    point.scores = deviceScores.Data();
    point.labels = deviceLabels.Data();
    point.regionValues = regionValues.empty() ? nullptr : deviceRegions.Data();
    ExpectLaunched(Table().argmax(point, nullptr));
    EXPECT_EQ(deviceLabels.ToHost(), expected);
  }
};

ArgmaxPoint
Example()
{
  ArgmaxPoint point;
  point.channels = 25;
  point.inputSize = {11, 45, 52};
  point.outputSize = {17, 90, 131};
  point.planes = 11;
  point.outputSlices = 17;
  return point;
}

TEST_F(CudaArgmax, ChoosesClassesAsTheCpu)
{
  ExpectLabelsOfTheCpu(Example());
}

TEST_F(CudaArgmax, ReadsARing)
{
  ArgmaxPoint point = Example();
  point.planes = 5;
  point.firstOutputSlice = 9;
  point.outputSlices = 3;
  ExpectLabelsOfTheCpu(point);
}

TEST_F(CudaArgmax, RoundsToHalfAndTakesTheNearestSlice)
{
  ArgmaxPoint point = Example();
  point.roundToHalf = true;
  point.order.z = 0;
  ExpectLabelsOfTheCpu(point);
}

TEST_F(CudaArgmax, PaintsRegionsAsTheCpu)
{
  ArgmaxPoint point = Example();
  point.channels = 3;
  ExpectLabelsOfTheCpu(point, {2, 1, 7});
}
} // namespace
