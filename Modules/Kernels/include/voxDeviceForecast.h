// SPDX-License-Identifier: Apache-2.0
#ifndef voxDeviceForecast_h
#define voxDeviceForecast_h

#include "voxZyx.h"

#include <cstdint>
#include <string>

namespace vox::kernels
{

/** What a streamed prediction holds on a CUDA device. */
struct DeviceWork
{
  /** Slices that the ring keeps beside those of a patch: linear interpolation looks back at one. */
  static constexpr std::int64_t keptSlices = 1;

  std::int64_t classes = 2;
  Zyx<std::int64_t> patchSize;
  Zyx<std::int64_t> imageSize; ///< at the network's spacing, padded to the patch at the least
  std::int64_t imageChannels = 1;
  std::int64_t featureCount = 32;   ///< of the layer in front of the last
  std::int64_t bytesPerFeature = 4; ///< 2 in bfloat16
  Zyx<std::int64_t> outputSize;     ///< of the labels
  std::int64_t outputSlices = 1;    ///< of them at a time
  std::int64_t networkBytes = 0;    ///< weights and activations of one window (Inference: WeightBytes, ActivationBytes)
};

/** Bytes of each part; the slab of the host's export is not there, because labels are decoded out of the ring. */
struct DeviceForecast
{
  std::int64_t ring = 0;   ///< sums of all classes for a patch of slices and keptSlices, and the sum of weights
  std::int64_t window = 0; ///< one window of the image, its features, its weights
  std::int64_t labels = 0; ///< int32, of the slices that are decoded at a time
  std::int64_t network = 0;

  [[nodiscard]] std::int64_t
  Total() const
  {
    return ring + window + labels + network;
  }
  /** "2.00 GB (ring 1.50, window 0.50, labels 0.00, network 0.00)", GB of 2^30 bytes. */
  [[nodiscard]] std::string Text() const;
};

/** Sums what is allocated; compare with CudaDevice::freeBytes, which leaves the driver's own memory out. */
[[nodiscard]] DeviceForecast ForecastDevice(const DeviceWork & work);

/** Throws Error(Resource) with the forecast unless `freeBytes` of device `device` suffice. */
void RequireDeviceMemory(const DeviceForecast & forecast, std::int64_t freeBytes, int device);

} // namespace vox::kernels

#endif
