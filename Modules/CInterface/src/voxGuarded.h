// SPDX-License-Identifier: Apache-2.0
#ifndef voxGuarded_h
#define voxGuarded_h

#include "vox.h"

#include <exception>

namespace vox
{

/** Keeps what an exception says as the text of vox_last_error, and returns its vox_status. */
[[nodiscard]] std::int32_t KeepError(const std::exception_ptr & exception) noexcept;

/** Calls a function for a caller who knows no exceptions. */
template <typename TFunction>
[[nodiscard]] std::int32_t
Guarded(TFunction && function) noexcept
{
  try
  {
    function();
    return VOX_OK;
  }
  catch (...)
  {
    return KeepError(std::current_exception());
  }
}

} // namespace vox

#endif
