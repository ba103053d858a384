// SPDX-License-Identifier: Apache-2.0
#include "voxDeviceForecast.h"

#include "voxExpectError.h"

namespace
{
using vox::kernels::DeviceForecast;
using vox::kernels::DeviceWork;

DeviceWork
Example()
{
  DeviceWork work;
  work.classes = 3;
  work.patchSize = {4, 5, 6};
  work.imageSize = {20, 10, 11};
  work.imageChannels = 2;
  work.featureCount = 8;
  work.bytesPerFeature = 2;
  work.outputSize = {30, 12, 13};
  work.outputSlices = 7;
  work.networkBytes = 1000;
  return work;
}

TEST(ForecastDevice, SumsWhatIsAllocated)
{
  const DeviceForecast forecast = ForecastDevice(Example());
  EXPECT_EQ(forecast.ring, (3 * 5 * 10 * 11 + 5 * 10 * 11) * 4);               // scores and weights
  EXPECT_EQ(forecast.window, 120 * 2 * 4 + 120 * 8 * 2 + 120 * 4 + 3 * 9 * 4); // image, features, weights, layer
  EXPECT_EQ(forecast.labels, 7 * 12 * 13 * 4);
  EXPECT_EQ(forecast.Total(), forecast.ring + forecast.window + forecast.labels + 1000);
}

TEST(ForecastDevice, DoesNotGrowWithTheLengthOfTheImage)
{
  DeviceWork work = Example();
  work.imageSize.z = 2000;
  work.outputSize.z = 3000;
  EXPECT_EQ(ForecastDevice(work).Total(), ForecastDevice(Example()).Total());
}

TEST(RequireDeviceMemory, RefusesWithTheForecast)
{
  const DeviceForecast forecast{std::int64_t{3} << 29, std::int64_t{1} << 29, 0, 0};
  vox::kernels::RequireDeviceMemory(forecast, std::int64_t{2} << 30, 0);
  VOX_EXPECT_ERROR(vox::kernels::RequireDeviceMemory(forecast, (std::int64_t{2} << 30) - 1, 1),
                   vox::ErrorKind::Resource, "needed are 2.00 GB (ring 1.50, window 0.50, labels 0.00, network 0.00)");
}
} // namespace
