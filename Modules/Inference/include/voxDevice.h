// SPDX-License-Identifier: Apache-2.0
#ifndef voxDevice_h
#define voxDevice_h

#include "voxCudaKernels.h"

#include <c10/core/Device.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace vox
{

/** What networks run on. */
struct ComputeDevice
{
  std::string name = "cpu"; ///< in words, with the reason where the choice was left open
  c10::Device place = c10::kCPU;
  const kernels::CudaTable * kernels = nullptr; ///< of a CUDA device; null for the processor
  bool hasBf16 = false;                         ///< of a CUDA device: compute capability 8.0 or above
};

/** The folder that LibTorch was loaded from; empty where it is part of the program. */
[[nodiscard]] std::filesystem::path LibTorchFolder();

/** Loads LibTorch's CUDA library, which nothing links, from beside its others, unless it is there already. Before
 * LibTorch is asked for a device for the first time. Throws Error(Resource) that says what is missing: the library, one
 * that it needs, or device `number`. */
void LoadTorchCuda(int number);

/** The device for "auto", "cpu", "cuda" (cuda:0) or "cuda:N". `auto` is the processor: a CUDA device is taken when it
 * is asked for, and only then looked for, as to ask CUDA takes time and memory.
 *
 * Throws Error(Resource) that names what is missing (RequireCudaDevice), and where LibTorch cannot use the device;
 * Error(Usage) for other text. `find` looks for kernels and devices, `load` makes LibTorch use CUDA. */
[[nodiscard]] ComputeDevice ChooseDevice(
    std::string_view asked,
    const std::function<kernels::CudaPresence()> & find = [] { return kernels::FindCudaKernels(); },
    const std::function<void(int number)> & load = LoadTorchCuda);
/** Bytes that are free on a CUDA device now. Throws Error(Resource) where it does not answer. */
[[nodiscard]] std::int64_t FreeBytes(const ComputeDevice & device);

} // namespace vox

#endif
