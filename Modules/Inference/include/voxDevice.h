// SPDX-License-Identifier: Apache-2.0
#ifndef voxDevice_h
#define voxDevice_h

#include "voxCudaKernels.h"

#include <functional>
#include <string>
#include <string_view>

namespace vox
{

/** The device that networks run on for "auto", "cpu", "cuda" (cuda:0) or "cuda:N", in words: "cpu", followed by the
 * reason where it was left open. This version runs networks on the processor only, so a CUDA device is refused, with
 * what `find` found: Error(Resource) that names what is missing (RequireCudaDevice) or the device that is there.
 * Devices are looked for only where one is asked for: to ask CUDA takes time and memory. Throws Error(Usage) for other
 * text. */
[[nodiscard]] std::string ChooseDevice(
    std::string_view asked,
    const std::function<kernels::CudaPresence()> & find = [] { return kernels::FindCudaKernels(); });

} // namespace vox

#endif
