// SPDX-License-Identifier: Apache-2.0
#include "voxDevice.h"

#include "voxExpectError.h"
#include "voxPredictor.h"
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
  return presence;
}

TEST(ChooseDevice, TakesTheProcessorWithoutLookingForOthers)
{
  const auto never = []() -> kernels::CudaPresence { throw std::logic_error("asked for CUDA devices"); };
  EXPECT_EQ(ChooseDevice("cpu", never), "cpu");
  EXPECT_THAT(ChooseDevice("auto", never), ::testing::StartsWith("cpu (auto: networks run on the processor only"));
}

TEST(ChooseDevice, SaysWhatADeviceLacks)
{
  VOX_EXPECT_ERROR((void)ChooseDevice("cuda", NoDriver), ErrorKind::Resource,
                   "device cuda:0: this machine has no NVIDIA driver (libcuda.so.1); use cpu or auto");
  VOX_EXPECT_ERROR((void)ChooseDevice("cuda:2", OneDevice), ErrorKind::Resource,
                   "device cuda:2: this machine has 1 CUDA device, numbered from 0");
  VOX_EXPECT_ERROR((void)ChooseDevice("cuda:0", OneDevice), ErrorKind::Resource,
                   "device cuda:0: found Example GPU, but networks run on the processor only in this version");
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
