// SPDX-License-Identifier: Apache-2.0
#ifndef voxReflectedIndex_h
#define voxReflectedIndex_h

#include <cstdint>

namespace vox::kernels
{

/** The index in [0, n) that mirrors at both ends, without repeating the end, make of `index`: -1 becomes 1, n becomes
 * n - 2. Of one element it is 0. Requires n >= 1. NumPy's "reflect", OpenCV's BORDER_REFLECT_101. */
[[nodiscard]] inline std::int64_t
ReflectedIndex(std::int64_t index, std::int64_t n)
{
  if (index >= 0 && index < n)
  {
    return index;
  }
  if (n == 1)
  {
    return 0;
  }
  const std::int64_t period = 2 * (n - 1);
  index = ((index % period) + period) % period;
  return index < n ? index : period - index;
}

} // namespace vox::kernels

#endif
