// SPDX-License-Identifier: Apache-2.0
#ifndef voxMemoryPlan_h
#define voxMemoryPlan_h

#include "voxMemoryForecast.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace vox
{

/** How much memory a case may take and how it is kept below. */
struct MemoryPlan
{
  MemoryForecast forecast;
  kernels::RingType ring = kernels::RingType::Float32;
  std::int64_t slabBytes = LabelSink::DefaultSlabBytes;
};

/** Chooses ring and slab: single-precision sums with the default slab unless `maxRam` (bytes, 0: none) asks for less.
 * Then a smaller slab and half-precision means are tried, in this order. Throws Error(Resource) with the forecast, in
 * one line, where it exceeds maxRam or `available` whatever is chosen. */
[[nodiscard]] MemoryPlan PlanMemory(const ImageFile & image, const PreprocessRecord & record, ForecastSettings settings,
                                    std::int64_t maxRam, std::int64_t available);

/** Bytes from text such as "4G", "1.5G", "800M" (2^30 and 2^20 bytes). Throws Error(Usage) that begins with `where`. */
[[nodiscard]] std::int64_t ParseMemorySize(std::string_view text, std::string_view where);

/** Resident memory that this process could reach, in bytes: what it has, and the least of what the machine has left,
 * its control group allows, and its limits of address space and data (ulimit -v, -d) leave. Very large where the
 * system tells nothing. */
[[nodiscard]] std::int64_t ReachableMemory();

} // namespace vox

#endif
