// SPDX-License-Identifier: Apache-2.0
#ifndef voxReadGzipMember_h
#define voxReadGzipMember_h

#include "voxRawVoxels.h"

namespace vox
{

/** Decompresses a file that is one gzip member, as most programs write it, at once into the memory of the result, and
 * hands the wanted bytes over from there, as ReadRawVoxels does. A second thread asks for pages ahead of the first, and
 * helps to convert. False, before anything is handed over, where the content does not fit into that memory, or is not
 * exactly one undamaged member of the size that the header promises. */
[[nodiscard]] bool ReadGzipMember(const RawLayout & layout, std::span<const std::byte> file,
                                  const ResultMemory & memory, const UseBytes & use);

} // namespace vox

#endif
