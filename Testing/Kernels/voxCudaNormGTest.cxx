// SPDX-License-Identifier: Apache-2.0
#include "voxCudaTest.h"

namespace
{
using vox::kernels::Bfloat16;
using vox::kernels::FeatureExtent;
using vox::kernels::NormForward;
using vox::testing::NormalValues;

std::vector<float>
AsFloats(const std::vector<float> & values)
{
  return values;
}

std::vector<float>
AsFloats(const std::vector<Bfloat16> & values)
{
  std::vector<float> floats;
  for (const Bfloat16 value : values)
  {
    floats.push_back(vox::kernels::ToFloat(value));
  }
  return floats;
}

class CudaNorm : public vox::testing::CudaTest
{
protected:
  template <typename T, typename TLaunch>
  void
  ExpectFeaturesOfTheCpu(const FeatureExtent & extent, bool withResidual, TLaunch && launch)
  {
    const std::int64_t count = extent.samples * extent.voxels * extent.channels;
    const auto input = NormalValues<T>(count, 1, 0.5F, 3.0);
    const auto residual = NormalValues<T>(count, 2);
    const auto weight = NormalValues(extent.channels, 3);
    const auto bias = NormalValues(extent.channels, 4);
    std::vector<T> expected(input.size());
    std::vector<float> scratch(static_cast<std::size_t>(NormScratchBytes(extent)) / sizeof(float));
    NormForward<T> norm;
    norm.extent = extent;
    norm.slope = 0.01F;
    norm.input = input.data();
    norm.residual = withResidual ? residual.data() : nullptr;
    norm.weight = weight.data();
    norm.bias = bias.data();
    norm.output = expected.data();
    norm.scratch = scratch.data();
    ForEachNormStep(norm, [](const auto & step) { vox::kernels::ForEachIndex(step, 2); });

    const auto deviceInput = OnDevice(input);
    const auto deviceResidual = OnDevice(residual);
    const auto deviceWeight = OnDevice(weight);
    const auto deviceBias = OnDevice(bias);
    const vox::kernels::DeviceMemory<T> output(Table(), count);
    const vox::kernels::DeviceMemory<float> deviceScratch(Table(), static_cast<std::int64_t>(scratch.size()));
    norm.input = deviceInput.Data();
    norm.residual = withResidual ? deviceResidual.Data() : nullptr;
    norm.weight = deviceWeight.Data();
    norm.bias = deviceBias.Data();
    norm.output = output.Data();
    norm.scratch = deviceScratch.Data();
    ExpectLaunched(launch(norm));
    EXPECT_EQ(AsFloats(output.ToHost()), AsFloats(expected));
  }

  template <typename T, typename TLaunch>
  void
  ExpectAllShapes(TLaunch && launch)
  {
    for (const bool withResidual : {false, true})
    {
      ExpectFeaturesOfTheCpu<T>({2, 64 * 64 * 9, 32}, withResidual, launch);
      ExpectFeaturesOfTheCpu<T>({1, 64, 320}, withResidual, launch);
      ExpectFeaturesOfTheCpu<T>({1, 1001, 7}, withResidual, launch);
    }
  }
};

TEST_F(CudaNorm, OfFloatIsThatOfTheCpu)
{
  ExpectAllShapes<float>([this](const auto & norm) { return Table().normForward(norm, nullptr); });
}

TEST_F(CudaNorm, OfBfloat16IsThatOfTheCpu)
{
  ExpectAllShapes<Bfloat16>([this](const auto & norm) { return Table().normForwardBfloat16(norm, nullptr); });
}
} // namespace
