// SPDX-License-Identifier: Apache-2.0
#include "voxDeviceForecast.h"

#include "voxError.h"

namespace vox::kernels
{
namespace
{

double
Gigabytes(std::int64_t bytes)
{
  return static_cast<double>(bytes) / 0x1p30;
}

} // namespace

std::string
DeviceForecast::Text() const
{
  return fmt::format("{:.2f} GB (ring {:.2f}, window {:.2f}, labels {:.2f}, network {:.2f})", Gigabytes(Total()),
                     Gigabytes(ring), Gigabytes(window), Gigabytes(labels), Gigabytes(network));
}

DeviceForecast
ForecastDevice(const DeviceWork & work)
{
  constexpr std::int64_t number = sizeof(float);
  const std::int64_t window = Product(work.patchSize);
  DeviceForecast forecast;
  const std::int64_t planes = work.patchSize.z + DeviceWork::keptSlices;
  forecast.ring = (work.classes + 1) * planes * work.imageSize.y * work.imageSize.x * number;
  forecast.window = window * (work.imageChannels * number + work.featureCount * work.bytesPerFeature + number) +
                    work.classes * (work.featureCount + 1) * number;
  forecast.labels =
      work.outputSlices * work.outputSize.y * work.outputSize.x * static_cast<std::int64_t>(sizeof(std::int32_t));
  forecast.network = work.networkBytes;
  return forecast;
}

void
RequireDeviceMemory(const DeviceForecast & forecast, std::int64_t freeBytes, int device)
{
  if (forecast.Total() <= freeBytes)
  {
    return;
  }
  Fail(ErrorKind::Resource,
       "device cuda:{} has {:.2f} GB free, needed are {}; use a device with more memory or --device cpu", device,
       Gigabytes(freeBytes), forecast.Text());
}

} // namespace vox::kernels
