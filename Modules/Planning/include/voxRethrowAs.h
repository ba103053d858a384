// SPDX-License-Identifier: Apache-2.0
#ifndef voxRethrowAs_h
#define voxRethrowAs_h

#include "voxError.h"

#include <functional>
#include <string>
#include <utility>

namespace vox
{

/** Calls `work` and gives back its result. A mistake of the user's that it reports (Usage, BadInput, BadModel) gets
 * another kind: a wrong value inside a model file is BadModel, whichever parser found it. The message stays, after
 * `prefix`. */
template <typename TWork>
decltype(auto)
RethrowAs(ErrorKind kind, TWork && work, const std::string & prefix = {})
{
  try
  {
    return std::invoke(std::forward<TWork>(work));
  }
  catch (const Error & error)
  {
    if (error.Kind() == ErrorKind::Internal || error.Kind() == ErrorKind::Resource)
    {
      throw;
    }
    throw Error(kind, prefix + error.what());
  }
}

} // namespace vox

#endif
