// SPDX-License-Identifier: Apache-2.0
#ifndef voxReturnFreedMemory_h
#define voxReturnFreedMemory_h

namespace vox
{

/** From now on this process gives large blocks back to the system as soon as they are freed, where the C library is
 * glibc: it would keep up to 64 MiB of them and, of blocks of many sizes, several times that between those in use,
 * which no forecast of memory can count. */
void ReturnFreedMemory();

} // namespace vox

#endif
