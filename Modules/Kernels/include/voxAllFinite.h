// SPDX-License-Identifier: Apache-2.0
#ifndef voxAllFinite_h
#define voxAllFinite_h

#include <cstdint>

namespace vox::kernels
{

/** True if no value is NaN or infinite. One pass over memory without a temporary, on `threads` threads. */
[[nodiscard]] bool AllFinite(const float * values, std::int64_t count, int threads);

/** The same for the bits of bfloat16 values. */
[[nodiscard]] bool AllFinite(const std::uint16_t * bfloat16, std::int64_t count, int threads);

} // namespace vox::kernels

#endif
