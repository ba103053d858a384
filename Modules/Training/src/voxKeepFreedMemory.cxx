// SPDX-License-Identifier: Apache-2.0
#include "voxKeepFreedMemory.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace vox
{

#ifdef __GLIBC__

namespace
{

/** glibc's own settings. */
constexpr int kMappings = 65536;
constexpr int kTrimBytes = 128 * 1024;

} // namespace

KeepFreedMemory::KeepFreedMemory()
{
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
}

KeepFreedMemory::~KeepFreedMemory()
{
  mallopt(M_MMAP_MAX, kMappings);
  mallopt(M_TRIM_THRESHOLD, kTrimBytes);
  malloc_trim(0);
}

#else

KeepFreedMemory::KeepFreedMemory() = default;
KeepFreedMemory::~KeepFreedMemory() = default;

#endif

} // namespace vox
