// SPDX-License-Identifier: Apache-2.0
#ifndef voxKeepFreedMemory_h
#define voxKeepFreedMemory_h

namespace vox
{

/** While one exists, large memory that is freed stays with the process (glibc; elsewhere this does nothing): the
 * features and gradients of one step then take those of the step before. Handed back to the system and fetched anew,
 * each of their pages would be cleared first, about a fifth of a step's time. At the end what is free goes back. */
class KeepFreedMemory
{
public:
  KeepFreedMemory();
  ~KeepFreedMemory();
  KeepFreedMemory(const KeepFreedMemory &) = delete;
  KeepFreedMemory & operator=(const KeepFreedMemory &) = delete;
};

} // namespace vox

#endif
