// SPDX-License-Identifier: Apache-2.0
#include "voxDevice.h"

#include "voxError.h"
#include "voxExpectError.h"
#include "voxPrecision.h"
#include "voxTinyModel.h"

#include <gmock/gmock.h>

#include <cstring>

namespace vox
{
namespace
{

kernels::CudaPresence
NoDriver()
{
  kernels::CudaPresence presence;
  presence.missing = "no NVIDIA driver (libcuda.so.1)";
  return presence;
}

kernels::CudaPresence
OneDevice()
{
  kernels::CudaPresence presence;
  std::strcpy(presence.devices.emplace_back().name, "Example GPU");
  presence.devices.front().major = 9;
  return presence;
}

TEST(ChooseDevice, TakesTheProcessorWithoutLookingForOthers)
{
  const auto never = []() -> kernels::CudaPresence { throw std::logic_error("asked for CUDA devices"); };
  EXPECT_EQ(ChooseDevice("cpu", never).name, "cpu");
  EXPECT_THAT(ChooseDevice("auto", never).name, ::testing::StartsWith("cpu (auto;"));
  EXPECT_TRUE(ChooseDevice("auto", never).place.is_cpu());
}

TEST(ChooseDevice, LoadsTorchForTheDeviceThatIsThere)
{
  int loaded = -1;
  const ComputeDevice device = ChooseDevice("cuda", OneDevice, [&](int number) { loaded = number; });
  EXPECT_EQ(loaded, 0);
  EXPECT_EQ(device.name, "cuda:0 (Example GPU)");
  EXPECT_EQ(device.place, c10::Device(c10::kCUDA, 0));
  EXPECT_TRUE(device.hasBf16);
}

TEST(ChooseDevice, SaysWhatADeviceLacks)
{
  VOX_EXPECT_ERROR((void)ChooseDevice("cuda", NoDriver), ErrorKind::Resource,
                   "device cuda:0: this machine has no NVIDIA driver (libcuda.so.1); use cpu or auto");
  VOX_EXPECT_ERROR((void)ChooseDevice("cuda:2", OneDevice), ErrorKind::Resource,
                   "device cuda:2: this machine has 1 CUDA device, numbered from 0");
  const auto noTorch = [](int) { Fail(ErrorKind::Resource, "LibTorch has no CUDA"); };
  VOX_EXPECT_ERROR((void)ChooseDevice("cuda:0", OneDevice, noTorch), ErrorKind::Resource, "LibTorch has no CUDA");
}

TEST(ChoosePrecision, AsksTheDeviceForBf16)
{
  ComputeDevice device{.name = "cuda:0 (Example GPU)", .place = c10::Device(c10::kCUDA, 0), .hasBf16 = true};
  EXPECT_EQ(ChoosePrecision(Precision::Auto, device), Precision::Bf16);
  device.hasBf16 = false;
  EXPECT_EQ(ChoosePrecision(Precision::Auto, device), Precision::Fp32);
  VOX_EXPECT_ERROR((void)ChoosePrecision(Precision::Bf16, device), ErrorKind::Usage,
                   "precision bf16: cuda:0 (Example GPU) has none");
}

TEST(LoadTorchCuda, SaysWhatIsMissing)
{
  if (kernels::FindCudaKernels().missing.empty())
  {
    GTEST_SKIP() << "this machine has a CUDA device";
  }
  VOX_EXPECT_ERROR(LoadTorchCuda(0), ErrorKind::Resource, "device cuda:0: ");
}

TEST(ChooseDevice, RefusesOtherWords)
{
  for (const char * const text : {"", "gpu", "CPU", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda1", "cuda:1:2"})
  {
    VOX_EXPECT_ERROR((void)ChooseDevice(text, OneDevice), ErrorKind::Usage, "expected auto, cpu, cuda or cuda:N");
  }
}

TEST(ChooseDevice, IsAskedByThePredictor)
{
  PredictOptions options;
  options.device = "gpu";
  VOX_EXPECT_ERROR(Predictor(testing::MakeTinyModel(), options), ErrorKind::Usage, "found 'gpu'");
  options.device = "cuda:99";
  VOX_EXPECT_ERROR(Predictor(testing::MakeTinyModel(), options), ErrorKind::Resource, "device cuda:99");
  options.device = "cpu";
  EXPECT_EQ(Predictor(testing::MakeTinyModel(), options).ChosenDevice(), "cpu");
}

} // namespace
} // namespace vox
