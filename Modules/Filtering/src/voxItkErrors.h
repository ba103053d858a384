// SPDX-License-Identifier: Apache-2.0
#ifndef voxItkErrors_h
#define voxItkErrors_h

#include "voxError.h"
#include "voxMemoryErrors.h"

#include <itkMacro.h>
#include <itkProcessObject.h> // ProcessAborted

#include <new>
#include <string>
#include <string_view>

namespace itk::vox
{

/** Throws itk::ExceptionObject with one line of text. */
[[noreturn]] inline void
ThrowItkError(std::string_view message, const char * where)
{
  // LibTorch's errors go on with a backtrace.
  throw ExceptionObject(__FILE__, __LINE__, std::string(message.substr(0, message.find('\n'))), where);
}

/** Calls a function and throws what it throws as ITK's exceptions: users of filters catch nothing else. */
template <typename TFunction>
auto
WithItkErrors(const char * where, TFunction && function) -> decltype(function())
{
  try
  {
    return function();
  }
  catch (const ExceptionObject &)
  {
    throw;
  }
  catch (const ::vox::Cancelled &)
  {
    throw ProcessAborted(__FILE__, __LINE__);
  }
  catch (const std::bad_alloc &)
  {
    ThrowOutOfMemory(where);
  }
  catch (const std::exception & error)
  {
    ThrowItkError(error.what(), where);
  }
}

} // namespace itk::vox

#endif
