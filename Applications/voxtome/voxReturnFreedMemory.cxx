// SPDX-License-Identifier: Apache-2.0
#include "voxReturnFreedMemory.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace vox
{

void
ReturnFreedMemory()
{
#ifdef __GLIBC__
  constexpr int Large = 4 << 20; // smaller ones are not worth the faults of their pages
  mallopt(M_MMAP_THRESHOLD, Large);
  mallopt(M_TRIM_THRESHOLD, 2 * Large);
#endif
}

} // namespace vox
