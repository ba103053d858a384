// SPDX-License-Identifier: Apache-2.0
#ifndef voxMemoryErrors_h
#define voxMemoryErrors_h

#include <itkMacro.h>

#include <new>
#include <string>

namespace itk::vox
{

[[noreturn]] inline void
ThrowOutOfMemory(const char * where)
{
  throw MemoryAllocationError(__FILE__, __LINE__, "out of memory; end other programs, or use a smaller image", where);
}

/** What `allocate()` returns; MemoryAllocationError, which is an itk::ExceptionObject, in the place of
 * std::bad_alloc. */
template <typename TFunction>
auto
WithMemoryErrors(const char * where, TFunction && allocate) -> decltype(allocate())
{
  try
  {
    return allocate();
  }
  catch (const std::bad_alloc &)
  {
    ThrowOutOfMemory(where);
  }
}

} // namespace itk::vox

#endif
